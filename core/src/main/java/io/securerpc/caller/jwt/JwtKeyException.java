package io.securerpc.caller.jwt;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;

/** Keys for tokens cannot be used. Nothing of what their file holds is in the message: it may be a secret. */
public final class JwtKeyException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** Whose keys, and where they are. */
    private final String subject;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    JwtKeyException(String subject, String found, String expected) {
        super(requireNonNull(subject, "subject") + ": " + requireNonNull(found, "found") + " (expected: "
                + requireNonNull(expected, "expected") + ")");
        this.subject = subject;
        this.found = found;
        this.expected = expected;
    }

    /**
     * Whose keys, and where they are.
     *
     * @return such as {@code keys of 'https://login.example.com/' in 'jwks.json'}
     */
    public String subject() {
        return subject;
    }

    /**
     * What is there.
     *
     * @return one line, without anything that may be secret
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
