package io.securerpc.caller;

import java.time.InstantSource;

/** Where credentials of one kind come from, before any file is read; what a server's builder takes. */
public interface CredentialSource {
    /**
     * Reads the files.
     *
     * @param clock what time it is
     * @return the kind, ready to judge
     * @throws io.securerpc.SecureRpcException if a file cannot be used; says why
     */
    CredentialKind open(InstantSource clock);

    /**
     * Reads the files as {@link #open} does, for a look at them: nothing is written, and nobody is judged by what was read.
     *
     * @param clock what time it is
     * @throws io.securerpc.SecureRpcException if a file cannot be used; says why
     */
    default void check(InstantSource clock) {
        open(clock);
    }

    /**
     * What the credentials look like, by which two sources of one server are told apart.
     *
     * @return that of {@link CredentialKind#form}
     */
    CredentialForm form();
}
