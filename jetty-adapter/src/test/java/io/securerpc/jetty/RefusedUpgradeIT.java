package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket handshakes that are none: answered 400, and nothing is left of one whose client does not wait for that. */
class RefusedUpgradeIT {
    private static final int CLIENTS = 30;
    /** Twice the watchdog may have to look for what Jetty never tells the end of, and it does so every ten seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    private static final String OLD = "/ HTTP/1.1\r\nSec-WebSocket-Version: 12\r\n" + KEY + "\r\n";
    private static final String WITHOUT_KEY = "/ HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final String WITH_BODY =
            "/ HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n" + KEY + "Content-Length: 3\r\n\r\nabc";
    private static final String WITH_QUERY = "/?%zz HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n" + KEY + "\r\n";

    private static final String GOOD = "/ HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n" + KEY + "\r\n";

    private final AtomicBoolean failing = new AtomicBoolean();

    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addListener(Listener.plain("127.0.0.1", 0)))
                .front(Failing::new)
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, WITHOUT_KEY, WITH_BODY, WITH_QUERY})
    void areAnswered(String handshake) throws Exception {
        for (int listener = 0; listener < 2; listener++) {
            try (RawConnection connection = connect(listener)) {
                connection.write(request(handshake, listener));
                RawResponse answer = connection.readResponse();
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(answer.header("cache-control")).isEqualTo("no-store");
                assertThat(answer.header("content-type")).isEqualTo("application/json");
                assertThat(answer.body())
                        .isEqualTo(
                                "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Bad Request\"},\"id\":null}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD, WITHOUT_KEY, WITH_BODY, WITH_QUERY})
    void leaveNothingWhereTheClientIsGoneBeforeTheAnswer(String handshake) throws Exception {
        for (int listener = 0; listener < 2; listener++) {
            for (int i = 0; i < CLIENTS; i++) {
                RawConnection connection = connect(listener);
                connection.write(request(handshake, listener));
                connection.socket().setSoLinger(true, 0);
                connection.close();
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(used(Gauge.CONNECTIONS), used(Gauge.REQUESTS)))
                        .containsOnly(0L));
    }

    @Test
    void areAnswered500WhereAnErrorKeepsThemFromBeingOpened() throws Exception {
        failing.set(true);
        for (int listener = 0; listener < 2; listener++) {
            try (RawConnection connection = connect(listener)) {
                connection.write(request(GOOD, listener));
                RawResponse answer = connection.readResponse();
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.header("connection")).isEqualTo("close");
                assertThat(answer.body())
                        .matches(
                                "\\{\"jsonrpc\":\"2.0\",\"error\":\\{\"code\":-32603,\"message\":\"Internal error: incident [0-9a-f]{16}\"},\"id\":null}");
            }
        }
    }

    @Test
    void leaveNothingWhereAnErrorKeepsThemFromBeingOpenedAndTheClientIsGone() throws Exception {
        failing.set(true);
        leaveNothingWhereTheClientIsGoneBeforeTheAnswer(GOOD);
    }

    private RawConnection connect(int listener) throws IOException {
        return listener == 0 ? node.anonymous().connect() : RawTlsClient.connectPlain(port(listener));
    }

    private int port(int listener) {
        return node.server().uris().get(listener).getPort();
    }

    private String request(String handshake, int listener) {
        return "GET "
                + handshake.replaceFirst(
                        "\r\n",
                        "\r\nHost: 127.0.0.1:" + port(listener) + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n");
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    /** A request that cannot be upgraded, by a fault of ours that nobody expects. */
    private final class Failing extends Handler.Wrapper {
        Failing(Handler door) {
            super(door);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            return super.handle(
                    new Request.Wrapper(request) {
                        @Override
                        public Object getAttribute(String name) {
                            if (failing.get() && name.equals(WebSocketDoor.ARRIVAL)) {
                                throw new AssertionError("planted");
                            }
                            return super.getAttribute(name);
                        }
                    },
                    response,
                    callback);
        }
    }
}
