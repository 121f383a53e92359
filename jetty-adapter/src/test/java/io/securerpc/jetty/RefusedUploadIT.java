package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Users;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A request over HTTP/1.1 that is refused while its body is on the way: its client reads why, however much it still sends; and who never ends is ended. */
@Functional
class RefusedUploadIT {
    private static final int MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** However long this machine takes for the attempts, it earns nobody another one. */
    private static final AttemptLimits TEN =
            AttemptLimits.builder().byAddress(10, Duration.ofHours(1)).build();

    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    /** What is wrong with the request, which is known before its body has come. */
    enum Fault {
        TOO_BIG("/", "127.0.0.1", "application/json", 413),
        CONTENT_TYPE("/", "127.0.0.1", "text/plain", 415),
        HOST("/", "evil.example", "application/json", 403),
        PATH("/elsewhere", "127.0.0.1", "application/json", 404);

        private final String path;
        private final String host;
        private final String contentType;
        private final int status;

        Fault(String path, String host, String contentType, int status) {
            this.path = path;
            this.host = host;
            this.contentType = contentType;
            this.status = status;
        }

        String header(int port, String framing) {
            return "POST " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nContent-Type: " + contentType
                    + "\r\n" + framing + "\r\n\r\n";
        }
    }

    @BeforeEach
    void start() {
        node = TestNode.in(folder).install(user).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void isReadByWhoSendsItAllFirst(Fault fault) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            for (int i = 0; i < 2; i++) {
                try (RawConnection connection =
                        node.client(user).versions(version).connect()) {
                    connection.write(fault.header(node.port(), "Content-Length: " + 32 * MIB));
                    send(connection, 32 * MIB);
                    RawResponse answer = connection.readResponse();
                    assertThat(answer.status()).as(version).isEqualTo(fault.status);
                    assertThat(answer.header("connection")).isEqualTo("close");
                    assertThat(answer.body()).contains("\"error\"");
                }
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void isReadByWhoDoesNotSayHowMuchHeSends() throws Exception {
        for (Fault fault : Fault.values()) {
            try (RawConnection connection = node.client(user).connect()) {
                connection.write(fault.header(node.port(), "Transfer-Encoding: chunked"));
                sendChunks(connection, 32);
                connection.write("0\r\n\r\n");
                assertThat(connection.readResponse().status()).isEqualTo(fault.status);
            }
        }
        assertNothingIsLeft();
    }

    /** A password is hashed by another thread: the answer is made there, while the body comes. */
    @Test
    void isReadByWhoseCredentialIsMissingOrWrong() throws Exception {
        node.close();
        Files.writeString(
                folder.resolve("users"),
                "alice:" + OpenBSDBCrypt.generate("2y", "secret".getBytes(US_ASCII), new byte[16], 4));
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addCredentials(Users.file(folder.resolve("users")))
                        .attemptLimits(TEN))
                .start();
        String wrong =
                "Authorization: Basic " + Base64.getEncoder().encodeToString("alice:wrong".getBytes(US_ASCII)) + "\r\n";
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            String credential = i == 0 ? "" : wrong;
            try (RawConnection connection = node.anonymous().connect()) {
                connection.write(Fault.TOO_BIG.header(node.port(), credential + "Content-Length: " + 8 * MIB));
                send(connection, 8 * MIB);
                RawResponse answer = connection.readResponse();
                statuses.add(answer.status());
                assertThat(answer.body()).contains("\"error\"");
            }
        }
        assertThat(statuses).startsWith(401, 401, 401).endsWith(429);
        assertNothingIsLeft();
    }

    @Test
    void isReadByWhoSendsPlainHttpToATlsPort() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            connection.write(Fault.TOO_BIG.header(node.port(), "Content-Length: " + 32 * MIB));
            send(connection, 32 * MIB);
            assertThat(connection.readResponse().status()).isEqualTo(400);
        }
        assertNothingIsLeft();
    }

    @Test
    void isReadByWhoAskedForLeaveAndDidNotWaitForIt() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(Fault.TOO_BIG.header(node.port(), "Expect: 100-continue\r\nContent-Length: " + 32 * MIB));
            send(connection, 32 * MIB);
            assertThat(connection.readResponse().status()).isEqualTo(413);
        }
        assertNothingIsLeft();
    }

    @Test
    void isReadByWhoDoesNotWriteOn() throws Exception {
        for (Fault fault : Fault.values()) {
            try (RawConnection connection = node.client(user).connect()) {
                connection.write(fault.header(node.port(), "Content-Length: " + 32 * MIB));
                assertThat(connection.readResponse().status()).isEqualTo(fault.status);
                assertThat(connection.endsWithin(PATIENCE)).isTrue();
            }
        }
        assertNothingIsLeft();
    }

    @Test
    void leavesTheConnectionToTheNextRequestWhereLittleIsLeft() throws Exception {
        for (Fault fault : List.of(Fault.CONTENT_TYPE, Fault.HOST, Fault.PATH)) {
            try (RawConnection connection = node.client(user).connect()) {
                for (int i = 0; i < 3; i++) {
                    connection.write(fault.header(node.port(), "Content-Length: 60000"));
                    RawResponse refused = connection.readResponse();
                    assertThat(refused.status()).isEqualTo(fault.status);
                    assertThat(refused.header("connection")).isEmpty();
                    connection.write(" ".repeat(30_000));
                    connection.write(" ".repeat(30_000));
                    assertThat(connection.post(CALL).body()).contains("1000");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 9000000000000000, false", "Transfer-Encoding: chunked, true"})
    void endsWhoWritesForEver(String framing, boolean chunked) throws Exception {
        for (Fault fault : Fault.values()) {
            RawConnection connection = node.client(user).connect();
            connection.write(fault.header(node.port(), framing));
            long sent = 0;
            try {
                for (; sent < 256; sent++) {
                    if (chunked) {
                        sendChunks(connection, 1);
                    } else {
                        send(connection, MIB);
                    }
                }
            } catch (IOException ended) {
                // As it should be.
            }
            assertThat(sent).as("mebibytes that were taken").isBetween(32L, 160L);
            // Its place is given back while this side still holds it open.
            assertNothingIsLeft();
            connection.close();
        }
    }

    @Test
    void endsWhoSaysNothingMoreOrAByteNowAndThen() throws Exception {
        List<RawConnection> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawConnection connection = node.client(user).connect();
            open.add(connection);
            connection.write(Fault.CONTENT_TYPE.header(node.port(), "Content-Length: " + 32 * MIB));
            assertThat(connection.readResponse().status()).isEqualTo(415);
        }
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            try {
                open.get(0).write(" ");
            } catch (IOException ended) {
                return true;
            }
            return false;
        });
        assertNothingIsLeft();
        for (RawConnection connection : open) {
            connection.close();
        }
    }

    @Test
    void holdsNoStopUp() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(Fault.CONTENT_TYPE.header(node.port(), "Content-Length: " + 32 * MIB));
            assertThat(connection.readResponse().status()).isEqualTo(415);
            FairTime begun = FairTime.start();
            node.server().stop(Duration.ofSeconds(30));
            assertThat(begun.elapsed()).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void isReadByCurl() throws Exception {
        Tools.require("curl");
        Path body = folder.resolve("body");
        Files.write(body, " ".repeat(32 * MIB).getBytes(US_ASCII));
        user.writeCertificate(folder.resolve("user.cert.pem"));
        user.writeKey(folder.resolve("user.key.pem"));
        for (String expect : List.of("Expect:", "Expect: 100-continue")) {
            for (String type : List.of("application/json", "text/plain")) {
                for (String framing : List.of("X-None: 1", "Transfer-Encoding: chunked")) {
                    for (int i = 0; i < 3; i++) {
                        Tools.Output output = Tools.run(
                                Duration.ofSeconds(60),
                                "curl",
                                "-sS",
                                "--http1.1",
                                "-w",
                                " %{http_code}",
                                "--cacert",
                                folder.resolve("server.cert.pem").toString(),
                                "--cert",
                                folder.resolve("user.cert.pem").toString(),
                                "--key",
                                folder.resolve("user.key.pem").toString(),
                                "-H",
                                expect,
                                "-H",
                                framing,
                                "-H",
                                "Content-Type: " + type,
                                "--data-binary",
                                "@" + body,
                                "https://127.0.0.1:" + node.port() + "/");
                        assertThat(output.success())
                                .as("%s, %s, %s", expect, type, framing)
                                .endsWith(type.equals("text/plain") ? " 415" : " 413");
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"application/json, 413", "text/plain, 415"})
    void isReadByJavasClient(String type, int status) throws Exception {
        HttpClient client = ClientTls.trusting(node.identity.certificate())
                .presenting(user)
                .httpClient(HttpClient.Version.HTTP_1_1);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(PATIENCE)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[32 * MIB]))
                .build();
        for (int i = 0; i < 5; i++) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(status);
        }
    }

    private static void send(RawConnection connection, int bytes) throws IOException {
        byte[] part = " ".repeat(64 * 1024).getBytes(US_ASCII);
        for (int sent = 0; sent < bytes; sent += part.length) {
            connection.write(part);
        }
    }

    private static void sendChunks(RawConnection connection, int mebibytes) throws IOException {
        byte[] chunk = ("100000\r\n" + " ".repeat(MIB) + "\r\n").getBytes(US_ASCII);
        for (int sent = 0; sent < mebibytes; sent++) {
            connection.write(chunk);
        }
    }

    private void assertNothingIsLeft() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(used(Gauge.CONNECTIONS), used(Gauge.REQUESTS)))
                        .containsOnly(0L));
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }
}
