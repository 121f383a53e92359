package io.securerpc.caller.jwt;

import io.securerpc.SecureRpcException;

/** Tokens are to be accepted, and the library that reads their keys is not on the class path: it is needed by whoever uses this kind alone. */
public final class MissingJwtLibraryException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** What to add. */
    static final String ARTIFACT = "com.nimbusds:nimbus-jose-jwt";

    MissingJwtLibraryException() {
        super("JWT: " + ARTIFACT + " is missing (expected: a dependency of the program, beside secure-rpc)");
    }

    /**
     * What to add.
     *
     * @return group and artifact
     */
    public String artifact() {
        return ARTIFACT;
    }
}
