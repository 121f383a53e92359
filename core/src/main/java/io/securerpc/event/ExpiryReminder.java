package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.event.SecurityEvent.IdentityExpired;
import io.securerpc.event.SecurityEvent.IdentityExpiresSoon;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When to speak of the end of a certificate that is served.
 *
 * <h2>Defaults</h2>
 *
 * <p>30, 14, 7 and 1 days before, once each: the first when a renewal that is due at two thirds of 90 days has just failed, the last when somebody
 * has to get up. Thresholds that the certificate's whole life does not exceed are left out. Whoever asks for the first time hears only of the
 * tightest that applies. From the end on, once a day.
 *
 * <h2>Threads</h2>
 *
 * <p>One thread at a time.
 */
public final class ExpiryReminder {
    private static final List<Integer> DAYS = List.of(1, 7, 14, 30);
    private static final Duration AGAIN = Duration.ofDays(1);

    private String fingerprint = "";
    private int toldDays;
    private @Nullable Instant toldExpired;

    /** A reminder for what is read from one place, one certificate after the other. */
    public ExpiryReminder() {
        reset("");
    }

    /**
     * What to say now; each is said once.
     *
     * @param identity what is served now
     * @param now what time it is
     * @return the event, or nothing
     */
    public Optional<SecurityEvent> due(IdentityFacts identity, Instant now) {
        requireNonNull(identity, "identity");
        requireNonNull(now, "now");
        if (!fingerprint.equals(identity.fingerprint())) {
            reset(identity.fingerprint());
        }
        return now.isAfter(identity.notAfter()) ? expired(identity, now) : soon(identity, now);
    }

    private Optional<SecurityEvent> expired(IdentityFacts identity, Instant now) {
        if (toldExpired != null && now.isBefore(toldExpired.plus(AGAIN))) {
            return Optional.empty();
        }
        toldExpired = now;
        return Optional.of(new IdentityExpired(identity, now));
    }

    private Optional<SecurityEvent> soon(IdentityFacts identity, Instant now) {
        Duration life = Duration.between(identity.notBefore(), identity.notAfter());
        Duration left = Duration.between(now, identity.notAfter());
        for (int days : DAYS) {
            Duration threshold = Duration.ofDays(days);
            if (threshold.compareTo(life) < 0 && left.compareTo(threshold) <= 0) {
                if (days >= toldDays) {
                    return Optional.empty();
                }
                toldDays = days;
                return Optional.of(new IdentityExpiresSoon(identity, days, now));
            }
        }
        return Optional.empty();
    }

    private void reset(String next) {
        fingerprint = next;
        toldDays = Integer.MAX_VALUE;
        toldExpired = null;
    }
}
