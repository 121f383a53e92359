package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long calls took, by method and by how they ended, and how long those that had to wait did.
 *
 * <p>A timer is made when it is first needed, in each registry, and held from then on: a call costs a look-up by its method's name, and no lock.
 */
final class CallTimes {
    static final String TIME = "secure.rpc.calls.time";
    static final String WAITING = "secure.rpc.calls.waiting";

    /**
     * From an answer out of memory to a method's longest time by default, each two to five times the one before: few enough to be kept for each method, and close enough to tell a percentile by.
     */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final Map<String, OfMethod> methods = new ConcurrentHashMap<>();
    private final OfMethod others;
    private final int most;
    private final List<MeterRegistry> registries = new ArrayList<>();

    /**
     * Times nothing yet.
     *
     * @param most how many names of methods are told apart, the other included
     * @param other what all further ones go by
     */
    CallTimes(int most, String other) {
        this.most = most;
        this.others = new OfMethod(other);
    }

    /** Calls that ended before are not in the timers there. */
    synchronized void bindTo(MeterRegistry registry) {
        registries.add(registry);
        methods.values().forEach(method -> method.bindTo(registry));
        others.bindTo(registry);
    }

    void ended(String method, CallEnd end, long waitedNanos, long ranNanos) {
        OfMethod known = methods.get(method);
        (known == null ? first(method) : known).record(end, waitedNanos, ranNanos);
    }

    private OfMethod first(String method) {
        if (methods.size() >= most - 1) {
            return methods.getOrDefault(method, others);
        }
        synchronized (this) {
            return methods.size() >= most - 1
                    ? methods.getOrDefault(method, others)
                    : methods.computeIfAbsent(method, OfMethod::new);
        }
    }

    /** All meters of one method; those that nothing was told of are in no registry. */
    private final class OfMethod {
        /** Not changed any more, so that any thread may read it. */
        private final Map<CallEnd, OfMeter> times = new EnumMap<>(CallEnd.class);

        private final OfMeter waiting;

        OfMethod(String method) {
            for (CallEnd end : CallEnd.values()) {
                times.put(end, new OfMeter(TIME, Tags.of("method", method, "outcome", word(end))));
            }
            waiting = new OfMeter(WAITING, Tags.of("method", method));
        }

        void record(CallEnd end, long waitedNanos, long ranNanos) {
            requireNonNull(times.get(end), "end").record(waitedNanos + ranNanos);
            if (waitedNanos > 0) {
                waiting.record(waitedNanos);
            }
        }

        void bindTo(MeterRegistry registry) {
            times.values().forEach(meter -> meter.bindTo(registry));
            waiting.bindTo(registry);
        }

        private static String word(CallEnd end) {
            return end.name().toLowerCase(Locale.ROOT).replace('_', '.');
        }
    }

    /** One timer for each registry. */
    private final class OfMeter {
        private final String name;
        private final Tags tags;
        /** Replaced with the lock of all of them held; null until something is told. */
        private volatile Timer @Nullable [] timers;

        OfMeter(String name, Tags tags) {
            this.name = name;
            this.tags = tags;
        }

        void record(long nanos) {
            Timer[] made = timers;
            for (Timer timer : made == null ? make() : made) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        }

        private Timer[] make() {
            synchronized (CallTimes.this) {
                Timer[] made = registries.stream().map(this::in).toArray(Timer[]::new);
                timers = made;
                return made;
            }
        }

        void bindTo(MeterRegistry registry) {
            Timer[] made = timers;
            if (made != null) {
                timers = Stream.concat(Stream.of(made), Stream.of(in(registry))).toArray(Timer[]::new);
            }
        }

        private Timer in(MeterRegistry registry) {
            return Timer.builder(name)
                    .tags(tags)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }
    }
}
