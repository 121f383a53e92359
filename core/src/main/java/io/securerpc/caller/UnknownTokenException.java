package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;

/** A token was to be changed that is not in the file. */
public final class UnknownTokenException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The name that was given. */
    private final String name;

    UnknownTokenException(String name) {
        super("token " + requireNonNull(name, "name") + ": no such token (expected: the name of one in the file)");
        this.name = name;
    }

    /**
     * The name.
     *
     * @return one that a token could have
     */
    public String name() {
        return name;
    }
}
