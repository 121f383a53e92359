package io.securerpc.jetty;

import static io.securerpc.jetty.Http2Node.COUNT;
import static io.securerpc.jetty.Http2Node.COUNTED;
import static io.securerpc.jetty.Http2Node.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.RawHttp2;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of requests over HTTP/2 that are not over: a connection holds a hundred of them, and nobody has called anything yet. */
class Http2PendingHeadersIT {
    private static final int TOTAL = 1 << 20;
    private static final String[] LARGE = {"content-type", "application/json", "x-padding", "a".repeat(15_000)};
    /** Of one that carries little. */
    private static final int SMALL_AT_LEAST = 2_048;

    private static final int SMALL_AT_MOST = 2_600;

    @TempDir
    Path folder;

    private Http2Node node;

    @BeforeEach
    void start() {
        node = new Http2Node(folder, limits());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void countsTheHeaderOfARequestUntilItIsOver() throws Exception {
        try (RawHttp2 http2 = node.open()) {
            int stream = http2.beginPost(node.authority(), LARGE);
            await().atMost(SOON).until(() -> node.used(Gauge.REQUEST_BYTES) > 15_000);
            assertThat(node.used(Gauge.REQUEST_BYTES)).isLessThan(20_000);
            http2.finishPost(stream, COUNT);
            assertThat(http2.readBody(stream)).isEqualTo(COUNTED);
            await().atMost(SOON).until(() -> node.used(Gauge.REQUEST_BYTES) == 0);
        }
    }

    /** All but a step; that a few ask for nothing is what makes them cheap. */
    @Test
    void countsSmallHeadersOfManyStreamsUntilEachIsAnsweredOrResetOrItsConnectionIsClosed() throws Exception {
        try (RawHttp2 http2 = node.open()) {
            List<Integer> streams = begin(http2, 6);
            assertThat(node.used(Gauge.REQUEST_BYTES)).isZero();
            streams.addAll(begin(http2, 84));
            assertHeld(90);
            for (int answered = 0; answered < 30; answered++) {
                int stream = streams.remove(streams.size() - 1);
                http2.finishPost(stream, COUNT);
                assertThat(http2.readBody(stream)).isEqualTo(COUNTED);
            }
            assertHeld(60);
            for (int reset = 0; reset < 30; reset++) {
                http2.reset(streams.remove(0));
            }
            assertHeld(30);
        }
        await().atMost(SOON).until(() -> node.used(Gauge.REQUESTS) == 0);
        await().atMost(SOON).until(() -> node.used(Gauge.REQUEST_BYTES) == 0);
    }

    /** Its connection has those of others too, and what is counted would be somebody's. */
    @Test
    void countsEachRequestOfAClientThatAProxyNames() throws Exception {
        try (Http2Node proxied = new Http2Node(
                        folder.resolve("proxied"),
                        limits(),
                        builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")));
                RawHttp2 proxy = proxied.open()) {
            int stream = proxy.beginPost(
                    proxied.authority(), "content-type", "application/json", "x-forwarded-for", "192.0.2.1");
            await().atMost(SOON).until(() -> proxied.used(Gauge.REQUEST_BYTES) >= SMALL_AT_LEAST);
            assertThat(proxied.used(Gauge.REQUEST_BYTES)).isLessThan(SMALL_AT_MOST);
            proxy.finishPost(stream, COUNT);
            assertThat(proxy.readBody(stream)).isEqualTo(COUNTED);
            await().atMost(SOON).until(() -> proxied.used(Gauge.REQUEST_BYTES) == 0);
        }
    }

    @Test
    void endsTheConnectionOfWhoHasMostHeldAndServesTheOthers() throws Exception {
        try (RawHttp2 honest = node.open();
                RawHttp2 flood = node.open()) {
            int slow = honest.beginPost();
            for (int i = 0; i < Http2Factory.MAX_STREAMS; i++) {
                try {
                    flood.beginPost(node.authority(), LARGE);
                } catch (IOException reset) {
                    break;
                }
                assertThat(node.used(Gauge.REQUEST_BYTES)).isLessThanOrEqualTo(TOTAL);
            }
            await().atMost(SOON).until(() -> node.used(Gauge.CONNECTIONS) == 1);
            await().atMost(SOON).until(() -> node.used(Gauge.REQUESTS) == 1);
            assertThat(node.events.texts(SecurityEvent.ConnectionDropped.class))
                    .anyMatch(text -> text.contains("max_request_bytes_total"));
            honest.finishPost(slow, COUNT);
            assertThat(honest.readBody(slow)).isEqualTo(COUNTED);
        }
    }

    private List<Integer> begin(RawHttp2 http2, int posts) throws IOException {
        long before = node.used(Gauge.REQUESTS);
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < posts; i++) {
            streams.add(http2.beginPost());
        }
        await().atMost(SOON).until(() -> node.used(Gauge.REQUESTS) == before + posts);
        return streams;
    }

    /** Up to a step less, or more. */
    private void assertHeld(int requests) {
        await().atMost(SOON).until(() -> node.used(Gauge.REQUESTS) == requests);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(node.used(Gauge.REQUEST_BYTES))
                        .isBetween(
                                requests * SMALL_AT_LEAST - HeaderRoom.STEP,
                                requests * SMALL_AT_MOST + HeaderRoom.STEP + SMALL_AT_MOST));
    }

    private static Limits limits() {
        return Limits.builder()
                .maxRequestBytes(TOTAL / 4)
                .memory(MemoryLimits.builder().maxRequestBytesTotal(TOTAL).build())
                .build();
    }
}
