package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;

/** An authority whose files can be read and cannot vouch for anybody. */
public final class ClientAuthorityException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** What the authority is called. */
    private final String name;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    ClientAuthorityException(String name, String found, String expected) {
        super("client authority '" + requireNonNull(name, "name") + "': " + requireNonNull(found, "found")
                + " (expected: " + requireNonNull(expected, "expected") + ")");
        this.name = name;
        this.found = found;
        this.expected = expected;
    }

    /**
     * Which authority.
     *
     * @return what it is called
     */
    public String name() {
        return name;
    }

    /**
     * What is there.
     *
     * @return one line
     */
    public String found() {
        return found;
    }

    /**
     * What should be there.
     *
     * @return one line
     */
    public String expected() {
        return expected;
    }
}
