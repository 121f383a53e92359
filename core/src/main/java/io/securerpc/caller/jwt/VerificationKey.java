package io.securerpc.caller.jwt;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A key, with all that it may be used for: the algorithm comes from here, and a token can but choose among these. */
final class VerificationKey {
    private final @Nullable String keyId;
    private final Set<String> algorithms;
    private final String id;
    private final SignatureCheck check;

    /** The fingerprint is of the key alone; it is printed nowhere, and says nothing of a secret. */
    VerificationKey(@Nullable String keyId, Set<String> algorithms, String fingerprint, SignatureCheck check) {
        this.keyId = keyId;
        this.algorithms = Set.copyOf(algorithms);
        this.id = KeyedMark.of(
                String.valueOf(keyId), algorithms.stream().sorted().toList().toString(), fingerprint);
        this.check = check;
    }

    /** Another for another key, and for the same key under another name or for other algorithms. */
    String id() {
        return id;
    }

    /** A key without a name answers to all names, and a token without one asks all keys of its algorithm (RFC 7515 §4.1.4 leaves both open). */
    boolean answersTo(CompactToken token) {
        return algorithms.contains(token.algorithm())
                && (keyId == null || token.keyId() == null || keyId.equals(token.keyId()));
    }

    boolean signed(CompactToken token) {
        return token.isSignedBy(this);
    }

    /** Whatever is asked for, no other algorithm than those of this key is tried. */
    boolean fits(String algorithm, byte[] signed, byte[] signature) {
        return algorithms.contains(algorithm) && check.fits(algorithm, signed, signature);
    }

    /** Nothing of it. */
    @Override
    public String toString() {
        return "VerificationKey" + algorithms;
    }
}
