package io.securerpc.certificate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SHA512tDigest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/** How a passphrase becomes a cipher key, at a cost the file asks for and we bound. */
final class KeyDerivation {
    static final ASN1ObjectIdentifier SCRYPT = new ASN1ObjectIdentifier("1.3.6.1.4.1.11591.4.11");

    /** Twice what OpenSSL itself allows scrypt by default. */
    private static final long MAX_SCRYPT_BYTES = 64L << 20;

    /** Parallel lanes run one after the other here, so each multiplies the time. */
    private static final int MAX_SCRYPT_LANES = 16;

    private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> DIGESTS = Map.ofEntries(
            Map.entry(new ASN1ObjectIdentifier("1.2.840.113549.2.6"), MD5Digest::new),
            Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA1, SHA1Digest::new),
            Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA224, SHA224Digest::new),
            Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA256, SHA256Digest::new),
            Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA384, SHA384Digest::new),
            Map.entry(PKCSObjectIdentifiers.id_hmacWithSHA512, SHA512Digest::new),
            Map.entry(new ASN1ObjectIdentifier("1.2.840.113549.2.12"), () -> new SHA512tDigest(224)),
            Map.entry(new ASN1ObjectIdentifier("1.2.840.113549.2.13"), () -> new SHA512tDigest(256)),
            Map.entry(new ASN1ObjectIdentifier("1.2.156.10197.1.401.3.1"), SM3Digest::new),
            Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_224, () -> new SHA3Digest(224)),
            Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_256, () -> new SHA3Digest(256)),
            Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_384, () -> new SHA3Digest(384)),
            Map.entry(NISTObjectIdentifiers.id_hmacWithSHA3_512, () -> new SHA3Digest(512)));

    private final String name;
    private final Step step;

    private KeyDerivation(String name, Step step) {
        this.name = name;
        this.step = step;
    }

    @FunctionalInterface
    private interface Step {
        byte[] derive(String secret);
    }

    static KeyDerivation of(KeyDerivationFunc function, int keyBytes, DerivationCost cost)
            throws KeyDecryption.Unsupported {
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            return pbkdf2(PBKDF2Params.getInstance(function.getParameters()), keyBytes, cost);
        }
        if (function.getAlgorithm().equals(SCRYPT)) {
            return scrypt(ASN1Sequence.getInstance(function.getParameters()), keyBytes, cost);
        }
        throw new KeyDecryption.Unsupported("key derivation " + function.getAlgorithm(), null);
    }

    byte[] derive(String secret) {
        return step.derive(secret);
    }

    /** The function and its cost, for people. */
    String name() {
        return name;
    }

    private static KeyDerivation pbkdf2(PBKDF2Params parameters, int keyBytes, DerivationCost cost)
            throws KeyDecryption.Unsupported {
        int iterations = cost.spend(parameters.getIterationCount(), "PBKDF2 iterations");
        requireLength(parameters.getKeyLength(), keyBytes);
        Supplier<Digest> digest = DIGESTS.get(parameters.getPrf().getAlgorithm());
        if (digest == null) {
            throw new KeyDecryption.Unsupported(
                    "PBKDF2 with " + parameters.getPrf().getAlgorithm(), null);
        }
        return new KeyDerivation(
                "PBKDF2 with " + digest.get().getAlgorithmName() + ", " + iterations + " rounds", secret -> {
                    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest.get());
                    generator.init(secret.getBytes(StandardCharsets.UTF_8), parameters.getSalt(), iterations);
                    return ((KeyParameter) generator.generateDerivedParameters(keyBytes * 8)).getKey();
                });
    }

    /** RFC 7914, section 7: salt, cost, block size, parallelization, optional key length. */
    private static KeyDerivation scrypt(ASN1Sequence parameters, int keyBytes, DerivationCost budget)
            throws KeyDecryption.Unsupported {
        if (parameters.size() < 4) {
            throw new KeyDecryption.Unsupported("scrypt parameters cut short", null);
        }
        byte[] salt = ASN1OctetString.getInstance(parameters.getObjectAt(0)).getOctets();
        int[] cost = new int[3];
        for (int i = 0; i < 3; i++) {
            cost[i] = new DerivationCost()
                    .spend(
                            ASN1Integer.getInstance(parameters.getObjectAt(i + 1))
                                    .getValue(),
                            "scrypt cost");
        }
        if (parameters.size() > 4) {
            requireLength(ASN1Integer.getInstance(parameters.getObjectAt(4)).getValue(), keyBytes);
        }
        int n = cost[0];
        if (n < 2 || Integer.bitCount(n) != 1 || 128L * n * cost[1] > MAX_SCRYPT_BYTES || cost[2] > MAX_SCRYPT_LANES) {
            throw new KeyDecryption.Unsupported(
                    "scrypt cost N=" + n + " r=" + cost[1] + " p=" + cost[2] + ", over " + (MAX_SCRYPT_BYTES >> 20)
                            + " MiB or " + MAX_SCRYPT_LANES + " lanes",
                    null);
        }
        // Two blocks of 64 bytes cost about what one round of PBKDF2 costs.
        budget.spend(BigInteger.valueOf(Math.max(1, (long) n * cost[1] * cost[2] / 2)), "scrypt cost");
        return new KeyDerivation(
                "scrypt N=" + n + " r=" + cost[1] + " p=" + cost[2],
                secret ->
                        SCrypt.generate(secret.getBytes(StandardCharsets.UTF_8), salt, n, cost[1], cost[2], keyBytes));
    }

    private static void requireLength(@Nullable BigInteger stated, int keyBytes) throws KeyDecryption.Unsupported {
        if (stated != null && !stated.equals(BigInteger.valueOf(keyBytes))) {
            throw new KeyDecryption.Unsupported("key length that does not fit the cipher", null);
        }
    }
}
