package io.securerpc.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallTimesTest {
    private static final long MILLI = 1_000_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SecurityMetrics metrics = new SecurityMetrics();

    @Test
    void timesCallsByMethodAndHowTheyEnded() {
        metrics.bindTo(registry);
        metrics.callEnded("token:ci", "block_count", CallEnd.RESULT, 0, 2 * MILLI);
        metrics.callEnded("anonymous", "block_count", CallEnd.RESULT, 3 * MILLI, MILLI);
        metrics.callEnded("anonymous", "block_count", CallEnd.TIMED_OUT, 30_000 * MILLI, 0);
        metrics.callEnded("anonymous", "wallet_create", CallEnd.FAULT, 0, 7 * MILLI);
        assertThat(timers(registry))
                .isEqualTo(Map.of(
                        "secure.rpc.calls.time{method=block_count,outcome=result}", "2 in 6 ms, at most 4 ms",
                        "secure.rpc.calls.time{method=block_count,outcome=timed.out}",
                                "1 in 30000 ms, at most 30000 ms",
                        "secure.rpc.calls.time{method=wallet_create,outcome=fault}", "1 in 7 ms, at most 7 ms",
                        "secure.rpc.calls.waiting{method=block_count}", "2 in 30003 ms, at most 30000 ms"));
    }

    @Test
    void everyEndHasItsWord() {
        metrics.bindTo(registry);
        for (CallEnd end : CallEnd.values()) {
            metrics.callEnded("anonymous", "m", end, 0, MILLI);
        }
        assertThat(registry.get("secure.rpc.calls.time").timers())
                .extracting(timer -> timer.getId().getTag("outcome"))
                .containsExactlyInAnyOrder("result", "error", "fault", "timed.out", "cancelled", "refused");
    }

    @Test
    void bucketsTellAPercentile() {
        metrics.bindTo(registry);
        for (long nanos : List.of(50_000L, 100_000L, 100_001L, 4 * MILLI, 60_000 * MILLI)) {
            metrics.callEnded("anonymous", "m", CallEnd.RESULT, 0, nanos);
        }
        Timer timer = registry.get("secure.rpc.calls.time").timer();
        assertThat(Stream.of(timer.takeSnapshot().histogramCounts())
                        .map(bucket -> bucket.bucket(TimeUnit.MICROSECONDS) + ": " + bucket.count()))
                .containsExactly(
                        "100.0: 2.0",
                        "500.0: 3.0",
                        "1000.0: 3.0",
                        "5000.0: 4.0",
                        "25000.0: 4.0",
                        "100000.0: 4.0",
                        "500000.0: 4.0",
                        "2500000.0: 4.0",
                        "1.0E7: 4.0",
                        "3.0E7: 4.0");
    }

    @Test
    void aRegistryTimesFromWhenItIsBound() {
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        metrics.callEnded("anonymous", "m", CallEnd.RESULT, 0, MILLI);
        metrics.bindTo(registry);
        metrics.callEnded("anonymous", "m", CallEnd.RESULT, 0, MILLI);
        metrics.bindTo(late);
        metrics.callEnded("anonymous", "m", CallEnd.RESULT, 0, MILLI);
        metrics.callEnded("anonymous", "m", CallEnd.ERROR, 0, MILLI);
        assertThat(timers(registry))
                .isEqualTo(Map.of(
                        "secure.rpc.calls.time{method=m,outcome=result}", "2 in 2 ms, at most 1 ms",
                        "secure.rpc.calls.time{method=m,outcome=error}", "1 in 1 ms, at most 1 ms"));
        assertThat(timers(late))
                .isEqualTo(Map.of(
                        "secure.rpc.calls.time{method=m,outcome=result}", "1 in 1 ms, at most 1 ms",
                        "secure.rpc.calls.time{method=m,outcome=error}", "1 in 1 ms, at most 1 ms"));
    }

    @Test
    void boundsTheNamesOfMethods() {
        metrics.bindTo(registry);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 300; i++) {
                metrics.callEnded("anonymous", "method-" + i, CallEnd.RESULT, MILLI, MILLI);
            }
        }
        for (String name : List.of("secure.rpc.calls.time", "secure.rpc.calls.waiting")) {
            assertThat(registry.get(name).timers()).hasSize(SecurityMetrics.VALUES);
            assertThat(registry.get(name).tag("method", "method-254").timer().count())
                    .isEqualTo(2);
            assertThat(registry.get(name).tag("method", "other").timer().count())
                    .isEqualTo(90);
        }
    }

    @Test
    void losesNothingAmongThreads() {
        metrics.bindTo(registry);
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 5_000; i++) {
                    metrics.callEnded("anonymous", "m" + i % 10, CallEnd.RESULT, 0, MILLI);
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(timers(registry)).hasSize(10);
        assertThat(registry.get("secure.rpc.calls.time").timers()).allMatch(timer -> timer.count() == 2_000);
    }

    private static Map<String, String> timers(MeterRegistry registry) {
        Map<String, String> all = new TreeMap<>();
        // Beside them this registry has a gauge for each bucket.
        registry.getMeters().stream().filter(Timer.class::isInstance).forEach(meter -> {
            Timer timer = (Timer) meter;
            List<String> tags = timer.getId().getTags().stream()
                    .map(tag -> tag.getKey() + "=" + tag.getValue())
                    .toList();
            all.put(
                    timer.getId().getName() + "{" + String.join(",", tags) + "}",
                    String.format(
                            "%d in %.0f ms, at most %.0f ms",
                            timer.count(), timer.totalTime(TimeUnit.MILLISECONDS), timer.max(TimeUnit.MILLISECONDS)));
        });
        return all;
    }
}
