package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What all answers hold, and what is left of exchanges that end at any stage, with clients of several addresses that a proxy names. */
class AnswerBudgetIT extends MemoryBudgets {
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
        try {
            for (int i = 0; i < 20; i++) {
                http2.finishPost(http2.beginPost(), large(MIB));
            }
            await().atMost(PATIENCE).until(() -> used(Gauge.RESPONSE_BYTES) >= 20 * MIB || isDropped());
            keepAlive(http2.connection(), RawHttp2.frame(6, 0, 0, new byte[8]));
        } catch (SocketException late) {
            // The time of the first was over before the last was asked for.
        }
        assertDropped("response_timeout");
    }

    @Test
    void anAnswerThatIsTakenByteByByteIsEndedInTime() throws Exception {
        node = node(RESPONSE_TIME);
        RawConnection connection = client("192.0.2.1").receiveBuffer(4_096).connect();
        open.add(connection);
        connection.write(request(large(12 * MIB)));
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

    private boolean isDropped() {
        return !node.events.of(SecurityEvent.ConnectionDropped.class).isEmpty();
    }

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
}
