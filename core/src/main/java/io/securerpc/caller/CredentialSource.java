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
     * What the credentials look like, by which two sources of one server are told apart.
     *
     * @return that of {@link CredentialKind#form}
     */
    CredentialForm form();
}
