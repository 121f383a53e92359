package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks between a call and its answer, where nobody is left to throw to: whoever asked hears of it all the same, and nothing stays counted. */
class BrokenAnswersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BROKEN = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"broken\"}";
    private static final String LATER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"later\"}";
    private static final String FAILED =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Server Error\"},\"id\":null}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final CompletableFuture<Object> later = new CompletableFuture<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(user)
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .method("broken", Permission.PUBLIC, call -> {
                            throw new InternalError("made by the test");
                        })
                        .method("later", Permission.PUBLIC, call -> later)
                        .build())
                .start();
    }

    @AfterEach
    void stop() {
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(List.of(
                                    used(Gauge.REQUESTS),
                                    used(Gauge.REQUEST_BYTES),
                                    used(Gauge.RESPONSE_BYTES),
                                    used(Gauge.RUNNING_CALLS)))
                            .containsOnly(0L));
        } finally {
            node.close();
        }
    }

    @Test
    void anErrorOfTheJvmIsAnsweredOverHttp() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            RawResponse answer = connection.post(BROKEN);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo(FAILED);
        }
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            assertThat(http2.post(BROKEN)).isEqualTo(FAILED);
            assertThat(http2.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}"))
                    .contains("\"result\":1");
        }
    }

    /** Jetty calls us then, and passes over what we throw. */
    @Test
    void anErrorOfTheJvmIsAnsweredOverHttpWhereTheBodyComesLater() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            String post =
                    RawConnection.postRequest("127.0.0.1:" + node.port(), BROKEN, "Content-Type: application/json");
            connection.write(post.substring(0, post.length() - BROKEN.length()));
            await().atMost(PATIENCE).until(() -> used(Gauge.REQUESTS) == 1);
            connection.write(BROKEN);
            assertThat(connection.readResponse().status()).isEqualTo(500);
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUESTS) == 0);
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = http2.beginPost();
            await().atMost(PATIENCE).until(() -> used(Gauge.REQUESTS) == 1);
            http2.finishPost(stream, BROKEN);
            assertThat(http2.readBody(stream)).isEqualTo(FAILED);
        }
    }

    @Test
    void anErrorOfTheJvmThatComesLaterIsAnsweredOverHttp() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(
                    RawConnection.postRequest("127.0.0.1:" + node.port(), LATER, "Content-Type: application/json"));
            await().atMost(PATIENCE).until(() -> used(Gauge.RUNNING_CALLS) == 1);
            later.completeExceptionally(new InternalError("made by the test"));
            assertThat(connection.readResponse().status()).isEqualTo(500);
        }
    }

    @Test
    void anErrorOfTheJvmEndsItsWebSocket() throws Exception {
        try (RawWebSocket socket = RawWebSocket.open(node.client(user).connect())) {
            socket.send(BROKEN);
            assertThat(socket.readClose().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void anErrorOfTheJvmThatComesLaterEndsItsWebSocket() throws Exception {
        try (RawWebSocket socket = RawWebSocket.open(node.client(user).connect())) {
            socket.send(LATER);
            await().atMost(PATIENCE).until(() -> used(Gauge.RUNNING_CALLS) == 1);
            later.completeExceptionally(new InternalError("made by the test"));
            assertThat(socket.readClose().closeCode()).isEqualTo(1011);
        }
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }
}
