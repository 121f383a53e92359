package io.securerpc.certificate;

import java.security.cert.X509Certificate;

/** STUB: OpenSSL's canonical subject hash. */
public record SubjectHash(int value) {
    public static SubjectHash of(X509Certificate certificate) {
        throw new UnsupportedOperationException("stub");
    }
    /** From the DER of an X.501 Name; a documented unchecked exception for names OpenSSL refuses to canonicalise. */
    public static SubjectHash ofName(byte[] nameDer) {
        throw new UnsupportedOperationException("stub");
    }
    /** Eight lower-case hex digits. */
    @Override
    public String toString() {
        throw new UnsupportedOperationException("stub");
    }
}
