package io.securerpc.tls;

import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an engine from signing, and from letting clients sign, with what {@link SignatureScheme} has no constant for: MD5, SHA-1, SHA-224
 * and DSA.
 *
 * <p>A TLS 1.2 client that sends no {@code signature_algorithms}, or SHA-1 first, gets a SHA-1 signature from JDK 17 otherwise
 * (RFC 9155 forbids it); JDK 25 has it disabled by itself. What {@code jdk.tls.disabledAlgorithms} forbids stays forbidden besides.
 *
 * <p>JSSE has one list for handshakes and certificates: a client is told as well that certificates signed with these are not wanted, and
 * some then may send none.
 */
final class StrongSignatures implements AlgorithmConstraints {
    static final StrongSignatures INSTANCE = new StrongSignatures();

    /** As parts of the names JSSE has for schemes ({@code ecdsa_sha1}) and for algorithms ({@code SHA1withECDSA}). */
    private static final List<String> WEAK = List.of("md5", "sha1", "sha224", "dsa_sha", "withdsa");

    private StrongSignatures() {}

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, @Nullable AlgorithmParameters parameters) {
        return !primitives.contains(CryptoPrimitive.SIGNATURE) || strong(algorithm);
    }

    @Override
    public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
        return true; // how a key is used is asked elsewhere; which keys serve is decided where they are loaded
    }

    @Override
    public boolean permits(
            Set<CryptoPrimitive> primitives, String algorithm, Key key, @Nullable AlgorithmParameters parameters) {
        return permits(primitives, algorithm, parameters);
    }

    private static boolean strong(String algorithm) {
        String lower = algorithm.toLowerCase(Locale.ROOT);
        // "dsa_sha256" is DSA, "ecdsa_sha256" would not be.
        return WEAK.stream().noneMatch(weak -> weak.startsWith("dsa") ? lower.startsWith(weak) : lower.contains(weak));
    }
}
