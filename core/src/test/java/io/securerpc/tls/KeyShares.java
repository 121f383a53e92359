package io.securerpc.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.KeyAgreement;
import javax.crypto.interfaces.DHPublicKey;
import javax.crypto.spec.DHParameterSpec;
import javax.crypto.spec.DHPublicKeySpec;
import org.bouncycastle.crypto.agreement.DHStandardGroups;
import org.bouncycastle.crypto.params.DHParameters;

/** One key pair for each group, and the secrets they lead to (RFC 8446, section 4.2.8). */
final class KeyShares {
    private final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();

    /** The client's share; a byte of nonsense for a group that Java does not have. */
    byte[] share(String group) {
        if (!known(group)) {
            return new byte[] {0};
        }
        PublicKey key = pair(group).getPublic();
        if (key instanceof DHPublicKey dh) {
            return unsigned(dh.getY(), dh.getParams().getP().bitLength() / 8);
        }
        byte[] encoded = key.getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - length(group), encoded.length);
    }

    byte[] secret(String group, byte[] theirs) throws GeneralSecurityException {
        KeyPair ours = pair(group);
        String algorithm = ours.getPrivate().getAlgorithm();
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm.equals("EC") ? "ECDH" : algorithm);
        agreement.init(ours.getPrivate());
        agreement.doPhase(key(ours.getPublic(), theirs), true);
        return agreement.generateSecret();
    }

    private static PublicKey key(PublicKey like, byte[] share) throws GeneralSecurityException {
        if (like instanceof DHPublicKey dh) {
            return KeyFactory.getInstance("DH")
                    .generatePublic(new DHPublicKeySpec(
                            new BigInteger(1, share),
                            dh.getParams().getP(),
                            dh.getParams().getG()));
        }
        byte[] encoded = like.getEncoded();
        System.arraycopy(share, 0, encoded, encoded.length - share.length, share.length);
        return KeyFactory.getInstance(like.getAlgorithm()).generatePublic(new X509EncodedKeySpec(encoded));
    }

    private KeyPair pair(String group) {
        return pairs.computeIfAbsent(group, KeyShares::generate);
    }

    private static KeyPair generate(String group) {
        try {
            if (group.startsWith("ffdhe")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("DH");
                DHParameters parameters = finiteField(group);
                generator.initialize(new DHParameterSpec(parameters.getP(), parameters.getG()));
                return generator.generateKeyPair();
            }
            boolean weierstrass = group.startsWith("secp");
            AlgorithmParameterSpec parameters =
                    weierstrass ? new ECGenParameterSpec(group) : new NamedParameterSpec(group);
            KeyPairGenerator generator = KeyPairGenerator.getInstance(weierstrass ? "EC" : "XDH");
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(group, e);
        }
    }

    /** Of RFC 7919, which are not what Java makes its own keys with. */
    static DHParameters finiteField(String group) {
        return switch (group) {
            case "ffdhe2048" -> DHStandardGroups.rfc7919_ffdhe2048;
            case "ffdhe3072" -> DHStandardGroups.rfc7919_ffdhe3072;
            case "ffdhe4096" -> DHStandardGroups.rfc7919_ffdhe4096;
            case "ffdhe6144" -> DHStandardGroups.rfc7919_ffdhe6144;
            case "ffdhe8192" -> DHStandardGroups.rfc7919_ffdhe8192;
            default -> throw new IllegalArgumentException(group);
        };
    }

    private static boolean known(String group) {
        return group.startsWith("ffdhe") || length(group) > 0;
    }

    private static int length(String group) {
        return switch (group) {
            case "x25519" -> 32;
            case "x448" -> 56;
            case "secp256r1" -> 65;
            case "secp384r1" -> 97;
            case "secp521r1" -> 133;
            default -> 0;
        };
    }

    private static byte[] unsigned(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        byte[] padded = new byte[length];
        int keep = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - keep, padded, length - keep, keep);
        return padded;
    }
}
