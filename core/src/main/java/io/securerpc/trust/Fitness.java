package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Reason;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.List;
import java.util.Optional;

/** Whether a certificate may identify a TLS client at all, whoever installed it; what OpenSSL asks at security level 2. */
final class Fitness {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    // RFC 5280, 4.2.1.3: digitalSignature is bit 0, keyAgreement bit 4.
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_AGREEMENT = 4;
    // 112 bits of security, which NIST SP 800-57 asks for until 2030.
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;

    private Fitness() {}

    static Optional<Defect> defect(X509Certificate certificate) throws CertificateParsingException {
        Optional<String> purpose = purpose(certificate);
        return purpose.isPresent()
                ? purpose.map(text -> new Defect(Reason.WRONG_PURPOSE, text))
                : weakKey(certificate.getPublicKey()).map(text -> new Defect(Reason.WEAK_KEY, text));
    }

    private static Optional<String> purpose(X509Certificate certificate) throws CertificateParsingException {
        List<String> extended = certificate.getExtendedKeyUsage();
        if (extended != null && !extended.contains(CLIENT_AUTH)) {
            return Optional.of(
                    "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[KEY_AGREEMENT]) {
            return Optional.of("key usage without digitalSignature (expected: digitalSignature, or no key usage)");
        }
        return Optional.empty();
    }

    static Optional<String> weakKey(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits < LEAST_RSA_BITS ? tooShort("RSA", bits, LEAST_RSA_BITS) : Optional.empty();
        }
        if (key instanceof ECKey ec) {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            return bits < LEAST_EC_BITS ? tooShort("EC", bits, LEAST_EC_BITS) : Optional.empty();
        }
        return key instanceof EdECKey
                ? Optional.empty()
                : Optional.of(key.getAlgorithm() + " key (expected: RSA, EC or EdDSA)");
    }

    private static Optional<String> tooShort(String algorithm, int bits, int least) {
        return Optional.of(algorithm + " key of " + bits + " bits (expected: at least " + least + ")");
    }

    /** Why no client may use the certificate. */
    record Defect(Reason reason, String text) {}
}
