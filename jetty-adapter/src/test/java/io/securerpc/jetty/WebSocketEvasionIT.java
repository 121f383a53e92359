package io.securerpc.jetty;

import static io.securerpc.jetty.Frames.text;
import static io.securerpc.testsupport.Bytes.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways round what bounds a WebSocket, and what honest clients do near its bounds. */
class WebSocketEvasionIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String TICK = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tick\"}";

    @TempDir
    Path folder;

    private final AtomicInteger ticks = new AtomicInteger();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        RpcService service = RpcService.builder()
                .method("tick", Permission.PUBLIC, call -> ticks.incrementAndGet())
                .method("slow", Permission.PUBLIC, call -> {
                    await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
                    return "done";
                })
                .build();
        node = TestNode.in(folder).install(user).service(service).start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** Its body would be read to its end when it is answered, and with it whatever frames have come behind. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
    void refusesAHandshakeWithABody(String framing) throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            String handshake = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + framing + "\r\n\r\n";
            String body = framing.startsWith("Content") ? "12345" : "0\r\n\r\n";
            // Records of their own: the server has read no more than the header when it looks whether there is more.
            connection.write(handshake);
            connection.write(join(body.getBytes(StandardCharsets.US_ASCII), text(TICK)));

            assertThat(connection.readHead().status()).isEqualTo(400);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
        assertThat(ticks).hasValue(0);
    }

    /** It counts as its caller's, and behind a proxy the next WebSocket on it could be another's. */
    @ParameterizedTest
    @ValueSource(strings = {"Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12", "X-No-Version: 13"})
    void endsTheConnectionOfAHandshakeThatFails(String version) throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + version + "\r\n\r\n");

            assertThat(connection.readResponse().status()).isEqualTo(400);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void takesThePingsOfAClientWhoseCallsKeepTheServerBusy() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            for (int round = 0; round < 4; round++) {
                for (int i = 0; i < 50; i++) {
                    webSocket.sendFrame(true, RawWebSocket.PING, new byte[1]);
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(webSocket.readFrame().opcode()).isEqualTo(RawWebSocket.PONG);
                }
                assertThat(webSocket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"slow\"}"))
                        .contains("done");
            }
        }
    }

    @Test
    void holdsNoWebSocketThatIsClosed() throws Exception {
        int before = timers();
        for (int i = 0; i < 20; i++) {
            RawWebSocket.open(node.client(user).connect()).close();
        }
        await().atMost(SOON).until(() -> node.server().tlsConnections() == 0);

        await().atMost(SOON).untilAsserted(() -> assertThat(timers()).isLessThan(before + 10));
    }

    @Test
    void runsNothingThatComesBehindItsOwnGoodbye() throws Exception {
        try (RawWebSocket webSocket = RawWebSocket.open(node.client(user).connect())) {
            webSocket
                    .connection()
                    .write(join(RawWebSocket.frame(true, RawWebSocket.BINARY, new byte[1]), text(TICK), text(TICK)));

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1003);
            assertThat(webSocket.connection().endsWithin(SOON)).isTrue();
        }
        await().atMost(SOON).until(() -> node.server().tlsConnections() == 0);
        assertThat(ticks).hasValue(0);
    }

    /** What is to be done later. */
    private int timers() throws ReflectiveOperationException {
        Scheduler scheduler = node.server().listeners().get(0).connector().getScheduler();
        Field executor = ScheduledExecutorScheduler.class.getDeclaredField("scheduler");
        executor.setAccessible(true);
        return ((ScheduledThreadPoolExecutor) executor.get(scheduler))
                .getQueue()
                .size();
    }
}
