package io.securerpc.trust;

import io.securerpc.trust.TrustDecision.Trusted;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Chains that were found good under one snapshot. Open connections are judged again each second, and a path costs several signatures; what
 * it depends on besides the snapshot is the time alone, and until when it holds is known.
 */
final class KnownPaths {
    /** As many connections as a large node has; beyond that paths are validated anew. */
    private static final int MOST = 10_000;

    private final Map<List<X509Certificate>, Known> known = new ConcurrentHashMap<>();

    /** The decision, where it was made before for this very chain and still holds. */
    @Nullable
    Trusted at(List<X509Certificate> chain, Instant now) {
        Known found = known.get(chain);
        return found != null && !now.isBefore(found.since) && !now.isAfter(found.trusted.notAfter())
                ? found.trusted
                : null;
    }

    void add(List<X509Certificate> chain, Instant now, Trusted trusted) {
        if (known.size() >= MOST) {
            known.clear(); // costs a signature check each, which is what they cost before
        }
        known.put(List.copyOf(chain), new Known(now, trusted));
    }

    /** A clock that is set back finds nothing known. */
    private static final class Known {
        private final Instant since;
        private final Trusted trusted;

        private Known(Instant since, Trusted trusted) {
            this.since = since;
            this.trusted = trusted;
        }
    }
}
