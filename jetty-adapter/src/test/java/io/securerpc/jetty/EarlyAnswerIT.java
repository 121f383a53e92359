package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.TestCertificate;
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

/** A request over HTTP/2 that is refused while its body is on the way: the client learns why, and that nothing else went wrong. */
@Functional
class EarlyAnswerIT {
    /** RFC 9113, section 7. */
    private static final int NO_ERROR = 0;

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
            int stream = http2.sendHeaders(
                    0,
                    ":method",
                    "POST",
                    ":scheme",
                    "https",
                    ":path",
                    "/",
                    ":authority",
                    "127.0.0.1:" + node.port(),
                    "content-type",
                    "text/plain");
            assertThat(http2.readBody(stream)).contains("\"error\"");
            assertThat(http2.readReset(stream)).isEqualTo(NO_ERROR);
            assertThat(http2.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"echo\",\"params\":{\"text\":\"a\"}}"))
                    .contains("\"result\":\"a\"");
        }
    }

    @Test
    void isReadByJavasClient() throws Exception {
        HttpClient client =
                ClientTls.trusting(node.identity.certificate()).presenting(user).httpClient(HttpClient.Version.HTTP_2);
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[10_000]))
                .build();
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }
}
