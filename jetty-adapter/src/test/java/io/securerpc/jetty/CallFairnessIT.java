package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.jetty.ContestedNode.Other;
import io.securerpc.limit.CallLimits;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client keeps all places of a node taken, by calls that end only when the test lets them; another one's calls are served all the same, in turns and not in seconds. */
@Timeout(120)
class CallFairnessIT {
    private static final int CALLS = 8;
    private static final int WAITING = 64;
    private static final int PER_CONNECTION = 40;

    @TempDir
    private Path folder;

    private final List<RawWebSocket> flood = new ArrayList<>();
    private ContestedNode node;
    private int next;

    @BeforeEach
    void start() {
        node = new ContestedNode(
                folder,
                CallLimits.builder()
                        .maxCalls(CALLS)
                        .maxRunningCallsPerClient(CALLS)
                        .maxWaitingCalls(WAITING)
                        .maxCallsPerConnection(PER_CONNECTION)
                        .build());
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    void sixteenConnectionsThatKeepAllPlacesTakenCostNobodyElseMoreThanATurn(Other other) throws Exception {
        for (int i = 0; i < 16; i++) {
            join(PER_CONNECTION);
        }
        int refusedAtFirst = 16 * PER_CONNECTION - CALLS - WAITING;
        awaitCalls(CALLS, WAITING, refusedAtFirst);
        try (RawConnection honest = node.connect(other)) {
            for (int call = 0; call < 20; call++) {
                long refused = node.usage(Gauge.REFUSED_CALLS);
                node.send(honest, other, "quick");
                await().atMost(ContestedNode.SOON).until(() -> node.usage(Gauge.REFUSED_CALLS) == refused + 1);
                assertThat(node.usage(Gauge.WAITING_CALLS)).isEqualTo(WAITING);
                node.endOne();
                node.endOne();
                RawResponse answer = honest.readResponse();
                assertThat(answer.status()).as("call %d", call).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(ContestedNode.QUICK_ANSWER);
                fill();
            }
        }
        node.leave();
        await().atMost(ContestedNode.SOON)
                .until(() -> node.usage(Gauge.RUNNING_CALLS) + node.usage(Gauge.WAITING_CALLS) == 0);
    }

    @Test
    void whoIsDisplacedIsToldWhatWhoeverFindsNoRoomIsTold() throws Exception {
        join(PER_CONNECTION);
        join(CALLS + WAITING - 1 - PER_CONNECTION);
        awaitCalls(CALLS, WAITING - 1, 0);
        RawConnection last = node.post(OverloadNode.call("slow", 1));
        awaitCalls(CALLS, WAITING, 0);
        try (RawConnection honest = node.connect(Other.AT_ANOTHER_ADDRESS)) {
            node.send(honest, Other.AT_ANOTHER_ADDRESS, "quick");
            RawResponse told = last.readResponse();
            assertThat(told.status()).isEqualTo(429);
            assertThat(told.header("retry-after")).isEqualTo("1");
            assertThat(told.body()).isEqualTo(ContestedNode.REFUSED);
            awaitCalls(CALLS, WAITING, 1);
            assertThat(node.warnings()).contains("call of slow by anonymous refused: max_waiting_calls is reached");
            node.endOne();
            node.endOne();
            assertThat(honest.readResponse().status()).isEqualTo(200);
        }
    }

    private void join(int calls) throws IOException {
        RawWebSocket webSocket = node.openWebSocket();
        flood.add(webSocket);
        for (int i = 0; i < calls; i++) {
            webSocket.send(OverloadNode.call("slow", i));
        }
    }

    /** Each call waits, or is refused because its connection has all that it may have. */
    private void fill() throws IOException {
        while (node.usage(Gauge.WAITING_CALLS) < WAITING) {
            long before = node.usage(Gauge.WAITING_CALLS) + node.usage(Gauge.REFUSED_CALLS);
            flood.get(next++ % flood.size()).send(OverloadNode.call("slow", next));
            await().atMost(ContestedNode.SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> node.usage(Gauge.WAITING_CALLS) + node.usage(Gauge.REFUSED_CALLS) > before);
        }
    }

    private void awaitCalls(long running, long waiting, long refused) {
        await().atMost(ContestedNode.SOON)
                .until(() -> List.of(
                                node.usage(Gauge.RUNNING_CALLS),
                                node.usage(Gauge.WAITING_CALLS),
                                node.usage(Gauge.REFUSED_CALLS))
                        .equals(List.of(running, waiting, refused)));
    }
}
