package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Reason;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.util.Optional;

/** Whether a certificate may identify a TLS client at all, whoever installed it; what OpenSSL asks at security level 2. */
final class Fitness {
    // 112 bits of security, which NIST SP 800-57 asks for until 2030.
    private static final int LEAST_RSA_BITS = 2048;
    private static final int LEAST_EC_BITS = 256;

    private Fitness() {}

    /** Of a certificate that is trusted for what it is, so that nobody else looks at its extensions. */
    static Optional<Defect> defectOfInstalled(X509Certificate certificate) {
        return Purposes.unknownCritical(certificate)
                .map(text -> new Defect(Reason.WRONG_PURPOSE, text))
                .or(() -> defect(certificate));
    }

    static Optional<Defect> defect(X509Certificate certificate) {
        return Purposes.defect(certificate)
                .map(text -> new Defect(Reason.WRONG_PURPOSE, text))
                .or(() -> weakKey(certificate.getPublicKey()).map(text -> new Defect(Reason.WEAK_KEY, text)));
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
