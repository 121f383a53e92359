package io.securerpc.certificate;

import java.nio.file.Path;
import java.util.List;

/** STUB: makes, keeps and reuses a self-signed identity (EC P-256, SANs, key 0600). */
public final class SelfSignedIdentity {
    private SelfSignedIdentity() {}
    /** Loads server.cert.pem and server.key.pem of the folder; makes both if neither is there or the certificate has expired; one alone is an error. Atomic writes, key 0600 from creation, folder 0700. */
    public static IdentityFiles loadOrCreate(Path folder, List<String> names) {
        throw new UnsupportedOperationException("stub");
    }
}
