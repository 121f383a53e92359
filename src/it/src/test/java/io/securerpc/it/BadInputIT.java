package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input at an open port: a clear error for its sender, and nothing lost for anybody else. */
class BadInputIT {
    private static final String JSON = "Content-Type: application/json";
    private static final String GOOD = "{\"action\":\"block_count\"}";
    private static final int MAX_REQUEST = 100_000;

    @TempDir
    static Path root;

    private static NodeProcess node;
    private static ClientTls user;

    @BeforeAll
    static void start() throws IOException {
        NodeFolder folder = NodeFolder.in(root);
        folder.configure("max_request_size = " + MAX_REQUEST, "");
        TestCertificate certificate = NodeFolder.user("rpc.user.1");
        folder.install(certificate);
        node = NodeProcess.serve(folder.config());
        user = folder.client().presenting(certificate);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @AfterEach
    void stillAnswersOnANewConnection() throws IOException {
        try (RawConnection connection = connect()) {
            assertThat(connection.post(GOOD).status()).isEqualTo(200);
        }
        try (RawWebSocket socket = RawWebSocket.open(connect())) {
            assertThat(socket.ask(GOOD)).contains("\"count\"");
        }
    }

    @Test
    void invalidJsonIsAnErrorAndTheConnectionGoesOn() throws IOException {
        try (RawConnection connection = connect()) {
            assertThat(connection.post("{\"action\":").body()).contains("\"error\"");
            assertThat(connection.post(GOOD).body()).contains("\"count\"");
        }
        try (RawWebSocket socket = RawWebSocket.open(connect())) {
            assertThat(socket.ask("{\"action\":")).contains("\"error\"");
            assertThat(socket.ask(GOOD)).contains("\"count\"");
        }
    }

    @Test
    void aWebPagesTextPlainPostNeverReachesAMethod() throws IOException {
        assertThat(post("127.0.0.1", GOOD, "Content-Type: text/plain").status()).isEqualTo(415);
        assertThat(post("127.0.0.1", GOOD, "Content-Type: text/plain", "Origin: https://evil.example")
                        .status())
                .isIn(403, 415);
    }

    @Test
    void anOversizedBodyIsRefusedByItsLengthWithoutReadingIt() throws IOException {
        try (RawConnection connection = connect()) {
            connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + "\r\nContent-Length: "
                    + (MAX_REQUEST + 1) + "\r\n\r\n");
            assertThat(connection.readResponse().status()).isEqualTo(413);
        }
    }

    @Test
    void anOversizedChunkedBodyIsRefusedWhenItPassesTheLimit() throws IOException {
        try (RawConnection connection = connect()) {
            String chunk = "a".repeat(MAX_REQUEST / 2);
            connection.write(
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + JSON + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 3; i++) {
                connection.write(Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n");
            }
            assertThat(connection.readResponse().status()).isEqualTo(413);
        }
    }

    @Test
    void anOversizedWebSocketMessageClosesWithTheCodeForIt() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(connect())) {
            byte[] message = RawWebSocket.frame(true, RawWebSocket.TEXT, new byte[MAX_REQUEST + 1]);
            // The rest could come too late: half a second after its refusal the connection is gone.
            socket.connection().write(Arrays.copyOf(message, 1_000));
            assertThat(socket.readClose().closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void nestingOverTheLimitIsAnError() throws IOException {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\",\"params\":" + "[".repeat(1000)
                + "]".repeat(1000) + "}";
        try (RawConnection connection = connect()) {
            assertThat(connection.post(deep).body()).contains("\"error\"").doesNotContain("count\"");
            assertThat(connection.post(GOOD).body()).contains("\"count\"");
        }
    }

    @Test
    void anUnknownMethodIsNamedAsSuchInBothForms() throws IOException {
        try (RawConnection connection = connect()) {
            assertThat(connection.post("{\"action\":\"no_such_thing\"}").body())
                    .isEqualToIgnoringWhitespace("{\"error\":\"Unknown command\"}");
            assertThat(connection
                            .post("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"no_such_thing\"}")
                            .body())
                    .contains("-32601")
                    .contains("\"id\":7");
        }
    }

    @Test
    void aBatchOfTenThousandIsOneErrorAndNotTenThousandAnswers() throws IOException {
        // As short as a request can be, so that the limit on bytes is not what refuses it.
        String batch = "[" + String.join(",", Collections.nCopies(10_000, "{\"id\":1}")) + "]";
        assertThat(batch).hasSizeLessThan(MAX_REQUEST);
        try (RawConnection connection = connect()) {
            RawResponse response = connection.post(batch);
            assertThat(response.body()).contains("\"error\"").hasSizeLessThan(1000);
            assertThat(connection.post(GOOD).body()).contains("\"count\"");
        }
    }

    @Test
    void aBinaryWebSocketMessageClosesWithTheCodeForIt() throws IOException {
        try (RawWebSocket socket = RawWebSocket.open(connect())) {
            socket.sendFrame(true, RawWebSocket.BINARY, GOOD.getBytes(StandardCharsets.UTF_8));
            assertThat(socket.readClose().closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void aFragmentedTextMessageIsOneMessage() throws IOException {
        byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
        try (RawWebSocket socket = RawWebSocket.open(connect())) {
            for (int i = 0; i < bytes.length; i++) {
                socket.sendFrame(
                        i == bytes.length - 1,
                        i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                        new byte[] {bytes[i]});
            }
            assertThat(socket.readText()).contains("\"count\"");
        }
    }

    @Test
    void plainHttpOnTheTlsPortIsToldToUseHttpsAndRunsNothing() throws IOException {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            connection.write(RawConnection.postRequest("127.0.0.1:" + node.port(), "{\"action\":\"stop\"}", JSON));
            RawResponse response = connection.readResponse();
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("https");
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void noiseOnTheTlsPortEndsTheConnection() throws IOException {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            connection.write("\u0000\u0001\u0002 this is neither TLS nor HTTP \r\n\r\n");
            assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void aForeignOriginIsRefusedAtBothDoors() throws IOException {
        RawResponse http = post("127.0.0.1", GOOD, JSON, "Origin: https://evil.example");
        assertThat(http.status()).isEqualTo(403);
        assertThat(http.headers()).doesNotContainKey("access-control-allow-origin");
        try (RawConnection connection = connect()) {
            assertThat(RawWebSocket.handshake(connection, "Origin: https://evil.example")
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void theOriginOfItsOwnPagesIsAllowedAtBothDoors() throws IOException {
        String own = "Origin: https://127.0.0.1:" + node.port();
        assertThat(post("127.0.0.1:" + node.port(), GOOD, JSON, own).status()).isEqualTo(200);
        try (RawWebSocket socket = RawWebSocket.open(connect(), own)) {
            assertThat(socket.ask(GOOD)).contains("\"count\"");
        }
    }

    @Test
    void aReboundHostNameIsRefusedAtBothDoors() throws IOException {
        assertThat(post("rebound.example", GOOD, JSON).status()).isIn(403, 421);
        try (RawConnection connection = connect()) {
            assertThat(RawWebSocket.handshake(connection, "Host: rebound.example")
                            .status())
                    .isIn(403, 421);
        }
    }

    private static RawResponse post(String host, String body, String... headerLines) throws IOException {
        try (RawConnection connection = connect()) {
            connection.write(RawConnection.postRequest(host, body, headerLines));
            return connection.readResponse();
        }
    }

    private static RawConnection connect() throws IOException {
        return RawTlsClient.to(node.port(), user).connect();
    }
}
