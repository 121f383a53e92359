package io.securerpc.trust;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** The key of a generated certificate. Two of each kind are made once: making 3,000 would take minutes. */
enum KeyTrait implements Trait {
    EC_256("EC", 256, "secp256r1"),
    EC_384("EC", 384, "secp384r1"),
    EC_521("EC", 521, "secp521r1"),
    EC_224("EC", 224, "secp224r1"),
    EC_192("EC", 192, "secp192r1"),
    EC_256_KOBLITZ("EC", 256, "secp256k1"),
    EC_256_BRAINPOOL("EC", 256, "brainpoolP256r1"),
    RSA_2048("RSA", 2048, null),
    RSA_3072("RSA", 3072, null),
    RSA_1024("RSA", 1024, null),
    RSA_2040("RSA", 2040, null),
    RSA_PSS_2048("RSASSA-PSS", 2048, null),
    ED25519("Ed25519", 0, null),
    ED448("Ed448", 0, null),
    DSA_2048("DSA", 2048, null),
    X25519("X25519", 0, null);

    private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
    private static final List<String> JDK_CURVES = List.of("secp256r1", "secp384r1", "secp521r1");
    private static final ConcurrentMap<String, KeyPair> POOL = new ConcurrentHashMap<>();

    private final String algorithm;
    private final int bits;
    private final @Nullable String curve;

    KeyTrait(String algorithm, int bits, @Nullable String curve) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.curve = curve;
    }

    String algorithm() {
        return algorithm;
    }

    int bits() {
        return bits;
    }

    /** Whether it is one of the three curves of TLS that the JDK has. */
    boolean commonCurve() {
        return curve != null && JDK_CURVES.contains(curve);
    }

    /** A key agreement cannot sign anything, not even its own certificate. */
    boolean signs() {
        return this != X25519;
    }

    KeyPair pair(int number) {
        return POOL.computeIfAbsent(name() + number, key -> make());
    }

    /** Signs with the key of that number. */
    ContentSigner signer(int number, Trait.Signature signature) {
        String hash = signature == Trait.Signature.SHA1 ? "SHA1" : signature == Trait.Signature.MD5 ? "MD5" : "SHA256";
        String name = switch (algorithm) {
            case "RSA" -> hash + "withRSA";
            case "RSASSA-PSS" -> "SHA256withRSAandMGF1";
            case "EC" -> hash.replace("MD5", "SHA1") + "withECDSA"; // nobody signs with MD5 and EC
            case "DSA" -> "SHA256withDSA"; // Java allows no hash that is weaker than the key
            default -> algorithm;
        };
        try {
            JcaContentSignerBuilder builder = new JcaContentSignerBuilder(name);
            return (ofBouncyCastle() ? builder.setProvider(BOUNCY_CASTLE) : builder)
                    .build(pair(number).getPrivate());
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean ofBouncyCastle() {
        return curve != null ? !commonCurve() : algorithm.equals("RSASSA-PSS");
    }

    private KeyPair make() {
        try {
            KeyPairGenerator generator = curve != null && !commonCurve()
                    ? KeyPairGenerator.getInstance(algorithm, BOUNCY_CASTLE)
                    : KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
