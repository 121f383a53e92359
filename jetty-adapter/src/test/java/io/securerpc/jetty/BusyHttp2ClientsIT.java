package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.tls.ClientAuthentication;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of HTTP/2 that ask as fast as they are answered, and are taken for no flood of frames, whatever frames their library makes of it. */
@Functional
class BusyHttp2ClientsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final int ROUNDS = 60;
    private static final int STREAMS = 50;

    @TempDir
    private Path folder;

    /** Each is sent in other frames. */
    enum Shape {
        WHOLE(text -> BodyPublishers.ofString(text)),
        OF_UNKNOWN_LENGTH(text -> BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes(text)))),
        IN_PIECES(text -> BodyPublishers.concat(
                BodyPublishers.ofString(text.substring(0, 10)),
                BodyPublishers.ofString(text.substring(10, 20)),
                BodyPublishers.ofString(text.substring(20)))),
        LARGE(text -> BodyPublishers.ofString(text + " ".repeat(50_000)));

        private final Function<String, BodyPublisher> body;

        Shape(Function<String, BodyPublisher> body) {
            this.body = body;
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areServedOnOneConnection(Shape shape) throws Exception {
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .start()) {
            HttpClient client = ClientTls.trusting(node.identity.certificate()).httpClient(HttpClient.Version.HTTP_2);
            for (int round = 0; round < ROUNDS; round++) {
                List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, STREAMS)
                        .mapToObj(i -> client.sendAsync(request(node, shape), BodyHandlers.ofString()))
                        .toList();
                for (CompletableFuture<HttpResponse<String>> answer : answers) {
                    HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
                    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                    assertThat(response.body()).contains("1000");
                }
            }
            assertThat(node.server().tlsConnections()).isOne();
            assertThat(node.events).noneMatch(SecurityEvent.ConnectionDropped.class::isInstance);
        }
    }

    private static HttpRequest request(TestNode node, Shape shape) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .header("Content-Type", "application/json")
                .POST(shape.body.apply(COUNT))
                .build();
    }
}
