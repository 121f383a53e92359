package io.securerpc.trust;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** STUB: one immutable state of trust. */
public final class TrustSnapshot {
    private TrustSnapshot() {}

    public TrustDecision judge(List<X509Certificate> chain, Instant now) {
        throw new UnsupportedOperationException("stub");
    }

    public TrustDecision judgeOpen(List<X509Certificate> chain, Instant now) {
        throw new UnsupportedOperationException("stub");
    }
    /** Every entry, trusted or rejected with the reason. */
    public List<TrustEntry> entries() {
        throw new UnsupportedOperationException("stub");
    }
}
