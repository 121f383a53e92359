package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An authority as its files were when they were last good, and since when they are not. */
final class AuthorityState implements TrustState {
    private final AuthoritySnapshot snapshot;
    private final Duration grace;
    private final @Nullable Instant since;
    private final @Nullable String found;

    private AuthorityState(
            AuthoritySnapshot snapshot, Duration grace, @Nullable Instant since, @Nullable String found) {
        this.snapshot = snapshot;
        this.grace = grace;
        this.since = since;
        this.found = found;
    }

    static AuthorityState of(AuthoritySnapshot snapshot, Duration grace) {
        return new AuthorityState(snapshot, grace, null, null);
    }

    AuthorityState loaded(AuthoritySnapshot next) {
        return of(next, grace);
    }

    @Override
    public AuthorityState unavailable(Instant now, String reason) {
        // A clock that was set back must not prolong the grace time by more than the time itself.
        return new AuthorityState(snapshot, grace, since == null || now.isBefore(since) ? now : since, reason);
    }

    @Override
    public TrustDecision judge(List<X509Certificate> chain, Instant now, boolean open) throws GeneralSecurityException {
        if (since != null && !(open && !now.isBefore(since) && now.isBefore(since.plus(grace)))) {
            X509Certificate client = chain.get(0);
            return snapshot.refused(
                    client, Fingerprint.of(client), Reason.AUTHORITY_UNAVAILABLE, String.valueOf(found));
        }
        return snapshot.judge(chain, now);
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.ofNullable(found);
    }

    @Override
    public List<TrustEntry> entries() {
        return List.of();
    }

    @Override
    public Vouchers voucher() {
        return Vouchers.authority(snapshot.name());
    }

    @Override
    public int size() {
        return 0;
    }
}
