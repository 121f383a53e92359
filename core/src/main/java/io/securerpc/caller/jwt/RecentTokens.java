package io.securerpc.caller.jwt;

import io.securerpc.caller.CredentialProof.Proven;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tokens that were found good, so that a client with many requests pays for one signature. Kept by keyed digests; never what was refused. */
final class RecentTokens {
    /** As many clients as a server has connections by default. */
    static final int MOST = 1_024;

    private record Known(Proven proof, Validity validity) {}

    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    synchronized void remember(String mark, Proven proof, Validity validity) {
        known.put(mark, new Known(proof, validity));
        if (known.size() > MOST) {
            known.keySet().stream().findFirst().ifPresent(known::remove);
        }
    }

    /** Whether its key is still there is asked by whoever asks this. */
    synchronized Optional<Proven> find(String mark, Instant now) {
        return Optional.ofNullable(known.get(mark))
                .filter(token -> token.validity().covers(now))
                .map(Known::proof);
    }
}
