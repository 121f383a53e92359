package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.rpc.HandlerThreads;
import io.securerpc.rpc.RpcServiceBuilder;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call whose caller is gone, or whose time is over, ends; the connection, where there is one, goes on. */
@Functional
class CancelledCallsIT {
    private static final String PENDING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pending\"}";
    private static final String BREAKS = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"breaks\"}";
    private static final String BLOCKS = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"blocks\"}";
    private static final String QUICK = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"quick\"}";
    private static final String QUICK_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":5,\"id\":2}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final CountDownLatch never = new CountDownLatch(1);
    private TestNode node;

    @AfterEach
    void stop() {
        node.close();
        threads.shutdownNow();
    }

    @Test
    void endWhenAWebSocketIsReset() throws Exception {
        start(service());
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            webSocket.send(PENDING);
            assertThat(told.take()).isEqualTo("runs");
            webSocket.connection().socket().setSoLinger(true, 0);
        }
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
    }

    @Test
    void endThoughAnotherOfTheirCallersBreaks() throws Exception {
        start(service());
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            for (String call : List.of(PENDING, BREAKS, PENDING)) {
                webSocket.send(call);
                assertThat(told.take()).isEqualTo("runs");
            }
            webSocket.connection().socket().setSoLinger(true, 0);
        }
        assertThat(tellings(3)).containsExactlyInAnyOrder("cancelled", "breaks", "cancelled");
        await().atMost(20, TimeUnit.SECONDS).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS) == 0);
    }

    @Test
    void endAtTheDeadlineOfAStopThoughOneOfThemBreaks() throws Exception {
        start(service());
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect());
                RawWebSocket other = RawWebSocket.open(node.client(user).connect());
                RawConnection http = node.client(user).connect()) {
            for (RawWebSocket each : List.of(webSocket, other)) {
                for (String call : List.of(BREAKS, PENDING)) {
                    each.send(call);
                    assertThat(told.take()).isEqualTo("runs");
                }
            }
            http.write(RawConnection.postRequest(
                    "127.0.0.1:" + node.port(), "[" + BREAKS + "," + PENDING + "]", "Content-Type: application/json"));
            assertThat(List.of(told.take(), told.take())).containsOnly("runs");
            node.close();
            assertThat(tellings(6))
                    .containsExactlyInAnyOrder("breaks", "breaks", "breaks", "cancelled", "cancelled", "cancelled");
        }
    }

    private List<String> tellings(int count) throws InterruptedException {
        List<String> tellings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tellings.add(String.valueOf(told.poll(20, TimeUnit.SECONDS)));
        }
        return tellings;
    }

    @Test
    void endWhenAStreamOfHttp2IsResetAndTheConnectionGoesOn() throws Exception {
        start(service());
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = http2.beginPost();
            http2.finishPost(stream, PENDING);
            assertThat(told.take()).isEqualTo("runs");
            http2.reset(stream);
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
            assertThat(http2.post(QUICK)).isEqualTo(QUICK_ANSWER);
        }
    }

    @Test
    void endWhenAConnectionOfHttp2IsClosed() throws Exception {
        start(service());
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            http2.finishPost(http2.beginPost(), PENDING);
            assertThat(told.take()).isEqualTo("runs");
        }
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("cancelled");
    }

    @Test
    void endWhenTheirTimeIsOverOnEveryTransport() throws Exception {
        start(service().timeout("pending", Duration.ofMillis(100)));
        String expected =
                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"request timed out\"},\"id\":1}";
        try (RawConnection http1 = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(http1.post(PENDING).body()).isEqualTo(expected);
            assertThat(http1.post(QUICK).body()).isEqualTo(QUICK_ANSWER);
            assertThat(http2.post(PENDING)).isEqualTo(expected);
            assertThat(webSocket.ask(PENDING)).isEqualTo(expected);
            assertThat(webSocket.ask(QUICK)).isEqualTo(QUICK_ANSWER);
        }
    }

    @Test
    void interruptsAHandlerOnAThreadOfItsOwnAndServesOthersMeanwhile() throws Exception {
        start(
                TestService.onVirtualThreads()
                        ? service()
                        : service().handlerExecutor(HandlerThreads.virtual().orElse(threads)));
        try (RawWebSocket other = RawWebSocket.open(node.client(user).connect())) {
            try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
                webSocket.send(BLOCKS);
                assertThat(told.take()).isEqualTo("blocks");
                assertThat(webSocket.ask(QUICK)).isEqualTo(QUICK_ANSWER);
                assertThat(other.ask(QUICK)).isEqualTo(QUICK_ANSWER);
            }
            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("interrupted");
            assertThat(other.ask(QUICK)).isEqualTo(QUICK_ANSWER);
        }
    }

    private void start(RpcServiceBuilder service) {
        node = TestNode.in(folder).install(user).service(service.build()).start();
    }

    private RpcServiceBuilder service() {
        return TestService.builder()
                .method("quick", Permission.PUBLIC, call -> 5)
                .method("pending", Permission.PUBLIC, call -> {
                    call.onCancelled(() -> told.add("cancelled"));
                    told.add("runs");
                    return new CompletableFuture<>();
                })
                .method("breaks", Permission.PUBLIC, call -> {
                    call.onCancelled(() -> {
                        told.add("breaks");
                        throw new InternalError("made by the test");
                    });
                    told.add("runs");
                    return new CompletableFuture<>();
                })
                .method("blocks", Permission.PUBLIC, call -> {
                    told.add("blocks");
                    try {
                        never.await();
                        return "released";
                    } catch (InterruptedException e) {
                        told.add("interrupted");
                        throw e;
                    }
                });
    }
}
