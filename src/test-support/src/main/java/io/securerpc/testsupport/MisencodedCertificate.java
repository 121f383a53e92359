package io.securerpc.testsupport;

import java.security.cert.X509Certificate;

/** A certificate that a client takes for a good one and that goes over the wire as other bytes. */
public final class MisencodedCertificate extends DelegatingCertificate {
    private static final long serialVersionUID = 1L;

    private final byte[] encoded;

    /**
     * Replaces the encoding alone.
     *
     * @param certificate answers everything else
     * @param encoded what is sent
     */
    public MisencodedCertificate(X509Certificate certificate, byte[] encoded) {
        super(certificate);
        this.encoded = encoded.clone();
    }

    @Override
    public byte[] getEncoded() {
        return encoded.clone();
    }
}
