package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is particular to the WebSocket door: events, frames it does not take, peers that are silent or deaf. */
@Functional
class WebSocketDoorIT {
    private static final String NANO = "{\"action\":\"block_count\"}";
    private static final String NANO_ANSWER = "{\n    \"count\": \"1000\",\n    \"unchecked\": \"0\"\n}\n";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(user)
                .limits(Limits.builder().maxRequestBytes(100_000).build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void sendsEventsToSubscribersAndEndsTheSubscriptionWithTheConnection() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            webSocket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}");
            node.publish(Map.of("height", 12));
            assertThat(webSocket.readText()).contains("\"method\":\"newHeads\"").contains("\"result\":{\"height\":12}");
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> node.subscribers.isEmpty());
    }

    @Test
    void closesAWebSocketThatSendsTooMuchOrBinary() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            webSocket.send("x".repeat(200_000));
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1009);
        }
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            webSocket.sendFrame(true, RawWebSocket.BINARY, NANO.getBytes(StandardCharsets.UTF_8));
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1003);
        }
        stillServes();
    }

    @Test
    void agreesToNoWebSocketExtensionAndNoSubProtocol() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            RawResponse response = RawWebSocket.handshake(
                    connection, "Sec-WebSocket-Extensions: permessage-deflate", "Sec-WebSocket-Protocol: chat");
            assertThat(response.status()).isEqualTo(101);
            assertThat(response.headers()).doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
        }
    }

    @Test
    void refusesAWebSocketOverHttp2() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            assertThatThrownBy(() -> {
                        int stream = http2.sendHeaders(
                                0x4,
                                ":method",
                                "CONNECT",
                                ":protocol",
                                "websocket",
                                ":scheme",
                                "https",
                                ":path",
                                "/",
                                ":authority",
                                host(),
                                "sec-websocket-version",
                                "13");
                        assertThat(http2.readBody(stream)).as("answer").contains("-32600");
                        throw new IOException("refused by an answer");
                    })
                    .isInstanceOf(IOException.class);
        }
        stillServes();
    }

    @Test
    void keepsAQuietWebSocketThatAnswersPingsAndDropsOneThatDoesNot() throws Exception {
        node.close();
        // Half of it, the time for an answer to a ping, is more than a busy machine takes for that.
        Limits quick = Limits.builder().idleTimeout(Duration.ofSeconds(5)).build();
        try (TestNode pinging = TestNode.in(folder).install(user).limits(quick).start();
                RawWebSocket answering = RawWebSocket.open(pinging.client(user).connect());
                RawWebSocket silent = RawWebSocket.open(pinging.client(user).connect())) {
            Thread reader = new Thread(() -> {
                try {
                    while (true) {
                        RawWebSocket.Frame frame = answering.readFrame();
                        if (frame.opcode() == RawWebSocket.PING) {
                            answering.sendFrame(true, RawWebSocket.PONG, frame.payload());
                        } else if (frame.opcode() == RawWebSocket.TEXT) {
                            return;
                        }
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            reader.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> pinging.server().tlsConnections() == 1);
            assertThat(reader.isAlive()).isTrue();
            assertThat(silent.connection().endsWithin(Duration.ofSeconds(30))).isTrue();
            answering.send(NANO);
            reader.join(Duration.ofSeconds(30).toMillis());
            assertThat(reader.isAlive()).isFalse();
        }
    }

    @Test
    void closesASubscriberThatDoesNotReadOnceItsQueueIsFull() throws Exception {
        node.close();
        Limits small = Limits.builder().maxQueuedBytes(200_000).build();
        try (TestNode bounded = TestNode.in(folder).install(user).limits(small).start();
                RawWebSocket deaf = RawWebSocket.open(
                        bounded.client(user).receiveBuffer(4096).connect())) {
            deaf.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}");
            // Messages are served one after the other: from here on events are sent and no longer held back.
            assertThat(deaf.ask(NANO)).isEqualTo(NANO_ANSWER);
            for (int i = 0; i < 100_000 && !bounded.subscribers.isEmpty(); i++) {
                bounded.publish("x".repeat(1000));
            }
            await().until(bounded.subscribers::isEmpty);
            await().untilAsserted(() ->
                    assertThat(bounded.events).anyMatch(event -> event.text().contains("too slow")));
            await().atMost(Duration.ofSeconds(30)).until(() -> bounded.server().tlsConnections() == 0);
        }
    }

    private String host() {
        return "127.0.0.1:" + node.port();
    }

    private void stillServes() throws IOException {
        try (RawConnection connection = node.client(user).connect()) {
            assertThat(connection.post(NANO).body()).isEqualTo(NANO_ANSWER);
        }
    }
}
