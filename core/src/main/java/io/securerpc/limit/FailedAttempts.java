package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
 * <p>By address 10 attempts, then one in 6 s: enough for a person with three passwords in mind, 14,000 guesses a day. By name 30, then one in 2 s, from wherever: whoever has many addresses gets 43,000
 * a day. An address from which that name was proven within a day is judged apart: only its own attempts at that name count, so that no stranger's guesses elsewhere lock a real user
 * out, and no user's success gives an address free guesses at the others.
 *
 * <h2>Security</h2>
 *
 * <p>An IPv6 address counts by its /64, which is what one customer has. At most 10,000 addresses and names are remembered; the ones that were quiet longest are forgotten first. Names that nobody has are
 * counted like others, so that the limit tells nobody who is a user.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each call holds one lock for a few look-ups.
 */
public final class FailedAttempts {
    private static final int REMEMBERED = 10_000;
    private static final long TRUSTED_NANOS = Duration.ofDays(1).toNanos();
    private static final Allowance BY_ADDRESS = new Allowance(10, Duration.ofSeconds(6));
    private static final Allowance BY_NAME = new Allowance(30, Duration.ofSeconds(2));

    private record Allowance(int burst, Duration interval) {}

    private record Key(String kind, List<Byte> address, String name) {
        /** Some people type their password where the name belongs. */
        @Override
        public String toString() {
            return kind + " ****";
        }
    }

    private final LongSupplier nanoTime;
    /** When each would be back at nothing used, in nanoseconds. */
    private final Map<Key, Long> used = new Bounded<>();
    /** When a name was last proven from an address. */
    private final Map<Key, Long> proven = new Bounded<>();

    /** Nobody has tried anything yet. */
    public FailedAttempts() {
        this(System::nanoTime);
    }

    FailedAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
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
        List<Byte> address = key(remote.getAddress());
        Key pair = new Key("pair", address, name.orElse(""));
        synchronized (used) {
            long now = nanoTime.getAsLong();
            Long success = name.isPresent() ? proven.get(pair) : null;
            Map<Key, Allowance> counted = new LinkedHashMap<>();
            if (success != null && now - success < TRUSTED_NANOS) {
                counted.put(pair, BY_ADDRESS);
            } else {
                counted.put(new Key("address", address, ""), BY_ADDRESS);
                name.ifPresent(known -> counted.put(new Key("name", List.of(), known), BY_NAME));
            }
            long delay = counted.entrySet().stream()
                    .mapToLong(entry -> delay(entry.getKey(), entry.getValue(), now))
                    .max()
                    .orElse(0);
            if (delay <= 0) {
                counted.forEach((key, allowance) -> used.merge(key, now, (before, ignored) -> Math.max(before, now)));
                counted.forEach((key, allowance) -> used.computeIfPresent(
                        key, (k, until) -> until + allowance.interval().toNanos()));
            }
            return new Attempt(counted, name.isPresent() ? pair : null, Math.max(0, delay));
        }
    }

    private long delay(Key key, Allowance allowance, long now) {
        Long until = used.get(key);
        long interval = allowance.interval().toNanos();
        return until == null ? 0 : until - now - interval * (allowance.burst() - 1);
    }

    private static List<Byte> key(@Nullable InetAddress address) {
        if (address == null) {
            return List.of();
        }
        byte[] bytes = address.getAddress();
        Byte[] counted = new Byte[address instanceof Inet6Address ? bytes.length / 2 : bytes.length];
        Arrays.setAll(counted, i -> bytes[i]);
        return List.of(counted);
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

        /** The credential is good: nothing counts, and its address is trusted with that name for a day. */
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
                        key, (k, until) -> until - allowance.interval().toNanos()));
            }
        }
    }

    /** Forgets what was not touched for longest. */
    private static final class Bounded<V> extends LinkedHashMap<Key, V> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
            return size() > REMEMBERED;
        }
    }
}
