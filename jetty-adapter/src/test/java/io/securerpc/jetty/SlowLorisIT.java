package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that send a byte now and then, so that no idle timeout ever ends them. */
class SlowLorisIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Far below what an endless peer would last for, far above what a busy machine adds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int BODY = 1_000_000;

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = node(TIMEOUT);
    }

    private TestNode node(Duration timeout) {
        return TestNode.in(folder)
                .install(user)
                .limits(Limits.builder()
                        .idleTimeout(Duration.ofMinutes(10))
                        .connections(ConnectionLimits.builder()
                                .headerTimeout(timeout)
                                .bodyTimeout(timeout)
                                .messageTimeout(timeout)
                                .build())
                        .build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void resetsAConnectionWhoseRequestLineDribbles() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            dribble(connection, i -> new byte[] {(byte) (i == 0 ? 'P' : 'A')});
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAConnectionWhoseHeaderNeverEndsAlsoAfterGoodRequests() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            assertThat(connection.post(COUNT).status()).isEqualTo(200);
            long begun = System.nanoTime();
            connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n");
            dribble(begun, connection, i -> ("X-" + i + ": 1\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAConnectionWhoseBodyDribbles() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            long begun = System.nanoTime();
            connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + BODY + "\r\n\r\n");
            dribble(begun, connection, i -> new byte[] {' '});
        }
        node.events.assertOneDroppedBy("body_timeout");
    }

    @Test
    void resetsAConnectionWhoseHttp2HeaderNeverEnds() throws Exception {
        try (RawConnection connection = node.client(user).alpn("h2").connect()) {
            RawHttp2 http2 = RawHttp2.open(connection);
            assertThat(http2.post(COUNT)).contains("1000");
            long begun = System.nanoTime();
            http2.sendFrame(1, 0, 3, new byte[] {0});
            dribble(begun, connection, i -> RawHttp2.frame(9, 0, 3, new byte[] {'x'}));
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAConnectionWhoseHttp2FrameDribbles() throws Exception {
        try (RawConnection connection = node.client(user).alpn("h2").connect()) {
            RawHttp2.open(connection);
            long begun = System.nanoTime();
            connection.write(new byte[] {0, 0x40, 0, 1, 4, 0, 0, 0, 1});
            dribble(begun, connection, i -> new byte[] {0});
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAConnectionWhoseHttp2BodyDribbles() throws Exception {
        try (RawConnection connection = node.client(user).alpn("h2").connect()) {
            RawHttp2 http2 = RawHttp2.open(connection);
            long begun = System.nanoTime();
            int stream = http2.beginPost();
            dribble(begun, connection, i -> RawHttp2.frame(0, 0, stream, new byte[] {' '}));
        }
        node.events.assertOneDroppedBy("body_timeout");
    }

    @Test
    void resetsAWebSocketWhoseFrameHeaderDribbles() throws Exception {
        byte[] header = RawWebSocket.header(0x81, 70_000);
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(webSocket.ask(COUNT)).contains("1000");
            // Nothing more once the length is there: the mask is owed as well.
            dribble(webSocket.connection(), i -> i < header.length ? new byte[] {header[i]} : new byte[0]);
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAWebSocketWhosePingDribbles() throws Exception {
        byte[] ping = RawWebSocket.frame(true, RawWebSocket.PING, new byte[125]);
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            dribble(webSocket.connection(), i -> new byte[] {ping[i]});
        }
        node.events.assertOneDroppedBy("header_timeout");
    }

    @Test
    void resetsAWebSocketWhosePayloadDribbles() throws Exception {
        byte[] message = RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[BODY]);
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(webSocket.ask(COUNT)).contains("1000");
            long begun = System.nanoTime();
            webSocket.connection().write(Arrays.copyOf(message, 1_000));
            dribble(begun, webSocket.connection(), i -> new byte[] {message[1_000 + i]});
        }
        node.events.assertOneDroppedBy("message_timeout");
    }

    @Test
    void resetsAWebSocketWhoseMessageHasManySlowFragmentsAndPings() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            dribble(
                    webSocket.connection(),
                    i -> i % 2 == 1
                            ? RawWebSocket.frame(true, RawWebSocket.PING, new byte[0])
                            : RawWebSocket.frame(
                                    false, i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, new byte[] {' '}));
        }
        node.events.assertOneDroppedBy("message_timeout");
    }

    @Test
    void leavesHonestConnectionsAloneThatRestBetweenTheirRequests() throws Exception {
        node.close();
        // More than a busy machine takes for the two frames of a request.
        node = node(Duration.ofSeconds(5));
        try (RawConnection http1 = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
            while (System.nanoTime() - end < 0) {
                assertThat(http1.post(COUNT).status()).isEqualTo(200);
                assertThat(http2.post(COUNT)).contains("1000");
                assertThat(webSocket.ask(COUNT)).contains("1000");
                assertThat(http1.endsWithin(Duration.ofMillis(500))).isFalse();
            }
        }
        assertThat(node.events.of(SecurityEvent.ConnectionDropped.class)).isEmpty();
    }

    /** A piece ten times a second, until the connection is gone. */
    private static void dribble(RawConnection connection, IntFunction<byte[]> pieces) {
        dribble(System.nanoTime(), connection, pieces);
    }

    /** The same after a first piece, which was sent after that moment: the time may run since then. */
    private static void dribble(long begun, RawConnection connection, IntFunction<byte[]> pieces) {
        assertThatThrownBy(() -> {
                    for (int i = 0; System.nanoTime() - begun < PATIENCE.toNanos(); i++) {
                        connection.write(pieces.apply(i));
                        if (connection.endsWithin(Duration.ofMillis(100))) {
                            throw new IOException("ended");
                        }
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(System.nanoTime() - begun).isGreaterThan(TIMEOUT.toNanos() - TimeUnit.SECONDS.toNanos(1));
    }
}
