package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a token's secret is replaced.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link #immediate()}: the old secret is refused at once, because a rotation may be the answer to a leak; and the expiry stays.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class TokenRotation {
    private final Duration grace;
    private final boolean changesExpiry;
    private final @Nullable Instant expires;

    private TokenRotation(Duration grace, boolean changesExpiry, @Nullable Instant expires) {
        this.grace = grace;
        this.changesExpiry = changesExpiry;
        this.expires = expires;
    }

    /**
     * The old secret ends with the rotation.
     *
     * @return the default
     */
    public static TokenRotation immediate() {
        return new TokenRotation(Duration.ZERO, false, null);
    }

    /**
     * Changed copy: the old secret stays good for a while, though never longer than the token, so that its users can be changed one by one.
     *
     * @param period how long; at most 90 days
     * @return the changed copy
     * @throws IllegalArgumentException for a negative or a longer one
     */
    public TokenRotation withGrace(Duration period) {
        requireNonNull(period, "period");
        if (period.isNegative() || period.compareTo(NewToken.VALIDITY) > 0) {
            throw new IllegalArgumentException("grace: " + period + " (expected: 0 to 90 days)");
        }
        return new TokenRotation(period, changesExpiry, expires);
    }

    /**
     * Changed copy: the token is good until then.
     *
     * @param moment the token is refused from this moment on
     * @return the changed copy
     */
    public TokenRotation withExpiry(Instant moment) {
        return new TokenRotation(grace, true, requireNonNull(moment, "moment"));
    }

    /**
     * Changed copy: the token is good until it is revoked.
     *
     * @return the changed copy
     */
    public TokenRotation withoutExpiry() {
        return new TokenRotation(grace, true, null);
    }

    Duration grace() {
        return grace;
    }

    Optional<Instant> expires(BearerToken token) {
        return changesExpiry ? Optional.ofNullable(expires) : token.expires();
    }
}
