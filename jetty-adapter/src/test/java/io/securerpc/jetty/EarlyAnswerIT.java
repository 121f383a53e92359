package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    @ValueSource(ints = {10_000, 600_000, 4_000_000})
    void isReadByJavasClient(int bytes) throws Exception {
        HttpClient client =
                ClientTls.trusting(node.identity.certificate()).presenting(user).httpClient(HttpClient.Version.HTTP_2);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]))
                .build();
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }
}
