package io.securerpc.jetty;

import static io.securerpc.jetty.Frames.NONE;
import static io.securerpc.jetty.Frames.ONE;
import static io.securerpc.jetty.Frames.continuations;
import static io.securerpc.jetty.Frames.pings;
import static io.securerpc.jetty.Frames.text;
import static io.securerpc.testsupport.Bytes.join;
import static io.securerpc.testsupport.Bytes.repeated;
import static io.securerpc.testsupport.RawWebSocket.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames of WebSockets that make a server work, or hold its memory, and ask nothing of it; and honest ones that look a little like them. */
class WebSocketAbuseIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final int MAX = 300_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** So many that the number of fragments is no matter. */
    private static final byte[] SPACES = " ".repeat(10_000).getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(user)
                .limits(Limits.builder().maxRequestBytes(MAX).build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                flood("pings", pings(128), pings(1)),
                flood("pongs", repeated(frame(true, RawWebSocket.PONG, NONE), 128), pings(1)),
                flood("empty fragments", join(text(false, SPACES), continuations(128, NONE)), continuations(1, NONE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void closesAWebSocketThatSendsOneMoreFrameThatAsksNothing(String name, byte[] allowed, byte[] oneMore)
            throws Exception {
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(join(allowed, oneMore));

            assertCloses(webSocket, 1008, "too many frames that ask nothing");
        }
        node.events.assertOneDroppedBy("number of websocket frames in a second that ask nothing");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void takesAsManyFramesThatAskNothingAsASecondMayHave(String name, byte[] allowed, byte[] oneMore) throws Exception {
        try (RawWebSocket webSocket = open()) {
            boolean within = name.equals("empty fragments");
            byte[] question = frame(
                    true,
                    within ? RawWebSocket.CONTINUATION : RawWebSocket.TEXT,
                    COUNT.getBytes(StandardCharsets.UTF_8));
            webSocket.connection().write(join(allowed, question));

            assertThat(webSocket.readText()).contains("1000");
        }
        assertNobodyDropped();
    }

    @Test
    void answersEmptyMessagesUntilTheyAreAFlood() throws Exception {
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(repeated(text(true, NONE), 128));
            for (int i = 0; i < 128; i++) {
                assertThat(webSocket.readText()).contains("-32700");
            }
        }
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(repeated(text(true, NONE), 129));
            assertCloses(webSocket, 1008, "too many frames that ask nothing");
        }
    }

    @Test
    void takesAsManyTinyFragmentsAsAMessageMayHaveAndClosesAtOneMore() throws Exception {
        byte[] letters = (" ".repeat(128 - COUNT.length()) + COUNT).getBytes(StandardCharsets.UTF_8);
        byte[][] fragments = new byte[129][];
        for (int i = 0; i < 128; i++) {
            fragments[i] =
                    frame(i == 127, i == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION, new byte[] {letters[i]});
        }
        fragments[128] = NONE;
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(join(fragments));
            assertThat(webSocket.readText()).contains("1000");

            fragments[127] = frame(false, RawWebSocket.CONTINUATION, new byte[] {letters[127]});
            fragments[128] = frame(true, RawWebSocket.CONTINUATION, ONE);
            webSocket.connection().write(join(fragments));
            assertCloses(webSocket, 1008, "too many fragments");
        }
        node.events.assertOneDroppedBy("number of fragments of a websocket message");
    }

    @Test
    void takesTheLargestMessageInFragmentsOfABuffer() throws Exception {
        byte[] message = (COUNT + " ".repeat(MAX - COUNT.length())).getBytes(StandardCharsets.UTF_8);
        try (RawWebSocket webSocket = open()) {
            for (int from = 0; from < MAX; from += 4_096) {
                int to = Math.min(MAX, from + 4_096);
                webSocket.sendFrame(
                        to == MAX,
                        from == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                        Arrays.copyOfRange(message, from, to));
            }
            assertThat(webSocket.readText()).contains("1000");
            webSocket.sendFrame(true, RawWebSocket.TEXT, message);
            assertThat(webSocket.readText()).contains("1000");
        }
    }

    static Stream<Arguments> tooLarge() {
        return Stream.of(
                Arguments.of("in one frame", RawWebSocket.header(0x81, MAX + 1)),
                Arguments.of("in one frame, beyond every integer", RawWebSocket.header(0x81, Long.MAX_VALUE)),
                Arguments.of("binary", RawWebSocket.header(0x82, MAX + 1)),
                Arguments.of("in fragments", join(text(false, new byte[MAX - 1]), RawWebSocket.header(0x80, 2))),
                Arguments.of(
                        "in fragments, beyond every integer",
                        join(text(false, new byte[100]), RawWebSocket.header(0x80, Long.MAX_VALUE - 50))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tooLarge")
    void refusesAMessageThatWouldBecomeTooLargeBeforeItsBytesCome(String name, byte[] bytes) throws Exception {
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(bytes);

            assertCloses(webSocket, 1009, "message is too big");
        }
        assertNobodyDropped();
    }

    @Test
    void refusesAHandshakeWhoseClientDoesNotWaitForTheAnswer() throws Exception {
        try (RawConnection connection = node.client(user).connect()) {
            String handshake = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                    + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
            connection.write(join(handshake.getBytes(StandardCharsets.US_ASCII), text(COUNT)));
            RawResponse response = connection.readResponse();

            assertThat(response.status()).isEqualTo(400);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void leavesHonestTrafficAlone() throws Exception {
        String batch = IntStream.range(0, 100).mapToObj(i -> COUNT).collect(Collectors.joining(",", "[", "]"));
        try (RawWebSocket webSocket = open()) {
            assertThat(webSocket.ask(batch)).contains("1000");

            webSocket.connection().write(repeated(text(COUNT), 100));
            for (int i = 0; i < 100; i++) {
                assertThat(webSocket.readText()).contains("1000");
            }
            for (int i = 0; i < 3; i++) {
                webSocket.sendFrame(true, RawWebSocket.PING, ONE);
                assertThat(webSocket.readFrame().opcode()).isEqualTo(RawWebSocket.PONG);
                assertThat(webSocket.connection().endsWithin(Duration.ofSeconds(1)))
                        .isFalse();
            }
            for (int i = 0; i < 200; i++) {
                webSocket
                        .connection()
                        .write(join(
                                text(false, COUNT.getBytes(StandardCharsets.UTF_8)),
                                frame(true, RawWebSocket.CONTINUATION, NONE)));
                assertThat(webSocket.readText()).contains("1000");
            }
        }
        assertNobodyDropped();
    }

    @Test
    void holdsNoMoreOfUnfinishedMessagesThanHasComeAndNothingOfWhatIsAnnounced() throws Exception {
        byte[] announced = RawWebSocket.header(0x81, MAX);
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(join(announced, new byte[4]));
            await().atMost(SOON).until(() -> received() > 0);
            assertThat(heldBytes()).isZero();

            webSocket.connection().write(new byte[MAX - 1]);
            await().atMost(SOON).until(() -> heldBytes() == MAX - 1);

            webSocket.connection().write(ONE);
            await().atMost(SOON).until(() -> heldBytes() == 0);
        }
        try (RawWebSocket webSocket = open()) {
            webSocket.connection().write(text(false, new byte[MAX]));
            await().atMost(SOON).until(() -> heldBytes() == MAX);
            webSocket.connection().write(continuations(1, ONE));
            assertCloses(webSocket, 1009, "message is too big");
        }
    }

    @Test
    void takesAnHonestMessageThatTakesLongerThanTheTimeBetweenPings() throws Exception {
        node.close();
        Limits quick = Limits.builder().idleTimeout(Duration.ofSeconds(5)).build();
        byte[] message = text(COUNT + " ".repeat(1_000));
        try (TestNode patient = TestNode.in(folder).install(user).limits(quick).start();
                RawWebSocket slow = RawWebSocket.open(patient.client(user).connect())) {
            long begun = System.nanoTime();
            int sent = 0;
            // Pinged after two and a half seconds, and after five: within a frame there is no answer.
            while (sent < message.length - 1
                    && System.nanoTime() - begun < Duration.ofSeconds(7).toNanos()) {
                slow.connection().write(new byte[] {message[sent]});
                sent++;
                assertThat(waitFor(slow, 40)).isTrue();
            }
            slow.connection().write(Arrays.copyOfRange(message, sent, message.length));
            assertThat(slow.readText()).contains("1000");
        }
    }

    @Test
    void endsAConnectionWhosePeerHasSaidGoodbyeAndReadsALittleNowAndThen() throws Exception {
        node.close();
        RpcService generous = RpcService.builder()
                .method("much", Permission.PUBLIC, call -> "x".repeat(20_000_000))
                .build();
        // So long that a little is written each time before it is over: that alone would end nothing for minutes.
        Limits quick = Limits.builder().idleTimeout(Duration.ofSeconds(9)).build();
        try (TestNode impatient = TestNode.in(folder)
                        .install(user)
                        .service(generous)
                        .limits(quick)
                        .start();
                RawWebSocket leaving = RawWebSocket.open(
                        impatient.client(user).receiveBuffer(65_536).connect())) {
            byte[] question = text("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"much\"}");
            long begun = System.nanoTime();
            leaving.connection().write(join(question, frame(true, RawWebSocket.CLOSE, NONE)));
            // Some 160 KB in a second, of 20 MB: the server's write goes on all the while.
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        if (impatient.server().tlsConnections() > 0) {
                            leaving.connection().readExactly(16_384);
                        }
                        return impatient.server().tlsConnections() == 0;
                    });
            assertThat(System.nanoTime() - begun)
                    .isGreaterThan(Duration.ofSeconds(5).toNanos());
        }
    }

    /** Time passes, and the connection is there all the while. */
    private static boolean waitFor(RawWebSocket webSocket, int millis) throws IOException {
        webSocket.connection().socket().setSoTimeout(millis);
        try {
            return webSocket.readFrame().opcode() == RawWebSocket.PING;
        } catch (SocketTimeoutException nothingCame) {
            return true;
        } finally {
            webSocket.connection().socket().setSoTimeout((int) SOON.toMillis());
        }
    }

    private long heldBytes() {
        return webSockets()
                .map(webSocket -> ((MeteredEndPoint) webSocket.getEndPoint()).incoming())
                .mapToLong(IncomingMessages::heldBytes)
                .sum();
    }

    private long received() {
        return webSockets().mapToLong(Connection::getBytesIn).sum();
    }

    private Stream<Connection> webSockets() {
        return node.server().listeners().get(0).connector().getConnectedEndPoints().stream()
                .map(endPoint -> ((SslConnection) endPoint.getConnection()).getSslEndPoint())
                .map(EndPoint::getConnection)
                .filter(WebSocketConnection.class::isInstance);
    }

    private RawWebSocket open() throws IOException {
        return RawWebSocket.open(node.client(user).connect());
    }

    private static void assertCloses(RawWebSocket webSocket, int code, String reason) throws IOException {
        RawWebSocket.Frame goodbye = webSocket.readClose();
        assertThat(goodbye.closeCode()).isEqualTo(code);
        assertThat(goodbye.text()).endsWith(reason).hasSize(reason.length() + 2);
        assertThat(webSocket.connection().endsWithin(SOON)).isTrue();
    }

    private void assertNobodyDropped() {
        assertThat(node.events.of(SecurityEvent.ConnectionDropped.class)).isEmpty();
    }

    private static Arguments flood(String name, byte[] allowed, byte[] oneMore) {
        return Arguments.of(name, allowed, oneMore);
    }
}
