package io.securerpc.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Proof that a private and a public key belong together: what one signs, the other verifies. */
final class KeyProof {
    /** OpenSSL's own limit; one signature with a larger key takes seconds. */
    static final int MAX_RSA_BITS = 16_384;

    private KeyProof() {}

    static boolean matches(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        if (key instanceof RSAKey one && publicKey instanceof RSAKey other) {
            if (!one.getModulus().equals(other.getModulus())) {
                return false; // spares a signature
            }
            if (one.getModulus().bitLength() > MAX_RSA_BITS) {
                throw new GeneralSecurityException(
                        "RSA key of " + one.getModulus().bitLength() + " bits");
            }
        }
        byte[] probe = new byte[32];
        new SecureRandom().nextBytes(probe);
        Signature signer = signature(key);
        signer.initSign(key);
        signer.update(probe);
        byte[] signed = signer.sign();
        Signature verifier = signature(key);
        verifier.initVerify(publicKey);
        verifier.update(probe);
        return verifier.verify(signed);
    }

    private static Signature signature(PrivateKey key) throws GeneralSecurityException {
        return switch (key.getAlgorithm()) {
            case "RSA" -> Signature.getInstance("SHA256withRSA");
            case "RSASSA-PSS" -> pss(key);
            case "EC" -> Signature.getInstance("SHA256withECDSA");
            case "EdDSA", "Ed25519", "Ed448" -> Signature.getInstance("EdDSA");
            default -> throw new GeneralSecurityException("key algorithm " + key.getAlgorithm());
        };
    }

    private static Signature pss(PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("RSASSA-PSS");
        AlgorithmParameterSpec bound = key instanceof RSAKey rsa ? rsa.getParams() : null;
        signature.setParameter(
                bound != null ? bound : new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }
}
