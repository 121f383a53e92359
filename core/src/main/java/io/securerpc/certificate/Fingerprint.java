package io.securerpc.certificate;

import java.security.cert.X509Certificate;

/** STUB: SHA-256 of a certificate's DER; value class. */
public final class Fingerprint {
    private Fingerprint() {}

    public static Fingerprint of(X509Certificate certificate) {
        throw new UnsupportedOperationException("stub");
    }
    /** As openssl prints it: AB:CD:..., 32 bytes. */
    @Override
    public String toString() {
        throw new UnsupportedOperationException("stub");
    }
}
