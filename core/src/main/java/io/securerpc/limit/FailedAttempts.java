package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * How often credentials may be tried: what a wrong one costs is counted by the address it came from and by the name it claimed, before the proof is begun, and given back where
 * the proof is good. Whoever would find a place if those under way are good may wait until they are decided.
 *
 * <h2>Defaults</h2>
 *
 * <p>{@link AttemptLimits#defaults()}. An address from which a name was proven lately is judged apart: only its own attempts at that name count, so that no stranger's guesses
 * elsewhere lock a real user out, and no user's success gives an address free guesses at the others.
 *
 * <h2>Security</h2>
 *
 * <p>An IPv6 address counts by its /64, which is what one customer has. So many addresses and names are remembered as the limits say; the ones that were quiet longest are forgotten first. Names that nobody has are
 * counted like others, so that the limit tells nobody who is a user. Failures and what is under way are never more together than the limits say, whoever waits: a turn is counted before it is given. At most 100
 * of one address wait, and 1,000 in all.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each call holds one lock for a few look-ups. Turns are given without it, by whoever ends an attempt.
 */
public final class FailedAttempts {
    /** More than one wallet asks at once; as many as wait hold a request each. */
    private static final int MOST_WAITING_OF_ONE = 100;

    private static final int MOST_WAITING = 1_000;

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
    /** How many attempts are neither failed nor given back, of those that have any. */
    private final Map<Key, Integer> underWay = new HashMap<>();
    /** Who came first is first. */
    private final Set<Waiting> waiting = new LinkedHashSet<>();

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
     * Begins an attempt, and counts it as failed unless it says otherwise. End each that may go on.
     *
     * @param remote from where
     * @param name whose credential it claims to be; empty if it does not say
     * @return the attempt; it may be {@linkplain Attempt#delay refused}
     */
    public Attempt begin(InetSocketAddress remote, Optional<String> name) {
        requireNonNull(remote, "remote");
        requireNonNull(name, "name");
        synchronized (used) {
            return count(Client.of(remote), name);
        }
    }

    /**
     * Begins an attempt as soon as it is known whether there is a place for it: at once, or when enough of those under way have ended.
     *
     * @param remote from where
     * @param name whose credential it claims to be; empty if it does not say
     * @param turn told once of the attempt, which is refused if too many of the others have failed; on this thread, or on that which ends another attempt, so it hands on what takes time, and throws nothing
     * @return stops waiting, though the turn may be given meanwhile; empty if too many wait, and then there is no turn
     */
    public Optional<Runnable> await(InetSocketAddress remote, Optional<String> name, Consumer<Attempt> turn) {
        requireNonNull(remote, "remote");
        requireNonNull(name, "name");
        requireNonNull(turn, "turn");
        Client client = Client.of(remote);
        Attempt attempt;
        synchronized (used) {
            attempt = count(client, name);
            if (attempt.dependsOnOthers()) {
                return queue(new Waiting(client, name, turn, attempt.counted.keySet()));
            }
        }
        turn.accept(attempt);
        return Optional.of(() -> {});
    }

    private Optional<Runnable> queue(Waiting last) {
        long own =
                waiting.stream().filter(each -> each.client.equals(last.client)).count();
        if (own >= MOST_WAITING_OF_ONE || waiting.size() >= MOST_WAITING) {
            return Optional.empty();
        }
        waiting.add(last);
        return Optional.of(() -> {
            synchronized (used) {
                waiting.remove(last);
            }
        });
    }

    private Attempt count(Client client, Optional<String> name) {
        Key pair = new Key("pair", client, name.orElse(""));
        long now = nanoTime.getAsLong();
        Long success = name.isPresent() ? proven.get(pair) : null;
        Map<Key, Allowance> counted = new LinkedHashMap<>();
        if (success != null && now - success < limits.knownFor().toNanos()) {
            counted.put(pair, limits.byKnownAddress());
        } else {
            counted.put(new Key("address", client, ""), limits.byAddress());
            name.ifPresent(known -> counted.put(new Key("name", Client.unknown(), known), limits.byName()));
        }
        long delay = delay(counted, now, key -> 0);
        if (delay <= 0) {
            counted.forEach((key, allowance) -> {
                used.merge(key, now, (before, ignored) -> Math.max(before, now));
                used.computeIfPresent(
                        key, (k, until) -> until + allowance.refill().toNanos());
                underWay.merge(key, 1, Integer::sum);
            });
        }
        boolean dependsOnOthers = delay > 0 && delay(counted, now, key -> underWay.getOrDefault(key, 0)) <= 0;
        return new Attempt(counted, name.isPresent() ? pair : null, Math.max(0, delay), dependsOnOthers);
    }

    /** The longest of all, if so many of each were given back now. */
    private long delay(Map<Key, Allowance> counted, long now, ToIntFunction<Key> givenBack) {
        return counted.entrySet().stream()
                .mapToLong(entry -> delay(entry.getKey(), entry.getValue(), now, givenBack.applyAsInt(entry.getKey())))
                .max()
                .orElse(0);
    }

    private long delay(Key key, Allowance allowance, long now, int givenBack) {
        Long until = used.get(key);
        long interval = allowance.refill().toNanos();
        return until == null ? 0 : until - now - interval * (allowance.attempts() - 1 + givenBack);
    }

    /** Of those that waited for one of these to end, whoever knows now, in their order; counted already. */
    private List<Runnable> turns(Set<Key> changed) {
        List<Runnable> turns = new ArrayList<>();
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            if (!Collections.disjoint(one.accounts, changed)) {
                Attempt attempt = count(one.client, one.name);
                one.accounts = attempt.counted.keySet();
                if (!attempt.dependsOnOthers()) {
                    each.remove();
                    turns.add(() -> one.turn.accept(attempt));
                }
            }
        }
        return turns;
    }

    /** Who waits, for those under way of these accounts. */
    private static final class Waiting {
        private final Client client;
        private final Optional<String> name;
        private final Consumer<Attempt> turn;
        private Set<Key> accounts;

        Waiting(Client client, Optional<String> name, Consumer<Attempt> turn, Set<Key> accounts) {
            this.client = client;
            this.name = name;
            this.turn = turn;
            this.accounts = accounts;
        }
    }

    /** One attempt; ends once. */
    public final class Attempt {
        private final Map<Key, Allowance> counted;
        private final @Nullable Key pair;
        private final long delayNanos;
        private final boolean dependsOnOthers;
        private boolean ended;

        private Attempt(Map<Key, Allowance> counted, @Nullable Key pair, long delayNanos, boolean dependsOnOthers) {
            this.counted = counted;
            this.pair = pair;
            this.delayNanos = delayNanos;
            this.dependsOnOthers = dependsOnOthers;
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

        /**
         * Whether it is refused only because others are under way, and would not be if those are good: see {@link FailedAttempts#await}.
         *
         * @return false if it may go on, or if too many have failed
         */
        public boolean dependsOnOthers() {
            return dependsOnOthers;
        }

        /** The credential is good: nothing counts, and its address is known for that name. */
        public void succeeded() {
            end(true, pair);
        }

        /** Nobody has looked at the credential: nothing counts. */
        public void abandoned() {
            end(true, null);
        }

        /** The credential is bad: it stays counted, and whoever waited for it learns that. */
        public void failed() {
            end(false, null);
        }

        private void end(boolean givenBack, @Nullable Key success) {
            List<Runnable> turns;
            synchronized (used) {
                if (ended) {
                    return;
                }
                ended = true;
                counted.forEach((key, allowance) -> {
                    underWay.computeIfPresent(key, (k, count) -> count == 1 ? null : count - 1);
                    if (givenBack) {
                        used.computeIfPresent(
                                key, (k, until) -> until - allowance.refill().toNanos());
                    }
                });
                if (success != null) {
                    proven.put(success, nanoTime.getAsLong());
                }
                turns = turns(counted.keySet());
            }
            turns.forEach(Runnable::run);
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
