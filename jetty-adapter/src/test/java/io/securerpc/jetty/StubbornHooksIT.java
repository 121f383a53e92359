package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose code for the end of a call, or of a subscription, never returns: the stop that cuts its connections is over by its deadline all the same. */
class StubbornHooksIT {
    private static final String HELD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"held\"}";
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]}";

    @TempDir
    private Path folder;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch hooked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void release() {
        released.countDown();
        threads.shutdownNow();
    }

    private TestNode start() {
        RpcService service = TestService.builder()
                .method("held", Permission.PUBLIC, call -> {
                    call.onCancelled(this::never);
                    begun.countDown();
                    return new CompletableFuture<>();
                })
                .method("large", Permission.PUBLIC, call -> "x".repeat(30_000_000))
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    begun.countDown();
                    return this::never;
                })
                .build();
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addListener(Listener.plain("127.0.0.1", 0)))
                .service(service)
                .limits(Limits.builder().maxResponseBytes(40_000_000).build())
                .stopTimeout(Duration.ofSeconds(1))
                .start();
    }

    /** However often its thread is interrupted. */
    private void never() {
        hooked.countDown();
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException stubborn) {
                // as the name of the test says
            }
        }
    }

    private void assertStops(TestNode node) throws Exception {
        begun.await();
        CompletableFuture.runAsync(node::close, threads).get(30, TimeUnit.SECONDS);
        // A stop waits for a moment only until its end is told.
        await().untilAsserted(
                        () -> assertThat(node.events.of(ServerStopped.class)).hasSize(1));
        hooked.await();
    }

    @Test
    void ofACallOverAWebSocketHoldNobodyUp() throws Exception {
        TestNode node = start();
        try (RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect())) {
            webSocket.send(HELD);
            assertStops(node);
        }
    }

    @Test
    void ofASubscriptionHoldNobodyUp() throws Exception {
        TestNode node = start();
        try (RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect())) {
            webSocket.ask(SUBSCRIBE);
            assertStops(node);
        }
    }

    @Test
    void ofACallOverHttp1HoldNobodyUp() throws Exception {
        TestNode node = start();
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(
                    RawConnection.postRequest("127.0.0.1:" + node.port(), HELD, "Content-Type: application/json"));
            assertStops(node);
        }
    }

    /** No TLS, whose connections end elsewhere: what waits to be sent fails on the thread that closes. */
    @Test
    void ofANotificationBesideAnAnswerThatNobodyReadsHoldNobodyUp() throws Exception {
        TestNode node = start();
        String batch =
                "[{\"jsonrpc\":\"2.0\",\"method\":\"held\"}," + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"large\"}]";
        int port = node.server().uris().get(1).getPort();
        try (RawConnection connection = RawTlsClient.connectPlain(port)) {
            connection.write(RawConnection.postRequest("127.0.0.1:" + port, batch, "Content-Type: application/json"));
            assertThat(connection.readHead().status()).isEqualTo(200);
            assertStops(node);
        }
    }

    @Test
    void ofACallOverAPlainWebSocketHoldNobodyUp() throws Exception {
        TestNode node = start();
        int port = node.server().uris().get(1).getPort();
        try (RawWebSocket webSocket = RawWebSocket.open(RawTlsClient.connectPlain(port))) {
            webSocket.send(HELD);
            assertStops(node);
        }
    }

    @Test
    void ofACallOverHttp2HoldNobodyUp() throws Exception {
        TestNode node = start();
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            http2.finishPost(http2.beginPost(), HELD);
            assertStops(node);
        }
    }
}
