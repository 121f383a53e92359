package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all requests and all answers hold, with clients of several addresses that a proxy names. */
class MemoryBudgetIT {
    private static final int MIB = 1 << 20;
    private static final int REQUESTS = 4 * MIB;
    private static final int RESPONSES = 32 * MIB;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RESPONSE_TIME = Duration.ofSeconds(2);
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";
    private static final String NO_ROOM =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"Server has no room\"},\"id\":null}";
    private static final String HONEST = "192.0.2.200";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final List<CompletableFuture<Object>> held = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestNode node;

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        release();
        try {
            assertNothingIsHeld();
        } finally {
            node.close();
        }
    }

    @Test
    void smallAndLargeCallsAreServedWhileSlowBodiesOfAFewAddressesFillTheRoom() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawConnection connection = connect("192.0.2." + (1 + i % 2));
            slow.add(connection);
            connection.write(header(1_000_000) + " ".repeat(950_000));
            assertThat(used(Gauge.REQUEST_BYTES)).isLessThanOrEqualTo(REQUESTS);
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= 3_000_000);
        RawConnection honest = connect(HONEST);
        for (int i = 0; i < 20; i++) {
            assertThat(honest.post(COUNT).body()).contains("\"result\":1");
            RawResponse large = honest.post(echo(1_000_000));
            assertThat(large.status()).isEqualTo(200);
            assertThat(large.body()).contains("\"result\":1000000");
        }
        assertThat(used(Gauge.REQUEST_BYTES)).isBetween(1_000_000L, (long) REQUESTS);
        RawResponse first = slow.get(0).readResponse();
        assertThat(first.status()).isEqualTo(503);
        assertThat(first.header("retry-after")).isEqualTo("1");
        assertThat(first.body()).isEqualTo(NO_ROOM);
        assertThat(slow.get(0).endsWithin(PATIENCE)).isTrue();
        assertThat(node.events)
                .extracting(SecurityEvent::text)
                .anyMatch(text -> text.startsWith("request from /192.0.2.")
                        && text.contains(" refused: max_request_bytes_total is reached"));
    }

    @Test
    void whatIsDeclaredAloneTakesNoRoom() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        for (int i = 0; i < 40; i++) {
            connect("192.0.2.1").write(header(MIB));
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUESTS) == 40);
        assertThat(used(Gauge.REQUEST_BYTES)).isZero();
        assertThat(connect(HONEST).post(echo(1_000_000)).status()).isEqualTo(200);
    }

    @Test
    void countsNoMoreThanTwiceWhatHasArrivedHoweverItComes() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        String body = hold(50_000);
        RawConnection connection = connect("192.0.2.1");
        connection.write(header(body.length()));
        for (int sent = 0; sent < 20; sent++) {
            connection.write(body.substring(sent, sent + 1));
            long arrived = sent + 1L;
            await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= arrived);
            assertThat(used(Gauge.REQUEST_BYTES)).isLessThanOrEqualTo(2 * arrived);
        }
        connection.write(body.substring(20));
        await().atMost(PATIENCE).until(() -> !held.isEmpty());
        assertThat(used(Gauge.REQUEST_BYTES)).isEqualTo(body.length());
        release();
        assertThat(connection.readResponse().body()).contains("\"result\":\"held\"");
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) == 0);
    }

    @Test
    void aBodyOfUndeclaredLengthIsReadAndBounded() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        RawConnection connection = connect(HONEST);
        String body = echo(900_000);
        connection.write(chunkedHeader() + chunks(body));
        assertThat(connection.readResponse().body()).contains("\"result\":900000");
        connection.write(chunkedHeader() + chunks(echo(MIB)));
        assertThat(connection.readResponse().status()).isEqualTo(413);
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) == 0);
    }

    @Test
    void largeRequestsThatRunLeaveRoomForSmallOnesAndAreNotGivenUp() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawConnection> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(connect("192.0.2.1"));
            running.get(i).write(request(hold(1_000_000)));
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= 3_000_000);
        RawResponse refused = refused(hold(900_000));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo(NO_ROOM);
        assertThat(connect(HONEST).post(COUNT).status()).isEqualTo(200);
        RawWebSocket socket = RawWebSocket.open(connect(HONEST));
        assertThat(socket.ask(COUNT)).contains("\"result\":1");
        socket.send(echo(900_000));
        assertThat(socket.readClose().closeCode()).isEqualTo(1013);
        release();
        for (RawConnection each : running) {
            assertThat(each.readResponse().body()).contains("\"result\":\"held\"");
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) == 0);
        assertThat(connect(HONEST).post(echo(900_000)).status()).isEqualTo(200);
    }

    @Test
    void whatIsAnsweredWhileItsCallsGoOnCountsAsLongAsTheyDo() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        String notification = hold(900_000).replace("\"id\":1,", "");
        assertThat(connect(HONEST).post(notification).status()).isEqualTo(204);
        assertThat(connect(HONEST).post("[" + notification + "]").status()).isEqualTo(204);
        RawWebSocket socket = RawWebSocket.open(connect(HONEST));
        socket.send(notification);
        assertThat(socket.ask(COUNT)).contains("\"result\":1");
        assertThat(used(Gauge.REQUEST_BYTES)).isBetween(2_700_000L, 2_800_000L);
        assertThat(refused(hold(1_000_000)).status()).isEqualTo(503);
        release();
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) == 0);
        assertThat(connect(HONEST).post(echo(900_000)).status()).isEqualTo(200);
    }

    @Test
    void unfinishedMessagesOfWebSocketsCountAndGiveWayToo() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawWebSocket> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawWebSocket webSocket = RawWebSocket.open(connect("192.0.2." + (1 + i % 2)));
            slow.add(webSocket);
            webSocket.sendFrame(false, RawWebSocket.TEXT, " ".repeat(900_000).getBytes(US_ASCII));
            assertThat(used(Gauge.REQUEST_BYTES)).isLessThanOrEqualTo(REQUESTS);
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.WEB_SOCKETS) < slow.size());
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= 2_700_000);
        RawWebSocket honest = RawWebSocket.open(connect(HONEST));
        for (int i = 0; i < 20; i++) {
            assertThat(honest.ask(COUNT)).contains("\"result\":1");
            assertThat(honest.ask(echo(1_000_000))).contains("\"result\":1000000");
        }
        assertThat(used(Gauge.REQUEST_BYTES)).isLessThanOrEqualTo(REQUESTS);
        RawWebSocket last = slow.get(slow.size() - 1);
        last.sendFrame(true, RawWebSocket.CONTINUATION, COUNT.getBytes(US_ASCII));
        assertThat(last.readText()).contains("\"result\":1");
    }

    @Test
    void anHttp2StreamThatGivesWayIsAnsweredAndItsConnectionGoesOn() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawHttp2> slow = new ArrayList<>();
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            RawHttp2 http2 = RawHttp2.open(client("192.0.2.1").alpn("h2").connect());
            open.add(http2);
            slow.add(http2);
            int stream = http2.beginPost();
            streams.add(stream);
            for (int sent = 0; sent < 24; sent++) {
                http2.sendFrame(0, 0, stream, " ".repeat(16_000).getBytes(US_ASCII));
            }
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= 3 * MIB);
        for (int i = 0; i < 3; i++) {
            assertThat(connect(HONEST).post(echo(1_000_000)).status()).isEqualTo(200);
        }
        assertThat(slow.get(0).readBody(streams.get(0))).isEqualTo(NO_ROOM);
        assertThat(slow.get(0).post(COUNT)).contains("\"result\":1");
    }

    @Test
    void answersThatNobodyTakesGiveWayToThoseThatAreTaken() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawConnection> deaf = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RawConnection connection = client("192.0.2.1").receiveBuffer(4_096).connect();
            open.add(connection);
            deaf.add(connection);
            connection.write(request(large(12 * MIB)));
            connection.readExactly(10);
            assertThat(used(Gauge.RESPONSE_BYTES)).isLessThanOrEqualTo(RESPONSES);
        }
        assertThat(used(Gauge.RESPONSE_BYTES)).isGreaterThanOrEqualTo(24 * MIB);
        RawConnection honest = connect(HONEST);
        for (int i = 0; i < 3; i++) {
            assertThat(honest.post(large(12 * MIB)).body()).hasSizeGreaterThan(12 * MIB);
        }
        assertThat(deaf.get(0).endsWithin(PATIENCE)).isTrue();
        assertThat(node.events)
                .extracting(SecurityEvent::text)
                .anyMatch(text -> text.startsWith("connection from /192.0.2.1:")
                        && text.contains(" dropped: max_response_bytes_total is reached"));
    }

    @Test
    void anAnswerThatIsTheLargestOfWhoHoldsMostIsAnErrorInstead() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        for (int i = 0; i < 2; i++) {
            RawConnection connection = client("192.0.2.1").receiveBuffer(4_096).connect();
            open.add(connection);
            connection.write(request(large(11 * MIB)));
            connection.readExactly(10);
        }
        RawResponse refused = connect("192.0.2.1").post(large(14 * MIB));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.body()).isEqualTo(NO_ROOM);
        assertThat(used(Gauge.RESPONSE_BYTES)).isGreaterThanOrEqualTo(22 * MIB);
    }

    @Test
    void aWindowThatStaysShutIsEndedInTime() throws Exception {
        node = node(RESPONSE_TIME);
        RawHttp2 http2 = RawHttp2.open(client("192.0.2.1").alpn("h2").connect());
        open.add(http2);
        http2.sendFrame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}); // windows of nothing for each stream
        for (int i = 0; i < 20; i++) {
            http2.finishPost(http2.beginPost(), large(MIB));
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.RESPONSE_BYTES) >= 20 * MIB);
        keepAlive(http2.connection(), RawHttp2.frame(6, 0, 0, new byte[8]));
        assertDropped("response_timeout");
    }

    @Test
    void anAnswerThatIsTakenByteByByteIsEndedInTime() throws Exception {
        node = node(RESPONSE_TIME);
        RawConnection connection = client("192.0.2.1").receiveBuffer(4_096).connect();
        open.add(connection);
        connection.write(request(large(12 * MIB)));
        connection.readExactly(10);
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                connection.readExactly(1_000);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
        } catch (IOException gone) {
            assertDropped("response_timeout");
            return;
        }
        throw new AssertionError("still taken after " + PATIENCE);
    }

    @Test
    void showsEachUseAndEachLimit() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        RawWebSocket socket = RawWebSocket.open(connect(HONEST));
        for (int i = 0; i < 3; i++) {
            socket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads-" + i + "\"]}");
        }
        RawConnection running = connect(HONEST);
        running.write(request(hold(10_000)));
        await().atMost(PATIENCE)
                .until(() -> used(Gauge.REQUEST_BYTES) == hold(10_000).length());
        assertThat(used(Gauge.REQUESTS)).isEqualTo(1);
        assertThat(used(Gauge.RESPONSE_BYTES)).isZero();
        assertThat(used(Gauge.SUBSCRIPTIONS)).isEqualTo(3);
        assertThat(node.server().usage().limits())
                .isEqualTo(limits(RESPONSE_TIME.multipliedBy(100)).numbers())
                .containsEntry("response.timeout", 200.0)
                .containsEntry("max.request.bytes.total", (double) REQUESTS);
        socket.close();
        await().atMost(PATIENCE).until(() -> used(Gauge.SUBSCRIPTIONS) == 0);
    }

    @Test
    void nothingStaysCountedOfExchangesThatEndAtAnyStage() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RawTlsClient resuming = client("192.0.2.1").alpn("h2").versions("TLSv1.2");
        for (int round = 0; round < 40; round++) {
            RawHttp2 http2 = RawHttp2.open(resuming.connect());
            if (random.nextBoolean()) {
                http2.sendFrame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            }
            for (int i = 0; i < 50; i++) {
                exchange(http2, random);
            }
            if (random.nextBoolean()) {
                // Some have come further by then, and what they were sent is partly read.
                http2.connection().endsWithin(Duration.ofMillis(1 + random.nextInt(50)));
            }
            http2.close();
            if (round % 5 == 4) {
                release();
            }
        }
        release();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                List.of(used(Gauge.REQUESTS), used(Gauge.REQUEST_BYTES), used(Gauge.RESPONSE_BYTES)))
                        .as("seed %d", seed)
                        .containsOnly(0L));
    }

    private void exchange(RawHttp2 http2, Random random) throws IOException {
        int stream = http2.beginPost();
        switch (random.nextInt(5)) {
            case 0 ->
                http2.sendFrame(0, 0, stream, " ".repeat(random.nextInt(16_000)).getBytes(US_ASCII));
            case 1 -> http2.finishPost(stream, hold(1_000));
            case 2 -> http2.finishPost(stream, large(random.nextInt(100_000)));
            case 3 -> http2.finishPost(stream, "{");
            default -> {}
        }
        if (random.nextInt(4) == 0) {
            http2.reset(stream);
        }
    }

    /** Says something ten times a second, until the connection is gone. */
    private static void keepAlive(RawConnection connection, byte[] something) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() - end < 0) {
                connection.write(something);
                if (connection.endsWithin(Duration.ofMillis(100))) {
                    return;
                }
            }
        } catch (IOException gone) {
            return;
        }
        throw new AssertionError("still open after " + PATIENCE);
    }

    private void assertDropped(String limit) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(node.events)
                        .extracting(SecurityEvent::text)
                        .anyMatch(text -> text.startsWith("connection from /192.0.2.1:")
                                && text.endsWith(" dropped: " + limit + " is reached")));
    }

    private void assertNothingIsHeld() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                List.of(used(Gauge.REQUESTS), used(Gauge.REQUEST_BYTES), used(Gauge.RESPONSE_BYTES)))
                        .containsOnly(0L));
    }

    private void release() {
        List<CompletableFuture<Object>> ready;
        synchronized (held) {
            ready = List.copyOf(held);
            held.clear();
        }
        ready.forEach(each -> each.complete("held"));
    }

    private CompletableFuture<Object> hold() {
        CompletableFuture<Object> later = new CompletableFuture<>();
        synchronized (held) {
            held.add(later);
        }
        return later;
    }

    private long used(Gauge gauge) {
        return node.server().usage().of(gauge);
    }

    private RawTlsClient client(String address) {
        return node.client(user).preamble(("PROXY TCP4 " + address + " 127.0.0.1 51000 7076\r\n").getBytes(US_ASCII));
    }

    /** The answer to who is refused; the rest of what he sends is not read, so that he may see the end of his connection first. */
    private RawResponse refused(String body) throws IOException {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                return connect(HONEST).post(body);
            } catch (SocketException ended) {
                last = ended;
            }
        }
        throw last;
    }

    private RawConnection connect(String address) throws IOException {
        RawConnection connection = client(address).connect();
        open.add(connection);
        return connection;
    }

    private String header(int length) {
        return "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private String chunkedHeader() {
        return "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private static String chunks(String body) {
        StringBuilder text = new StringBuilder();
        for (int begin = 0; begin < body.length(); begin += 10_000) {
            String part = body.substring(begin, Math.min(begin + 10_000, body.length()));
            text.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return text.append("0\r\n\r\n").toString();
    }

    private String request(String body) {
        return header(body.length()) + body;
    }

    private static String echo(int length) {
        return call("length", "\"text\":\"" + "x".repeat(length) + '"');
    }

    private static String hold(int length) {
        return call("hold", "\"text\":\"" + "x".repeat(length) + '"');
    }

    private static String large(int length) {
        return call("large", "\"length\":" + length);
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private TestNode node(Duration responseTime) {
        return TestNode.in(folder)
                .install(user)
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .method(
                                "length",
                                Permission.PUBLIC,
                                call -> call.params().string("text").length())
                        .method("hold", Permission.PUBLIC, call -> hold())
                        .method(
                                "large",
                                Permission.PUBLIC,
                                call -> "x".repeat(Math.toIntExact(call.params().integer("length"))))
                        .subscription("heads-0", Permission.PUBLIC, subscriber -> () -> {})
                        .subscription("heads-1", Permission.PUBLIC, subscriber -> () -> {})
                        .subscription("heads-2", Permission.PUBLIC, subscriber -> () -> {})
                        .build())
                .limits(limits(responseTime))
                .listener(Listener.Tls::withProxyProtocol)
                .customize(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")))
                .start();
    }

    private static Limits limits(Duration responseTime) {
        return Limits.builder()
                .maxRequestBytes(MIB)
                .maxResponseBytes(16 * MIB)
                .idleTimeout(Duration.ofMinutes(10))
                .connections(
                        ConnectionLimits.builder().responseTimeout(responseTime).build())
                .memory(MemoryLimits.builder()
                        .maxRequestBytesTotal(REQUESTS)
                        .maxResponseBytesTotal(RESPONSES)
                        .build())
                .build();
    }
}
