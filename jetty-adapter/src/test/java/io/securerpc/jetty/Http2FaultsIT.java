package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that are reset for a fault of their client: of the request nothing is left, while its connection goes on. */
class Http2FaultsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
    private static final String LATER = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"later\"}";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int DATA = 0;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final byte[] WIDE = {0x7f, -1, -1, -1};

    @TempDir
    Path folder;

    private final CompletableFuture<Object> later = new CompletableFuture<>();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(TestService.builder()
                        .method("count", Permission.PUBLIC, call -> 5)
                        .method("later", Permission.PUBLIC, call -> later)
                        .build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    enum Fault {
        /** RFC 9113 section 8.1.1. */
        LESS_THAN_ANNOUNCED(1) {
            @Override
            void commit(RawHttp2 http2, int stream) throws IOException {
                http2.sendFrame(DATA, END_STREAM, stream, COUNT.getBytes(StandardCharsets.UTF_8));
            }
        },
        MORE_THAN_ANNOUNCED(1) {
            @Override
            void commit(RawHttp2 http2, int stream) throws IOException {
                http2.sendFrame(DATA, 0, stream, new byte[1_000]);
            }
        },
        /** Section 6.9.1. */
        WINDOW_TOO_WIDE(3) {
            @Override
            void commit(RawHttp2 http2, int stream) throws IOException {
                http2.sendFrame(WINDOW_UPDATE, 0, stream, WIDE);
            }
        };

        private final int error;

        Fault(int error) {
            this.error = error;
        }

        abstract void commit(RawHttp2 http2, int stream) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void leaveNothingOfARequestWhoseBodyIsOnItsWay(Fault fault) throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            assertThat(http2.post(COUNT)).contains("\"result\":5");
            for (int i = 0; i < 5; i++) {
                int stream = http2.beginPost(
                        "127.0.0.1:" + node.port(), "content-type", "application/json", "content-length", "900");
                http2.sendFrame(DATA, 0, stream, new byte[100]);
                awaitUsed(1);
                fault.commit(http2, stream);
                assertThat(http2.readReset(stream)).isEqualTo(fault.error);
                awaitUsed(0);
            }
            assertThat(http2.post(COUNT)).contains("\"result\":5");
        }
    }

    @Test
    void cancelACallThatRuns() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            int stream = http2.beginPost();
            http2.finishPost(stream, LATER);
            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.RUNNING_CALLS) == 1);
            http2.sendFrame(WINDOW_UPDATE, 0, stream, WIDE);
            assertThat(http2.readReset(stream)).isEqualTo(3);
            await().atMost(SOON).until(later::isCancelled);
            awaitUsed(0);
            assertThat(http2.post(COUNT)).contains("\"result\":5");
        }
    }

    private void awaitUsed(long requests) {
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(node.server().usage().of(Gauge.REQUESTS)).isEqualTo(requests);
            if (requests == 0) {
                assertThat(List.of(used(Gauge.REQUEST_BYTES), used(Gauge.RUNNING_CALLS), used(Gauge.RESPONSE_BYTES)))
                        .containsOnly(0L);
            }
        });
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }
}
