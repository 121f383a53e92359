package io.securerpc.caller.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The keys of a signer in one state, and those that have gone and are still good for a while.
 *
 * @param keys those that are there
 * @param retired those that have gone
 */
record KeyRing(List<VerificationKey> keys, List<Retired> retired) {
    /** However often keys are replaced within one grace. */
    static final int MOST_RETIRED = 64;

    /** A key that has gone. */
    record Retired(VerificationKey key, Instant until) {
        boolean isGood(Instant now) {
            return now.isBefore(until);
        }
    }

    static KeyRing of(List<VerificationKey> keys) {
        return new KeyRing(List.copyOf(keys), List.of());
    }

    /** These keys from now on; those that are not among them retire, the latest ones first. */
    KeyRing replacedBy(List<VerificationKey> next, Instant now, Duration grace) {
        Set<String> present = ids(next);
        Instant end = now.plus(grace);
        List<Retired> out = Stream.concat(keys.stream().map(key -> new Retired(key, end)), retired.stream())
                .filter(gone -> !present.contains(gone.key().id()) && gone.isGood(now))
                .limit(MOST_RETIRED)
                .toList();
        return new KeyRing(List.copyOf(next), out);
    }

    /** Those that such a token may be signed by. */
    List<VerificationKey> answeringTo(CompactToken token, Instant now) {
        return good(now).filter(key -> key.answersTo(token)).toList();
    }

    /** Whether that key is there, or its grace has not ended. */
    boolean has(String id, Instant now) {
        return good(now).anyMatch(key -> key.id().equals(id));
    }

    boolean sameKeysAs(KeyRing other) {
        return ids(keys).equals(ids(other.keys));
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    private Stream<VerificationKey> good(Instant now) {
        return Stream.concat(
                keys.stream(), retired.stream().filter(gone -> gone.isGood(now)).map(Retired::key));
    }

    private static Set<String> ids(List<VerificationKey> keys) {
        return keys.stream().map(VerificationKey::id).collect(Collectors.toSet());
    }
}
