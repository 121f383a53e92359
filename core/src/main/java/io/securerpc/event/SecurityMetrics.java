package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.securerpc.event.SecurityEvent.IdentityRejected;
import io.securerpc.event.SecurityEvent.IdentityServed;
import io.securerpc.event.SecurityEvent.RequestRefused;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts events, and shows how identities are doing, in Micrometer: {@code io.micrometer:micrometer-core} is needed by whoever uses this
 * class, and by nobody else.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tag</th><th>what</th></tr>
 * <tr><td>{@code secure.rpc.events}</td><td>{@code kind}</td><td>events so far, by their kind, such as {@code ClientRefused}</td></tr>
 * <tr><td>{@code secure.rpc.calls.admitted}, {@code .refused}</td><td>{@code caller}</td><td>calls so far, members of batches included, by the id of who called</td></tr>
 * <tr><td>{@code secure.rpc.calls.time}</td><td>{@code method}, {@code outcome}</td><td>how long calls took that were admitted and have ended, waiting included, by the registered name and the {@link CallEnd}, such as
 *     {@code timed.out}: a timer with buckets</td></tr>
 * <tr><td>{@code secure.rpc.calls.waiting}</td><td>{@code method}</td><td>how long calls waited for a place or a thread, of those that had to: a timer with buckets</td></tr>
 * <tr><td>{@code secure.rpc.refusals}</td><td>{@code code}</td><td>rules that requests failed so far</td></tr>
 * <tr><td>{@code secure.rpc.identity.not.after}</td><td>{@code identity}</td><td>when the certificate that is served ends, in seconds since
 *     1970</td></tr>
 * <tr><td>{@code secure.rpc.identity.last.success}</td><td>{@code identity}</td><td>when files were last taken into use or found good
 *     again</td></tr>
 * <tr><td>{@code secure.rpc.identity.last.failure}</td><td>{@code identity}</td><td>when files were last rejected; none before that
 *     (NaN)</td></tr>
 * <tr><td>{@code secure.rpc.identity.failing}</td><td>{@code identity}</td><td>1 while the files hold something that is not used, else
 *     0</td></tr>
 * <tr><td>{@code secure.rpc.usage}</td><td>{@code of}</td><td>each {@link ServerUsage.Gauge} of the server that {@link #follow follow} names,
 *     such as {@code connections}</td></tr>
 * <tr><td>{@code secure.rpc.limit}</td><td>{@code of}</td><td>each limit of that server, such as {@code max.connections}; times in seconds</td></tr>
 * </table>
 *
 * <p>Counts begin with this object, and a registry shows them whenever it comes; timers are the registry's own, and begin when it is bound.
 *
 * <h2>Defaults</h2>
 *
 * <p>Buckets of both timers end at 100 and 500 µs, 1, 5, 25, 100 and 500 ms, 2.5, 10 and 30 s, so that whoever collects them can tell percentiles, of several servers together too.
 *
 * <h2>Security</h2>
 *
 * <p>Tags hold kinds, codes, the ids of callers as they were proven, the names that methods were registered with and the paths of certificate files, nothing that a peer could choose freely, and at most 256 values each: what comes after
 * that is counted as {@code other}.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread may call.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * SecurityMetrics metrics = new SecurityMetrics();
 * metrics.bindTo(registry);
 * SecurityEventListener log = SecurityEventLog.of(InstantSource.system());
 * builder.eventListener(SecurityEventListener.together(log, metrics));
 * RunningServer running = builder.build().start();
 * metrics.follow(running::usage);
 * }</pre>
 */
@SuppressWarnings(
        "exports") // whoever uses it requires micrometer.core; were that transitive, everybody would need it to compile
public final class SecurityMetrics implements SecurityEventListener, MeterBinder {
    static final int VALUES = 256;

    private static final String OTHER = "other";
    private static final String CALLER = "caller";
    private static final String ADMITTED = "secure.rpc.calls.admitted";
    private static final String REFUSED = "secure.rpc.calls.refused";

    private final Map<String, LongAdder> events = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> admitted = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final CallTimes times = new CallTimes(VALUES, OTHER);
    private final Map<String, Health> identities = new ConcurrentHashMap<>();
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private @Nullable Supplier<ServerUsage> followed;

    /** Counts from zero; the meters are made where {@link #bindTo} says. */
    public SecurityMetrics() {
        // Nothing to set: without this, the constructor would have no documentation.
    }

    /**
     * Makes the meters there, those that events bring about later included.
     *
     * @param registry where to
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        registries.add(requireNonNull(registry, "registry"));
        events.forEach((kind, count) -> counter(registry, "secure.rpc.events", "kind", kind, count));
        refusals.forEach((code, count) -> counter(registry, "secure.rpc.refusals", "code", code, count));
        admitted.forEach((caller, count) -> counter(registry, ADMITTED, CALLER, caller, count));
        refused.forEach((caller, count) -> counter(registry, REFUSED, CALLER, caller, count));
        times.bindTo(registry);
        identities.forEach((source, health) -> health.bindTo(registry, source));
        if (followed != null) {
            usage(registry, followed);
        }
    }

    /**
     * Shows how much of a server is in use, from now on; of a second server there is nothing to tell it from the first by, so that there is one.
     *
     * @param usage of the running server, asked whenever somebody looks
     * @throws IllegalStateException if one is followed already
     */
    public synchronized void follow(Supplier<ServerUsage> usage) {
        requireNonNull(usage, "usage");
        if (followed != null) {
            throw new IllegalStateException("usage: a second server (expected: one for each metrics object)");
        }
        followed = usage;
        registries.forEach(registry -> usage(registry, usage));
    }

    @Override
    public void on(SecurityEvent event) {
        requireNonNull(event, "event");
        count(events, "secure.rpc.events", "kind", event.getClass().getSimpleName());
        if (event instanceof RequestRefused refused) {
            refused.codes().forEach(code -> count(refusals, "secure.rpc.refusals", "code", code));
        } else if (event instanceof IdentityServed served) {
            health(served.identity()).served(served);
        } else if (event instanceof IdentityRejected rejected) {
            health(rejected.serving()).rejected(rejected);
        }
    }

    @Override
    public void called(String callerId, boolean runs) {
        requireNonNull(callerId, "callerId");
        count(runs ? admitted : refused, runs ? ADMITTED : REFUSED, CALLER, callerId);
    }

    @Override
    public void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
        requireNonNull(callerId, "callerId");
        requireNonNull(method, "method");
        requireNonNull(end, "end");
        times.ended(method, end, waitedNanos, ranNanos);
    }

    private void count(Map<String, LongAdder> counts, String name, String tag, String value) {
        LongAdder known = counts.get(value);
        (known == null ? newCount(counts, name, tag, value) : known).increment();
    }

    private synchronized LongAdder newCount(Map<String, LongAdder> counts, String name, String tag, String value) {
        return counts.computeIfAbsent(counts.size() < VALUES - 1 ? value : OTHER, bounded -> {
            LongAdder count = new LongAdder();
            registries.forEach(registry -> counter(registry, name, tag, bounded, count));
            return count;
        });
    }

    private Health health(IdentityFacts facts) {
        Health known = identities.get(facts.source());
        return known == null ? newHealth(facts.source()) : known;
    }

    private synchronized Health newHealth(String source) {
        return identities.computeIfAbsent(identities.size() < VALUES - 1 ? source : OTHER, bounded -> {
            Health health = new Health();
            registries.forEach(registry -> health.bindTo(registry, bounded));
            return health;
        });
    }

    private static void usage(MeterRegistry registry, Supplier<ServerUsage> usage) {
        for (ServerUsage.Gauge gauge : ServerUsage.Gauge.values()) {
            Gauge.builder("secure.rpc.usage", usage, current -> current.get().of(gauge))
                    .tag("of", gauge.name().toLowerCase(Locale.ROOT).replace('_', '.'))
                    .strongReference(true)
                    .register(registry);
        }
        usage.get()
                .limits()
                .forEach((name, limit) -> Gauge.builder("secure.rpc.limit", () -> limit)
                        .tag("of", name)
                        .register(registry));
    }

    private static void counter(MeterRegistry registry, String name, String tag, String value, LongAdder count) {
        // A counter of its own for each registry would have to be found for each event.
        FunctionCounter.builder(name, count, LongAdder::doubleValue)
                .tag(tag, value)
                .register(registry);
    }

    /** One reference for all gauges of an identity. */
    private static final class Health {
        private record Facts(double notAfter, double lastSuccess, double lastFailure, double failing) {}

        private volatile Facts facts = new Facts(Double.NaN, Double.NaN, Double.NaN, 0);

        synchronized void served(IdentityServed event) {
            facts = new Facts(seconds(event.identity().notAfter()), seconds(event.at()), facts.lastFailure(), 0);
        }

        synchronized void rejected(IdentityRejected event) {
            facts = new Facts(seconds(event.serving().notAfter()), facts.lastSuccess(), seconds(event.at()), 1);
        }

        void bindTo(MeterRegistry registry, String source) {
            gauge(registry, "not.after", source, Facts::notAfter);
            gauge(registry, "last.success", source, Facts::lastSuccess);
            gauge(registry, "last.failure", source, Facts::lastFailure);
            gauge(registry, "failing", source, Facts::failing);
        }

        private void gauge(MeterRegistry registry, String name, String source, ToDoubleFunction<Facts> value) {
            Gauge.builder("secure.rpc.identity." + name, this, health -> value.applyAsDouble(health.facts))
                    .tag("identity", source)
                    .register(registry);
        }

        private static double seconds(Instant instant) {
            return instant.toEpochMilli() / 1000.0;
        }
    }
}
