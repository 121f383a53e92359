package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How often credentials may be tried: what a wrong one costs is counted by the address it came from and by the name it claimed, before the proof is begun, and given back where
 * the proof is good.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link AttemptLimits#defaults()}. An address from which a name was proven lately is judged apart: only its own attempts at that name count, so that no stranger's guesses
 * elsewhere lock a real user out, and no user's success gives an address free guesses at the others.
 *
 * <h2>Security</h2>
 *
 * <p>An IPv6 address counts by its /64, which is what one customer has. So many addresses and names are remembered as the limits say; the ones that were quiet longest are forgotten first. Names that nobody has are
 * counted like others, so that the limit tells nobody who is a user.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each call holds one lock for a few look-ups.
 */
public final class FailedAttempts {
    private record Key(String kind, Client client, String name) {
        /** Some people type their password where the name belongs. */
        @Override
        public String toString() {
            return kind + " ****";
        }
    }

    private final AttemptLimits limits;
    private final LongSupplier nanoTime;
    /** When each would be back at nothing used, in nanoseconds. */
    private final Map<Key, Long> used;
    /** When a name was last proven from an address. */
    private final Map<Key, Long> proven;

    /**
     * Nobody has tried anything yet.
     *
     * @param limits how often they may
     */
    public FailedAttempts(AttemptLimits limits) {
        this(limits, System::nanoTime);
    }

    FailedAttempts(AttemptLimits limits, LongSupplier nanoTime) {
        this.limits = requireNonNull(limits, "limits");
        this.nanoTime = nanoTime;
        this.used = new Bounded<>(limits.remembered());
        this.proven = new Bounded<>(limits.remembered());
    }

    /**
     * Begins an attempt, and counts it as failed until it says otherwise.
     *
     * @param remote from where
     * @param name whose credential it claims to be; empty if it does not say
     * @return the attempt; it may be {@linkplain Attempt#delay refused}
     */
    public Attempt begin(InetSocketAddress remote, Optional<String> name) {
        requireNonNull(remote, "remote");
        requireNonNull(name, "name");
        Client client = Client.of(remote);
        Key pair = new Key("pair", client, name.orElse(""));
        synchronized (used) {
            long now = nanoTime.getAsLong();
            Long success = name.isPresent() ? proven.get(pair) : null;
            Map<Key, Allowance> counted = new LinkedHashMap<>();
            if (success != null && now - success < limits.knownFor().toNanos()) {
                counted.put(pair, limits.byKnownAddress());
            } else {
                counted.put(new Key("address", client, ""), limits.byAddress());
                name.ifPresent(known -> counted.put(new Key("name", Client.unknown(), known), limits.byName()));
            }
            long delay = counted.entrySet().stream()
                    .mapToLong(entry -> delay(entry.getKey(), entry.getValue(), now))
                    .max()
                    .orElse(0);
            if (delay <= 0) {
                counted.forEach((key, allowance) -> used.merge(key, now, (before, ignored) -> Math.max(before, now)));
                counted.forEach((key, allowance) -> used.computeIfPresent(
                        key, (k, until) -> until + allowance.refill().toNanos()));
            }
            return new Attempt(counted, name.isPresent() ? pair : null, Math.max(0, delay));
        }
    }

    private long delay(Key key, Allowance allowance, long now) {
        Long until = used.get(key);
        long interval = allowance.refill().toNanos();
        return until == null ? 0 : until - now - interval * (allowance.attempts() - 1);
    }

    /** One attempt; ends once. */
    public final class Attempt {
        private final Map<Key, Allowance> counted;
        private final @Nullable Key pair;
        private final long delayNanos;
        private boolean ended;

        private Attempt(Map<Key, Allowance> counted, @Nullable Key pair, long delayNanos) {
            this.counted = counted;
            this.pair = pair;
            this.delayNanos = delayNanos;
            this.ended = delayNanos > 0;
        }

        /**
         * When another one may be begun.
         *
         * @return empty if this one may go on; else whole seconds, at least one
         */
        public Optional<Duration> delay() {
            return delayNanos > 0
                    ? Optional.of(Duration.ofNanos(delayNanos + 999_999_999)
                            .truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                    : Optional.empty();
        }

        /** The credential is good: nothing counts, and its address is known for that name. */
        public void succeeded() {
            synchronized (used) {
                giveBack();
                if (pair != null) {
                    proven.put(pair, nanoTime.getAsLong());
                }
            }
        }

        /** Nobody has looked at the credential: nothing counts. */
        public void abandoned() {
            synchronized (used) {
                giveBack();
            }
        }

        private void giveBack() {
            if (!ended) {
                ended = true;
                counted.forEach((key, allowance) -> used.computeIfPresent(
                        key, (k, until) -> until - allowance.refill().toNanos()));
            }
        }
    }

    /** Forgets what was not touched for longest. */
    private static final class Bounded<V> extends LinkedHashMap<Key, V> {
        private static final long serialVersionUID = 1L;

        private final int most;

        Bounded(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
            return size() > most;
        }
    }
}
