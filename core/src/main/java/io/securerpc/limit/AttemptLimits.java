package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import io.securerpc.internal.SetOnce;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often credentials may be tried before they are good; see {@link FailedAttempts} for how it is counted.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #byAddress()}: 10, then one in 6 s: enough for a person with three passwords in mind, 14,000 guesses a day
 *   <li>{@link #byName()}: 30, then one in 2 s, from wherever: whoever has many addresses gets 43,000 guesses a day, at a name's hash of a quarter of a second each
 *   <li>{@link #byKnownAddress()}: 10, then one in 6 s: the same person, at an address where it has been before
 *   <li>{@link #knownFor()}: 24 h, so that who comes once a day is always known
 *   <li>{@link #remembered()}: 10,000 addresses and names, some megabytes; a flood of more makes it forget the quietest, and never grow
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>There is no setting that turns a bound off: each has a largest value.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * AttemptLimits.builder().byAddress(5, Duration.ofSeconds(30)).build()
 * }</pre>
 */
public final class AttemptLimits {
    private final Allowance byAddress;
    private final Allowance byName;
    private final Allowance byKnownAddress;
    private final Duration knownFor;
    private final int remembered;

    private AttemptLimits(Builder builder) {
        byAddress = Setting.orElse(builder.byAddress, new Allowance(10, Duration.ofSeconds(6)));
        byName = Setting.orElse(builder.byName, new Allowance(30, Duration.ofSeconds(2)));
        byKnownAddress = Setting.orElse(builder.byKnownAddress, new Allowance(10, Duration.ofSeconds(6)));
        knownFor = Setting.orElse(builder.knownFor, Duration.ofDays(1));
        remembered = Setting.orElse(builder.remembered, 10_000);
    }

    /**
     * The bounds of a server that sets none.
     *
     * @return as listed above
     */
    public static AttemptLimits defaults() {
        return builder().build();
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * From one address, at whatever name.
     *
     * @return 10, then one in 6 s unless set
     */
    public Allowance byAddress() {
        return byAddress;
    }

    /**
     * At one name, from wherever.
     *
     * @return 30, then one in 2 s unless set
     */
    public Allowance byName() {
        return byName;
    }

    /**
     * At one name, from one address where it was proven lately; then nothing else counts.
     *
     * @return 10, then one in 6 s unless set
     */
    public Allowance byKnownAddress() {
        return byKnownAddress;
    }

    /**
     * How long an address is known after a name was proven there.
     *
     * @return 24 h unless set
     */
    public Duration knownFor() {
        return knownFor;
    }

    /**
     * Addresses and names that are remembered.
     *
     * @return 10,000 unless set
     */
    public int remembered() {
        return remembered;
    }

    /** Collects bounds; each can be set once. Not for several threads. */
    public static final class Builder {
        private @Nullable Allowance byAddress;
        private @Nullable Allowance byName;
        private @Nullable Allowance byKnownAddress;
        private @Nullable Duration knownFor;
        private @Nullable Integer remembered;

        private Builder() {}

        /**
         * From one address, at whatever name.
         *
         * @param attempts at once, 1 to 1000
         * @param refill how long until one is given back, 100 ms to 1 hour
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder byAddress(int attempts, Duration refill) {
            byAddress = SetOnce.value("byAddress", byAddress, new Allowance(attempts, refill));
            return this;
        }

        /**
         * At one name, from wherever.
         *
         * @param attempts at once, 1 to 1000
         * @param refill how long until one is given back, 100 ms to 1 hour
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder byName(int attempts, Duration refill) {
            byName = SetOnce.value("byName", byName, new Allowance(attempts, refill));
            return this;
        }

        /**
         * At one name, from one address where it was proven lately.
         *
         * @param attempts at once, 1 to 1000
         * @param refill how long until one is given back, 100 ms to 1 hour
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder byKnownAddress(int attempts, Duration refill) {
            byKnownAddress = SetOnce.value("byKnownAddress", byKnownAddress, new Allowance(attempts, refill));
            return this;
        }

        /**
         * How long an address is known after a name was proven there.
         *
         * @param duration 1 minute to 30 days
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder knownFor(Duration duration) {
            requireNonNull(duration, "duration");
            knownFor = Setting.bound("knownFor", knownFor, duration, Duration.ofMinutes(1), Duration.ofDays(30));
            return this;
        }

        /**
         * Addresses and names that are remembered; each costs some hundred bytes.
         *
         * @param count 1000 to 1000000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder remembered(int count) {
            remembered = Setting.bound("remembered", remembered, count, 1_000, 1_000_000);
            return this;
        }

        /**
         * The bounds, defaults where none was set.
         *
         * @return immutable
         */
        public AttemptLimits build() {
            return new AttemptLimits(this);
        }
    }
}
