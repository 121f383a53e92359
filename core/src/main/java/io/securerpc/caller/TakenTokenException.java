package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;

/** A token was to be made under a name that another one has. */
public final class TakenTokenException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The name that was given. */
    private final String name;

    TakenTokenException(String name) {
        super("token " + requireNonNull(name, "name")
                + ": exists already (expected: a free name, or a rotation of that one)");
        this.name = name;
    }

    /**
     * The name.
     *
     * @return of the token that is there
     */
    public String name() {
        return name;
    }
}
