package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is HTTP and is asked in an unusual way: each is answered as it should be, or ends, in bounded time and memory. */
class StrayProtocolsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private TestNode node;

    @BeforeEach
    void start() {
        node = node(Limits.defaults());
    }

    private TestNode node(Limits limits) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .limits(limits)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void answersAHundredRequestsThatComeTogetherInTheirOrder() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            requests.append(post("{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"block_count\"}"));
        }
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(requests.toString());
            for (int i = 0; i < 100; i++) {
                assertThat(connection.readResponse().body()).endsWith("\"id\":" + i + "}");
            }
        }
    }

    /** It is told to go on, and does not. */
    @Test
    void endsOneThatNeverSendsTheBodyItHasAskedToSend() throws Exception {
        node.close();
        node = node(Limits.builder()
                .connections(ConnectionLimits.builder()
                        .bodyTimeout(Duration.ofSeconds(3))
                        .build())
                .build());
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 50\r\nExpect: 100-continue\r\n\r\n");
            assertThat(connection.readHead().status()).isEqualTo(100);

            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS), open -> open == 0);
        }
        assertThat(dropped()).endsWith("body_timeout is reached");
    }

    @Test
    void refusesAChunkExtensionThatNeverEnds() throws Exception {
        assertEndsWhileItWrites("1;", "x".repeat(1_000));
    }

    @Test
    void refusesATrailerThatNeverEnds() throws Exception {
        assertEndsWhileItWrites("0\r\n", "x: " + "y".repeat(1_000) + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "h2", "TLS/1.0"})
    void upgradesToNothingButAWebSocket(String protocol) throws Exception {
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(RawConnection.postRequest(
                    "127.0.0.1:" + node.port(),
                    COUNT,
                    "Content-Type: application/json",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: " + protocol,
                    "HTTP2-Settings: AAMAAABkAAQAAP__"));

            RawResponse answer = connection.readResponse();
            assertThat(answer.status()).isIn(200, 400);
        }
    }

    /** The preface where HTTP/1.1 was agreed to, or nothing was. */
    @Test
    void speaksNoHttp2WhereItWasNotAgreedTo() throws Exception {
        try (RawConnection connection = node.anonymous().alpn("http/1.1").connect();
                RawConnection plain = RawTlsClient.connectPlain(node.port())) {
            for (RawConnection each : new RawConnection[] {connection, plain}) {
                each.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
                assertThat(each.readResponse().status()).isIn(400, 426);
                assertThat(each.endsWithin(SOON)).isTrue();
            }
        }
    }

    /** RFC 8441: one connection would carry many WebSockets past what counts them. */
    @Test
    void opensNoWebSocketOverHttp2() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            int stream = http2.sendHeaders(
                    0,
                    ":method",
                    "CONNECT",
                    ":protocol",
                    "websocket",
                    ":scheme",
                    "https",
                    ":path",
                    "/",
                    ":authority",
                    "127.0.0.1:" + node.port(),
                    "sec-websocket-version",
                    "13");

            assertThatThrownBy(() -> http2.readBody(stream)).isInstanceOf(IOException.class);
        }
        assertThat(node.server().usage().of(Gauge.WEB_SOCKETS)).isZero();
    }

    private void assertEndsWhileItWrites(String first, String again) throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + first);
            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
                try {
                    connection.write(again);
                    return false;
                } catch (IOException ended) {
                    return true;
                }
            });
            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS), open -> open == 0);
        }
    }

    private String post(String json) {
        return RawConnection.postRequest("127.0.0.1:" + node.port(), json, "Content-Type: application/json");
    }

    private String dropped() {
        return node.events.stream()
                .filter(SecurityEvent.ConnectionDropped.class::isInstance)
                .map(SecurityEvent::text)
                .reduce("", (before, each) -> each);
    }
}
