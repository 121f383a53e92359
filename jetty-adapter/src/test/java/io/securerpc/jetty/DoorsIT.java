package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Limits;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1, HTTP/2 and WebSocket on one port and path, and what each does with what it should not be sent. */
@Functional
class DoorsIT {
    private static final String NANO = "{\"action\":\"block_count\"}";
    private static final String NANO_ANSWER = "{\n    \"count\": \"1000\",\n    \"unchecked\": \"0\"\n}\n";
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}";
    private static final String CALL_ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":\"hi\",\"id\":7}";
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate admin = TestCertificate.named("rpc.admin").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(user)
                .install(admin)
                .grants(Grants.builder()
                        .grant("certificate:rpc.admin", Permission.CONTROL)
                        .build())
                .limits(Limits.builder().maxRequestBytes(100_000).build())
                .customize(builder -> builder.origins(OriginPolicy.allow("https://wallet.example.com")))
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void answersBothFormsOverHttp1OnOneKeptAliveConnection() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            assertThat(connection.post(NANO).body()).isEqualTo(NANO_ANSWER);
            assertThat(connection.post(CALL).body()).isEqualTo(CALL_ANSWER);
            RawResponse batch = connection.post("[" + CALL + "," + CALL + "]");
            assertThat(batch.body()).isEqualTo("[" + CALL_ANSWER + "," + CALL_ANSWER + "]");
            assertThat(batch.header("content-type")).isEqualTo("application/json");
            RawResponse notification =
                    connection.post("{\"jsonrpc\":\"2.0\",\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}");
            assertThat(notification.status()).isEqualTo(204);
            assertThat(notification.body()).isEmpty();
        }
    }

    @Test
    void answersBothFormsOverHttp2() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            assertThat(http2.post(NANO)).isEqualTo(NANO_ANSWER);
            assertThat(http2.post(CALL)).isEqualTo(CALL_ANSWER);
        }
    }

    @Test
    void answersBothFormsOverWebSocketOnTheSamePort() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(webSocket.ask(NANO)).isEqualTo(NANO_ANSWER);
            assertThat(webSocket.ask(CALL)).isEqualTo(CALL_ANSWER);
        }
    }

    @Test
    void asksTheSamePermissionOnEveryDoor() throws Exception {
        try (RawConnection connection = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(connection.post(CREATE).body()).contains("-32601");
            assertThat(connection.post("[" + CREATE + "]").body()).contains("-32601");
            assertThat(connection.post("{\"action\":\"wallet_create\"}").body()).contains("RPC control is disabled");
            assertThat(http2.post(CREATE)).contains("-32601");
            assertThat(webSocket.ask(CREATE)).contains("-32601");
            assertThat(webSocket.ask("[" + CREATE + "]")).contains("-32601");
            assertThat(node.walletsCreated).hasValue(0);
        }
        try (RawConnection connection = node.client(admin).connect();
                RawWebSocket webSocket = RawWebSocket.open(node.client(admin).connect())) {
            assertThat(connection.post(CREATE).body()).contains("\"wallet\":1");
            assertThat(webSocket.ask(CREATE)).contains("\"wallet\":2");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
                    {"jsonrpc":                                          | -32700
                    {"jsonrpc":"2.0","id":1,"method":"no_such"}          | -32601
                    {"jsonrpc":"2.0","id":1,"method":"echo"}             | -32602
                    []                                                   | -32600
                    {"action":"no_such"}                                 | Unknown command
                    """)
    void answersBadInputWithAnErrorAlikeOnEveryDoor(String request, String expected) throws Exception {
        try (RawConnection connection = node.client(user).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(connection.post(request).body()).contains(expected);
            assertThat(http2.post(request)).contains(expected);
            assertThat(webSocket.ask(request)).contains(expected);
            assertThat(connection.post(CALL).body()).isEqualTo(CALL_ANSWER);
            assertThat(webSocket.ask(CALL)).isEqualTo(CALL_ANSWER);
        }
    }

    @Test
    void refusesABodyOverTheLimitDeclaredOrNot() throws Exception {
        // Over it by so little that all is sent when the server can know: it hangs up on whoever goes on sending.
        String large = "{\"action\":\"" + "x".repeat(100_000) + "\"}";
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(node.port(), large.length()));
            assertThat(connection.readResponse().status()).isEqualTo(413);
        }
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                            .formatted(node.port(), large.length(), large));
            RawResponse response = connection.readResponse();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).contains("-32007");
        }
        stillServes();
    }

    @Test
    void aWebPagesSimpleRequestRunsNothing() throws Exception {
        try (RawConnection connection = node.client(admin).connect()) {
            connection.write(RawConnection.postRequest(host(), CREATE, "Content-Type: text/plain"));
            assertThat(connection.readResponse().status()).isEqualTo(415);
        }
        try (RawConnection connection = node.client(admin).connect()) {
            connection.write(RawConnection.postRequest(
                    host(), CREATE, "Content-Type: application/x-www-form-urlencoded", "Origin: https://evil.example"));
            assertThat(connection.readResponse().status()).isEqualTo(403);
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    @Test
    void refusesForeignOriginsAndHostsOnBothDoors() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(RawConnection.postRequest(
                    host(), CALL, "Content-Type: application/json", "Origin: https://evil.example"));
            assertThat(connection.readResponse().status()).isEqualTo(403);
        }
        try (RawConnection connection = node.client(user).connect()) {
            assertThat(RawWebSocket.handshake(connection, "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
        }
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(RawConnection.postRequest("rebound.example", CALL, "Content-Type: application/json"));
            assertThat(connection.readResponse().status()).isEqualTo(403);
        }
        try (RawWebSocket webSocket =
                RawWebSocket.open(node.client(user).connect(), "Origin: https://wallet.example.com")) {
            assertThat(webSocket.ask(CALL)).isEqualTo(CALL_ANSWER);
        }
        assertThat(node.events)
                .anyMatch(event -> event instanceof SecurityEvent.RequestRefused refused
                        && refused.text().contains("origins = [\"https://evil.example\"]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: %1$s\r\nHost: %1$s\r\nContent-Length: 0\r\n\r\n",
                "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
                "POST http://other.example/ HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                "POST / HTTP/1.1\nHost: %1$s\nContent-Length: 0\n\n"
            })
    void refusesAmbiguousRequests(String request) throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(request.formatted(host()));
            assertThat(connection.readResponse().status()).isEqualTo(400);
        }
    }

    @Test
    void refusesHeadersOverTheLimit() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    "POST / HTTP/1.1\r\nHost: %s\r\nX-Large: %s\r\n\r\n".formatted(host(), "x".repeat(20_000)));
            assertThat(connection.readResponse().status()).isEqualTo(431);
        }
    }

    @Test
    void answersPreflightsOfAllowedOriginsWithoutRunningAnything() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    "OPTIONS / HTTP/1.1\r\nHost: %s\r\nOrigin: https://wallet.example.com\r\nAccess-Control-Request-Method: POST\r\nContent-Length: 0\r\n\r\n"
                            .formatted(host()));
            RawResponse response = connection.readHead();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("access-control-allow-origin")).isEqualTo("https://wallet.example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "TRACE", "HEAD"})
    void refusesOtherMethods(String method) throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write("%s / HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n".formatted(method, host()));
            assertThat(connection.readHead().status()).isEqualTo(405);
        }
    }

    @Test
    void answersOtherPathsWith404() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    "POST /admin HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                            .formatted(host()));
            assertThat(connection.readResponse().status()).isEqualTo(404);
        }
    }

    @Test
    void tellsPlainHttpOnTheTlsPortToUseTlsAndRunsNothing() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            connection.write(RawConnection.postRequest(host(), CREATE, "Content-Type: application/json"));
            RawResponse response = connection.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("use https://" + host() + "/ or wss://" + host() + "/");
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    @Test
    void closesWhateverIsNeitherTlsNorHttp() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            connection.write(new byte[] {0, 1, 2, 3, 4, 5, 13, 10, 13, 10});
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
        }
        stillServes();
    }

    @Test
    void closesAConnectionThatDoesNotFinishItsHandshake() throws Exception {
        node.close();
        try (TestNode impatient = TestNode.in(folder)
                        .install(user)
                        .limits(Limits.builder()
                                .handshakeTimeout(Duration.ofSeconds(1))
                                .build())
                        .start();
                RawConnection silent = RawTlsClient.connectPlain(impatient.port())) {
            silent.write(new byte[] {22, 3, 1});
            assertThat(silent.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    @Test
    void servesAClientThatOffersHttp1AloneInAlpn() throws Exception {
        try (RawConnection connection = node.client(user).alpn("http/1.1").connect()) {
            assertThat(connection.applicationProtocol()).isEqualTo("http/1.1");
            assertThat(connection.post(NANO).body()).isEqualTo(NANO_ANSWER);
        }
    }

    private String host() {
        return "127.0.0.1:" + node.port();
    }

    private void stillServes() throws IOException {
        try (RawConnection connection = node.client(user).connect()) {
            assertThat(connection.post(CALL).body()).isEqualTo(CALL_ANSWER);
        }
    }
}
