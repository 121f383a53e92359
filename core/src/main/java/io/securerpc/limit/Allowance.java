package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * So many attempts at once, and one more each time a while has passed.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * new Allowance(10, Duration.ofSeconds(6)) // 14,400 guesses a day
 * }</pre>
 *
 * @param attempts at once, 1 to 1000
 * @param refill how long until one is given back, 100 ms to 1 hour
 */
public record Allowance(int attempts, Duration refill) {
    /** At most; who needs more wants no limit. */
    static final int MOST_ATTEMPTS = 1_000;

    static final Duration LEAST_REFILL = Duration.ofMillis(100);
    static final Duration MOST_REFILL = Duration.ofHours(1);

    /**
     * Refuses what limits nobody, or everybody.
     *
     * @param attempts at once
     * @param refill how long until one is given back
     * @throws IllegalArgumentException if out of range
     */
    public Allowance {
        requireNonNull(refill, "refill");
        Setting.within("attempts", attempts, 1, MOST_ATTEMPTS);
        Setting.within("refill", refill, LEAST_REFILL, MOST_REFILL);
    }
}
