package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.securerpc.caller.Permission;
import io.securerpc.event.CallEnd;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.event.SecurityMetrics;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcException;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's dashboard shows of calls over real connections: each once, by the method and how it ended, with at least the time that its handler took. */
@Timeout(120)
class CallTimesIT {
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(5);
    private static final Duration STUCK = Duration.ofMillis(50);
    private static final String BATCH = "[" + request("slow") + "," + request("tells") + "," + request("breaks") + ","
            + request("swordfish") + ",{\"jsonrpc\":\"2.0\",\"method\":\"slow\"}]";
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final Queue<CompletableFuture<Object>> pending = new ConcurrentLinkedQueue<>();
    private final LongAdder inHandlers = new LongAdder();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final SecurityMetrics metrics = new SecurityMetrics();

    @Test
    void areTheSameHoweverACallComes() throws Exception {
        metrics.bindTo(registry);
        final long begin = System.nanoTime();
        try (TestNode node = node(metrics);
                RawConnection http1 = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(http1.post(request("slow")).body()).isEqualTo(result("\"slow\""));
            assertThat(http1.post("{\"action\":\"slow\"}").body()).contains("\"result\": \"slow\"");
            assertThat(http1.post("{\"action\":\"swordfish\"}").body()).contains("Unknown command");
            assertThat(http2.post(BATCH)).contains(result("\"slow\""), "-32000", "-32603", "-32601");
            assertThat(webSocket.ask(request("slow"))).isEqualTo(result("\"slow\""));
            assertThat(webSocket.ask(request("stuck"))).contains("-32002");
            // It has been answered, and may keep its place of two a little longer.
            await().until(() -> node.server().usage().of(Gauge.RUNNING_CALLS) == 0);
            assertThat(webSocket.ask(SUBSCRIBE)).contains("\"result\"");
            webSocket.send(request("pending"));
            webSocket.send(request("pending"));
            assertThat(webSocket.ask(request("pending"))).contains("-32999");
            webSocket.connection().socket().setSoLinger(true, 0);
            webSocket.connection().socket().close();
            await().until(() -> counts().containsKey("pending cancelled") && counts().get("pending cancelled") == 2);
        }
        final long elapsed = System.nanoTime() - begin;

        assertThat(counts())
                .isEqualTo(Map.of(
                        "slow result", 5L,
                        "tells error", 1L,
                        "breaks fault", 1L,
                        "stuck timed.out", 1L,
                        "subscribe result", 1L,
                        "pending refused", 1L,
                        "pending cancelled", 2L));
        assertThat(total("slow")).isBetween(inHandlers.sum(), elapsed);
        assertThat(inHandlers.sum()).isBetween(5 * SLOW, elapsed);
        assertThat(total("stuck")).isBetween(STUCK.toNanos(), elapsed);
        assertThat(registry.find("secure.rpc.calls.waiting").timers())
                .as("there was room for all that ran")
                .isEmpty();
        assertThat(registry.get("secure.rpc.calls.admitted").functionCounters().stream()
                        .mapToDouble(FunctionCounter::count)
                        .sum())
                .as("as many as were admitted")
                .isEqualTo(12);
    }

    @Test
    void tellApartTimeThatACallWaited() throws Exception {
        metrics.bindTo(registry);
        try (TestNode node = node(metrics, 1);
                RawWebSocket first = RawWebSocket.open(node.client(user).connect());
                RawConnection second = node.client(user).connect()) {
            first.send(request("pending"));
            await().until(() -> node.server().usage().of(Gauge.RUNNING_CALLS) == 1);
            CompletableFuture<String> waits = CompletableFuture.supplyAsync(() -> post(second, request("slow")));
            await().until(() -> node.server().usage().of(Gauge.WAITING_CALLS) == 1);
            pending.remove().complete("over");
            assertThat(waits.get(20, TimeUnit.SECONDS)).isEqualTo(result("\"slow\""));
        }
        assertThat(registry.get("secure.rpc.calls.waiting").timers())
                .singleElement()
                .satisfies(waiting -> {
                    assertThat(waiting.getId().getTag("method")).isEqualTo("slow");
                    assertThat(waiting.count()).isEqualTo(1);
                    assertThat((long) waiting.totalTime(TimeUnit.NANOSECONDS))
                            .isBetween(1L, total("slow") - inHandlers.sum());
                });
    }

    @Test
    void ofAListenerThatThrowsChangeNoAnswer() throws Exception {
        AtomicInteger told = new AtomicInteger();
        SecurityEventListener failing = new SecurityEventListener() {
            @Override
            public void on(SecurityEvent event) {
                // nothing to see
            }

            @Override
            public void callEnded(String callerId, String method, CallEnd end, long waitedNanos, long ranNanos) {
                told.incrementAndGet();
                throw new OutOfMemoryError("planted");
            }
        };
        try (TestNode node = node(failing);
                RawConnection http1 = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(http1.post(request("slow")).body()).isEqualTo(result("\"slow\""));
            assertThat(http2.post(BATCH)).contains(result("\"slow\""), "-32000", "-32603", "-32601");
            assertThat(webSocket.ask(request("stuck"))).contains("-32002");
            assertThat(webSocket.ask(request("slow"))).isEqualTo(result("\"slow\""));
        }
        assertThat(told).hasValue(7);
    }

    private TestNode node(SecurityEventListener listener) {
        return node(listener, CallLimits.defaults().maxCalls());
    }

    private TestNode node(SecurityEventListener listener, int maxCalls) {
        return TestNode.in(folder)
                .install(user)
                .eventListener(listener)
                .limits(Limits.builder()
                        .calls(CallLimits.builder()
                                .maxCalls(maxCalls)
                                .reservedCalls(0)
                                .maxCallsPerConnection(2)
                                .build())
                        .build())
                .service(RpcService.builder()
                        .method("slow", Permission.PUBLIC, call -> slow())
                        .method("tells", Permission.PUBLIC, call -> {
                            throw new RpcException(-32000, "no");
                        })
                        .method("breaks", Permission.PUBLIC, call -> {
                            throw new IllegalStateException("planted");
                        })
                        .method("stuck", Permission.PUBLIC, call -> new CompletableFuture<>())
                        .timeout("stuck", STUCK)
                        .method("pending", Permission.PUBLIC, call -> {
                            CompletableFuture<Object> answer = new CompletableFuture<>();
                            pending.add(answer);
                            return answer;
                        })
                        .subscription("heads", Permission.PUBLIC, subscriber -> () -> {})
                        .build())
                .start();
    }

    /** Takes its time, and says how much. */
    private String slow() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < SLOW) {
            Thread.onSpinWait();
        }
        inHandlers.add(System.nanoTime() - begin);
        return "slow";
    }

    private static String post(RawConnection connection, String body) {
        try {
            return connection.post(body).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        for (Timer timer : registry.find("secure.rpc.calls.time").timers()) {
            all.put(timer.getId().getTag("method") + " " + timer.getId().getTag("outcome"), timer.count());
        }
        return all;
    }

    private long total(String method) {
        return (long) registry.get("secure.rpc.calls.time")
                .tag("method", method)
                .timer()
                .totalTime(TimeUnit.NANOSECONDS);
    }

    private static String request(String method) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}";
    }

    private static String result(String json) {
        return "{\"jsonrpc\":\"2.0\",\"result\":" + json + ",\"id\":1}";
    }
}
