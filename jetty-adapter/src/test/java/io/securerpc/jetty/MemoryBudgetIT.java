package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all requests hold, with clients of several addresses that a proxy names. */
class MemoryBudgetIT extends MemoryBudgets {
    @Test
    void smallAndLargeCallsAreServedWhileSlowBodiesOfAFewAddressesFillTheRoom() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawConnection> slow = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            RawConnection connection = connect("192.0.2." + (1 + i % 2));
            slow.add(connection);
            connection.write(header(1_000_000) + " ".repeat(950_000));
            awaitArrived(950_000L * Math.min(i + 1, 3));
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
        awaitHeld(1);
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
        awaitHeld(3);
        RawResponse refused = connect(HONEST).post(hold(900_000));
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
        assertThat(connect(HONEST).post(hold(1_000_000)).status()).isEqualTo(503);
        awaitHeld(3);
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
            int most = Math.min(i + 1, 4);
            await().atMost(PATIENCE).until(() -> used(Gauge.WEB_SOCKETS) == most);
            awaitArrived(900_000L * most);
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
            // Of equals, the first that came has to give way.
            awaitArrived((i + 1) * 24 * 16_000L);
        }
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= 3 * MIB);
        for (int i = 0; i < 3; i++) {
            assertThat(connect(HONEST).post(echo(1_000_000)).status()).isEqualTo(200);
        }
        assertThat(slow.get(0).readBody(streams.get(0))).isEqualTo(NO_ROOM);
        assertThat(slow.get(0).post(COUNT)).contains("\"result\":1");
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
        // That of the upgrade is over a moment after its answer.
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUESTS) == 1);
        assertThat(used(Gauge.RESPONSE_BYTES)).isZero();
        assertThat(used(Gauge.SUBSCRIPTIONS)).isEqualTo(3);
        assertThat(node.server().usage().limits())
                .isEqualTo(limits(RESPONSE_TIME.multipliedBy(100)).numbers())
                .containsEntry("response.timeout", 200.0)
                .containsEntry("max.request.bytes.total", (double) REQUESTS);
        socket.close();
        await().atMost(PATIENCE).until(() -> used(Gauge.SUBSCRIPTIONS) == 0);
    }

    /** Before the next is sent, or it might come first. */
    private void awaitArrived(long bytes) {
        await().atMost(PATIENCE).until(() -> used(Gauge.REQUEST_BYTES) >= bytes);
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
}
