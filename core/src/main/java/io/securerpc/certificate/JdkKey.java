package io.securerpc.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * A private key of the JDK's own providers, made from what a file held.
 *
 * <p>Bouncy Castle only takes the containers apart: SunJSSE signs with the JDK's keys, and no provider is registered.
 */
final class JdkKey {
    private static final Map<ASN1ObjectIdentifier, String> ALGORITHMS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption, "RSA",
            PKCSObjectIdentifiers.id_RSASSA_PSS, "RSASSA-PSS",
            X9ObjectIdentifiers.id_ecPublicKey, "EC",
            EdECObjectIdentifiers.id_Ed25519, "EdDSA",
            EdECObjectIdentifiers.id_Ed448, "EdDSA");

    private static final Map<String, String> OTHERS = Map.of(
            "1.2.840.10040.4.1", "DSA",
            "1.2.840.113549.1.3.1", "Diffie-Hellman",
            "1.2.840.10046.2.1", "Diffie-Hellman",
            "1.3.101.110", "X25519",
            "1.3.101.111", "X448",
            "1.2.156.10197.1.301", "SM2");

    private JdkKey() {}

    static PrivateKey of(PrivateKeyInfo info) throws Refused {
        ASN1ObjectIdentifier oid = info.getPrivateKeyAlgorithm().getAlgorithm();
        String algorithm = ALGORITHMS.get(oid);
        if (algorithm == null) {
            throw new Refused(
                    "key algorithm " + OTHERS.getOrDefault(oid.getId(), oid.getId()),
                    "RSA, RSASSA-PSS, EC, Ed25519 or Ed448",
                    null);
        }
        try {
            // Version 0 without the optional public key, which not every JDK reads.
            byte[] pkcs8 = new PrivateKeyInfo(algorithm(info), info.parsePrivateKey()).getEncoded();
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() > KeyProof.MAX_RSA_BITS) {
                throw new Refused(
                        "RSA key of " + rsa.getModulus().bitLength() + " bits",
                        "at most " + KeyProof.MAX_RSA_BITS + " bits",
                        null);
            }
            return key;
        } catch (IOException | GeneralSecurityException | RuntimeException e) { // malformed ASN.1, in many ways
            throw new Refused(
                    algorithm + " key that the JDK does not take: " + e.getMessage(),
                    "RSA, EC on P-256, P-384 or P-521, Ed25519 or Ed448",
                    e);
        }
    }

    private static AlgorithmIdentifier algorithm(PrivateKeyInfo info) throws Refused {
        AlgorithmIdentifier stated = info.getPrivateKeyAlgorithm();
        if (!stated.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey) || stated.getParameters() == null) {
            return stated;
        }
        return new AlgorithmIdentifier(
                stated.getAlgorithm(), EcCurve.of(stated.getParameters()).oid());
    }

    /** Why a key cannot be used, as the phrases that go into the caller's own exception. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String expected;

        Refused(String found, String expected, @Nullable Throwable cause) {
            super(found, cause);
            this.expected = expected;
        }

        String found() {
            return String.valueOf(getMessage());
        }

        String expected() {
            return expected;
        }
    }
}
