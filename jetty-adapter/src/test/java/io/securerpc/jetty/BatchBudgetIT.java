package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches whose answers are made but for the last one, which takes its time: what they hold meanwhile is of the same budget as answers that nobody takes. */
class BatchBudgetIT extends MemoryBudgets {
    private static final int BATCHES = 12;
    private static final String WAITING = "[" + large(7 * MIB) + "," + hold(1) + "]";

    @Test
    void answersOfBatchesThatAreNotWholeGiveWayToOthersOverHttp() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawConnection> waiting = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            RawConnection connection = connect("192.0.2.1");
            connection.write(request(WAITING));
            waiting.add(connection);
        }
        awaitAll();
        assertThat(connect(HONEST).post(large(12 * MIB)).body()).hasSizeGreaterThan(12 * MIB);
        assertTold();
        release();
        int served = 0;
        for (RawConnection connection : waiting) {
            String body = connection.readResponse().body();
            if (!body.equals(NO_ROOM)) {
                assertThat(body).hasSizeGreaterThan(7 * MIB).endsWith("\"result\":\"held\",\"id\":1}]");
                served++;
            }
        }
        assertThat(served).isBetween(1, 4);
    }

    @Test
    void andOverWebSockets() throws Exception {
        node = node(RESPONSE_TIME.multipliedBy(100));
        List<RawWebSocket> waiting = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            RawWebSocket webSocket = RawWebSocket.open(connect("192.0.2.1"));
            webSocket.send(WAITING);
            waiting.add(webSocket);
        }
        awaitAll();
        RawWebSocket honest = RawWebSocket.open(connect(HONEST));
        honest.send("[" + COUNT + "," + COUNT + "]");
        assertThat(honest.readText()).contains("\"result\":1");
        assertTold();
        release();
        int served = 0;
        for (RawWebSocket webSocket : waiting) {
            served += webSocket.readText().equals(NO_ROOM) ? 0 : 1;
        }
        assertThat(served).isBetween(1, 4);
    }

    /** All have run but for their last member. */
    private void awaitAll() {
        await().atMost(PATIENCE).until(() -> {
            assertThat(used(Gauge.RESPONSE_BYTES)).isLessThanOrEqualTo(RESPONSES);
            synchronized (held) {
                return held.size() == BATCHES;
            }
        });
        assertThat(used(Gauge.RESPONSE_BYTES)).isGreaterThanOrEqualTo(7 * MIB);
    }

    private void assertTold() {
        assertThat(node.events)
                .extracting(SecurityEvent::text)
                .anyMatch(text -> text.contains("192.0.2.1") && text.contains("max_response_bytes_total"));
    }
}
