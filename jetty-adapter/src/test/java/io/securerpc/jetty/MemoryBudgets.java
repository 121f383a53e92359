package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A node with little room for requests and answers, and its clients, of several addresses that a proxy names. */
abstract class MemoryBudgets {
    static final int MIB = 1 << 20;
    static final int REQUESTS = 4 * MIB;
    static final int RESPONSES = 32 * MIB;
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final Duration RESPONSE_TIME = Duration.ofSeconds(2);
    static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
    static final String NO_ROOM =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"Server has no room\"},\"id\":null}";
    static final String HONEST = "192.0.2.200";

    @TempDir
    Path folder;

    final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    final List<CompletableFuture<Object>> held = new ArrayList<>();
    final List<AutoCloseable> open = new ArrayList<>();
    private boolean ended;
    TestNode node;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        synchronized (held) {
            ended = true;
        }
        release();
        try {
            assertNothingIsHeld();
        } finally {
            node.close();
        }
    }

    void assertDropped(String limit) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.events)
                        .extracting(SecurityEvent::text)
                        .anyMatch(text -> text.startsWith("connection from /192.0.2.1:")
                                && text.endsWith(" dropped: " + limit + " is reached")));
    }

    void assertNothingIsHeld() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                List.of(used(Gauge.REQUESTS), used(Gauge.REQUEST_BYTES), used(Gauge.RESPONSE_BYTES)))
                        .containsOnly(0L));
    }

    void release() {
        List<CompletableFuture<Object>> ready;
        synchronized (held) {
            ready = List.copyOf(held);
            held.clear();
        }
        ready.forEach(each -> each.complete("held"));
    }

    CompletableFuture<Object> hold() {
        CompletableFuture<Object> later = new CompletableFuture<>();
        synchronized (held) {
            // Whoever comes when the test is over is not let go any more.
            if (ended) {
                return CompletableFuture.completedFuture("held");
            }
            held.add(later);
        }
        return later;
    }

    /** Waits until so many calls are held: whatever has arrived before may still be on its way to its call. */
    void awaitHeld(int calls) {
        await().atMost(PATIENCE).until(() -> {
            synchronized (held) {
                return held.size() == calls;
            }
        });
    }

    long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    RawTlsClient client(String address) {
        return node.client(user).preamble(("PROXY TCP4 " + address + " 127.0.0.1 51000 7076\r\n").getBytes(US_ASCII));
    }

    RawConnection connect(String address) throws IOException {
        RawConnection connection = client(address).connect();
        open.add(connection);
        return connection;
    }

    String request(String body) {
        return header(body.length()) + body;
    }

    String header(int length) {
        return "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    static String echo(int length) {
        return call("length", "\"text\":\"" + "x".repeat(length) + '"');
    }

    static String hold(int length) {
        return call("hold", "\"text\":\"" + "x".repeat(length) + '"');
    }

    static String large(int length) {
        return call("large", "\"length\":" + length);
    }

    static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    TestNode node(Duration responseTime) {
        return TestNode.in(folder)
                .install(user)
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .method(
                                "length",
                                Permission.PUBLIC,
                                call -> call.params().string("text").length())
                        .method("hold", Permission.PUBLIC, call -> hold())
                        // Held until it is released, however long the machine takes for all that comes before.
                        .timeout("hold", Duration.ofMinutes(10))
                        .method(
                                "large",
                                Permission.PUBLIC,
                                call -> "x".repeat(Math.toIntExact(call.params().integer("length"))))
                        .subscription("heads-0", Permission.PUBLIC, subscriber -> () -> {})
                        .subscription("heads-1", Permission.PUBLIC, subscriber -> () -> {})
                        .subscription("heads-2", Permission.PUBLIC, subscriber -> () -> {})
                        .build())
                .limits(limits(responseTime))
                .listener(Listener.Tls::withProxyProtocol)
                .customize(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")))
                .start();
    }

    static Limits limits(Duration responseTime) {
        return Limits.builder()
                .maxRequestBytes(MIB)
                .maxResponseBytes(16 * MIB)
                .idleTimeout(Duration.ofMinutes(10))
                .connections(
                        ConnectionLimits.builder().responseTimeout(responseTime).build())
                .memory(MemoryLimits.builder()
                        .maxRequestBytesTotal(REQUESTS)
                        .maxResponseBytesTotal(RESPONSES)
                        .build())
                .build();
    }
}
