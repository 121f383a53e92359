package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request over HTTP/2 that is refused while its body is on the way: the client learns why, and that nothing else went wrong. */
@Functional
class EarlyAnswerIT {
    /** RFC 9113, section 7. */
    private static final int NO_ERROR = 0;

    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int DATA = 0;

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder).install(user).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void isAskedWithoutAnErrorToStopSending() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = beginRefused(http2);
            assertThat(http2.readBody(stream)).contains("\"error\"");
            assertThat(http2.readReset(stream)).isEqualTo(NO_ERROR);
            assertThat(http2.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"a\"}}"))
                    .contains("\"result\":\"a\"");
        }
    }

    @Test
    void isNoFloodBecauseOfWhatItHadUnderWay() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            for (int i = 0; i < 20; i++) {
                int stream = beginRefused(http2);
                assertThat(http2.readBody(stream)).contains("\"error\"");
                assertThat(http2.readReset(stream)).isEqualTo(NO_ERROR);
                http2.finishPost(stream, new byte[500_000]);
            }
            assertThat(http2.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"a\"}}"))
                    .contains("\"result\":\"a\"");
        }
    }

    @Test
    void isOneThatSendsManySmallFramesForWhatIsAnswered() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = beginRefused(http2);
            assertThat(http2.readReset(stream)).isEqualTo(NO_ERROR);
            for (int i = 0; i < 20_000; i++) {
                http2.sendFrame(DATA, 0, stream, new byte[1]);
            }
            assertThat(http2.readGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        } catch (SocketException reset) {
            // It is gone already.
        }
    }

    private int beginRefused(RawHttp2 http2) throws IOException {
        return http2.beginPost("127.0.0.1:" + node.port(), "content-type", "text/plain");
    }

    @ParameterizedTest
    @CsvSource({"10_000, 20", "600_000, 20", "4_000_000, 20", "17_000_000, 4", "60_000_000, 2"})
    void isReadByJavasClient(String bytes, int times) throws Exception {
        HttpClient client = javasClient();
        HttpRequest request = upload(Integer.parseInt(bytes.replace("_", "")));
        for (int i = 0; i < times; i++) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    /** The client of JDK 17 passes over the reset: it would wait until its own time is over. */
    @Test
    void isNotWaitedForInVainByWhoSendsMoreThanIsDropped() throws Exception {
        HttpRequest request = upload(80 << 20);
        try {
            assertThat(javasClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(415);
        } catch (HttpTimeoutException late) {
            throw new AssertionError("waited in vain", late);
        } catch (IOException ended) {
            assertThat(ended).isNotInstanceOf(HttpTimeoutException.class);
        }
    }

    @Test
    void isEndedWhoPassesOverThatHeIsAskedToStop() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = beginRefused(http2);
            assertThat(http2.readBody(stream)).contains("\"error\"");
            assertThat(http2.readReset(stream)).isEqualTo(NO_ERROR);
            byte[] part = new byte[16_384];
            for (int sent = 0; sent < 64 << 20; sent += part.length) {
                http2.sendFrame(DATA, 0, stream, part);
            }
            CompletableFuture<Integer> goAway = CompletableFuture.supplyAsync(() -> goAway(http2));
            // What came while the server was still letting go of the stream was not counted; the window has room for
            // it.
            try {
                for (int i = 0; i < 16 && !isToldWithinASecond(goAway); i++) {
                    http2.sendFrame(DATA, 0, stream, part);
                }
            } catch (SocketException reset) {
                // It is gone already, and what it was told waits to be read.
            }
            assertThat(goAway.get(60, TimeUnit.SECONDS)).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    private static int goAway(RawHttp2 http2) {
        try {
            return http2.readGoAway();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isToldWithinASecond(CompletableFuture<Integer> goAway) throws Exception {
        try {
            goAway.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/json"})
    void isReadByCurl(String type) throws Exception {
        Tools.require("curl");
        Path body = folder.resolve("body");
        Files.write(body, new byte[80 << 20]);
        user.writeCertificate(folder.resolve("user.cert.pem"));
        user.writeKey(folder.resolve("user.key.pem"));
        for (String length : List.of("X-None: 1", "Content-Length:")) {
            for (int i = 0; i < 3; i++) {
                Tools.Output output = Tools.run(
                        Duration.ofSeconds(60),
                        "curl",
                        "-sS",
                        "--http2",
                        "-w",
                        " %{http_version} %{http_code}",
                        "--cacert",
                        folder.resolve("server.cert.pem").toString(),
                        "--cert",
                        folder.resolve("user.cert.pem").toString(),
                        "--key",
                        folder.resolve("user.key.pem").toString(),
                        "-H",
                        length,
                        "-H",
                        "Content-Type: " + type,
                        "--data-binary",
                        "@" + body,
                        "https://127.0.0.1:" + node.port() + "/");
                assertThat(output.success()).as(length).endsWith(type.equals("text/plain") ? " 2 415" : " 2 413");
            }
        }
    }

    private HttpClient javasClient() {
        return ClientTls.trusting(node.identity.certificate()).presenting(user).httpClient(HttpClient.Version.HTTP_2);
    }

    private HttpRequest upload(int bytes) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                .build();
    }
}
