package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose end nobody is told of, as faults of a server have it: what they hold comes back all the same, and nothing of those that live. */
class LostExchangesIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
    private static final String BLOCK = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block\"}";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicLong later = new AtomicLong();
    private final AtomicBoolean losing = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(TestService.builder()
                        .method("count", Permission.PUBLIC, call -> 5)
                        .method("block", Permission.PUBLIC, call -> {
                            awaitRelease();
                            return 6;
                        })
                        .build())
                .front(Losing::new)
                .watchInterval(LOOK)
                .nanoTime(() -> {
                    looks.incrementAndGet();
                    return System.nanoTime() + later.get();
                })
                .start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        node.close();
    }

    @Test
    void areEndedWhereTheirStreamIsGoneWhileItsConnectionGoesOn() throws Exception {
        losing.set(true);
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            assertThat(http2.post(COUNT)).contains("\"result\":5");
            assertThat(http2.post(COUNT)).contains("\"result\":5");
            awaitNothingHeld();
            losing.set(false);
            assertThat(http2.post(COUNT)).contains("\"result\":5");
        }
        await().atMost(SOON).until(() -> !warnings().isEmpty());
        assertThat(warnings()).allMatch(text -> text.endsWith("without a client or a call (expected: none)"));
    }

    @Test
    void areEndedWhereTheirClientHasReset() throws Exception {
        losing.set(true);
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            int stream = http2.beginPost(
                    "127.0.0.1:" + node.port(), "content-type", "application/json", "content-length", "900");
            http2.sendFrame(0, 0, stream, new byte[100]);
            await().atMost(SOON).until(() -> used(Gauge.REQUESTS) == 1 && used(Gauge.REQUEST_BYTES) > 0);
        }
        awaitNothingHeld();
        await().atMost(SOON).until(() -> used(Gauge.CONNECTIONS) == 0);
        awaitToldOfOne();
    }

    /** Over HTTP/1.1 nobody reads from a connection while its request is not over, so that nobody sees that it is gone. */
    @Test
    void areEndedWithTheirConnectionsWhenNoClientCouldStillBeServed() throws Exception {
        losing.set(true);
        RawConnection connection = node.anonymous().connect();
        assertThat(connection.post(COUNT).status()).isEqualTo(200);
        connection.socket().setSoLinger(true, 0);
        connection.close();
        awaitLooks(6);
        assertThat(used(Gauge.REQUESTS)).isEqualTo(1);

        later.set(Duration.ofHours(1).toNanos());

        awaitNothingHeld();
        await().atMost(SOON).until(() -> used(Gauge.CONNECTIONS) == 0);
        awaitToldOfOne();
    }

    @Test
    void nothingIsTakenFromACallThatRunsForAClientThatIsGone() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            http2.finishPost(http2.beginPost(), BLOCK);
            await().atMost(SOON).until(() -> used(Gauge.RUNNING_CALLS) == 1);
        }
        later.set(Duration.ofHours(1).toNanos());
        await().atMost(SOON).until(() -> used(Gauge.CONNECTIONS) == 0);
        awaitLooks(6);
        assertThat(used(Gauge.RUNNING_CALLS)).isEqualTo(1);
        assertThat(used(Gauge.REQUEST_BYTES)).isPositive();
        release.countDown();
        awaitNothingHeld();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aCallThatRunsForLongIsAnswered() throws Exception {
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(
                    RawConnection.postRequest("127.0.0.1:" + node.port(), BLOCK, "Content-Type: application/json"));
            await().atMost(SOON).until(() -> used(Gauge.RUNNING_CALLS) == 1);
            later.set(Duration.ofHours(1).toNanos());
            awaitLooks(6);
            assertThat(used(Gauge.REQUESTS)).isEqualTo(1);
            release.countDown();
            assertThat(connection.readResponse().body()).contains("\"result\":6");
        }
        awaitNothingHeld();
        assertThat(warnings()).isEmpty();
    }

    /** The request that opened it was over when it was answered. */
    @Test
    void aWebSocketThatIsOpenForLongIsServed() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect())) {
            assertThat(webSocket.ask(COUNT)).contains("\"result\":5");
            later.set(Duration.ofHours(1).toNanos());
            awaitLooks(6);
            assertThat(webSocket.ask(COUNT)).contains("\"result\":5");
            webSocket.send(BLOCK);
            await().atMost(SOON).until(() -> used(Gauge.RUNNING_CALLS) == 1);
            later.set(Duration.ofHours(2).toNanos());
            awaitLooks(6);
            release.countDown();
            assertThat(webSocket.readText()).contains("\"result\":6");
        }
        assertThat(warnings()).isEmpty();
    }

    private void awaitNothingHeld() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(List.of(
                                used(Gauge.REQUESTS),
                                used(Gauge.REQUEST_BYTES),
                                used(Gauge.RESPONSE_BYTES),
                                used(Gauge.RUNNING_CALLS)))
                        .containsOnly(0L));
    }

    /** Which is done when what it held is given back. */
    private void awaitToldOfOne() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(warnings())
                        .containsExactly("requests: 1 counted, 1 of them without a client or a call (expected: none)"));
    }

    /** Each asks for the time once. */
    private void awaitLooks(int more) {
        int enough = looks.get() + more;
        await().atMost(SOON).until(() -> looks.get() >= enough);
    }

    private List<String> warnings() {
        return node.events.texts(SecurityEvent.Warning.class).stream()
                .filter(text -> text.startsWith("requests:"))
                .toList();
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    private void awaitRelease() {
        boolean interrupted = false;
        while (true) {
            try {
                release.await();
                break;
            } catch (InterruptedException e) {
                // It goes on for nobody, as handlers do.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells nobody that an exchange is over. */
    private final class Losing extends Handler.Wrapper {
        Losing(Handler door) {
            super(door);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            return super.handle(request, response, losing.get() ? Callback.NOOP : callback);
        }
    }
}
