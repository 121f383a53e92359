package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.jetty.ContestedNode.Other;
import io.securerpc.limit.CallLimits;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One client runs methods that end only when the test lets them, over several connections from 127.0.0.1; another one's calls run at once all the same. */
@Timeout(120)
class RunningFairnessIT {
    private static final int ALL = 8;
    private static final int OF_CLIENT = 6;
    private static final int WAITING = 12;
    private static final int FLOOD = 15;

    @TempDir
    private Path folder;

    private ContestedNode node;

    /** How the flood comes. */
    enum Flood {
        /** Three connections. */
        BATCHES_OVER_HTTP,
        /** Three connections. */
        MESSAGES_OVER_WEB_SOCKETS,
        /** Three connections, and a stream for each call. */
        STREAMS_OVER_HTTP2,
        /** A connection and a thread for each call. */
        METHODS_THAT_BLOCK_THREADS
    }

    @BeforeEach
    void start() {
        node = new ContestedNode(
                folder,
                CallLimits.builder()
                        .maxCalls(ALL)
                        .maxWaitingCalls(WAITING)
                        .maxRunningCallsPerClient(OF_CLIENT)
                        .build());
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    static List<Arguments> floods() {
        List<Arguments> all = new ArrayList<>();
        for (Flood flood : Flood.values()) {
            for (Other other : Other.values()) {
                all.add(Arguments.of(flood, other));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("floods")
    void oneClientRunsNoMoreThanItMayAndAnothersCallsRunAtOnce(Flood flood, Other other) throws Exception {
        flood(flood);
        node.awaitCalls(OF_CLIENT, FLOOD - OF_CLIENT);
        try (RawConnection honest = node.connect(other);
                RawHttp2 http2 = node.connectHttp2(other);
                RawWebSocket webSocket = RawWebSocket.open(node.connect(other), node.credentials(other))) {
            for (int call = 0; call < 20; call++) {
                RawResponse answer = node.ask(honest, other, "quick");
                assertThat(answer.status()).as("call %d", call).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(ContestedNode.QUICK_ANSWER);
                assertThat(http2.readBody(node.send(http2, other, "quick"))).isEqualTo(ContestedNode.QUICK_ANSWER);
                assertThat(webSocket.ask(OverloadNode.call("quick", 1))).isEqualTo(ContestedNode.QUICK_ANSWER);
            }
            webSocket.send(OverloadNode.call("slow", 1));
            node.awaitCalls(OF_CLIENT + 1, FLOOD - OF_CLIENT);
            await().atMost(ContestedNode.SOON).until(() -> node.running.size() == OF_CLIENT + 1);
            List.copyOf(node.running).get(OF_CLIENT).complete("its own");
            assertThat(webSocket.readText()).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"its own\",\"id\":1}");
        }
        node.awaitCalls(OF_CLIENT, FLOOD - OF_CLIENT);
        assertThat(node.begun)
                .as("the end of another's call begins none of the flood's")
                .hasValue(OF_CLIENT + 1);
        assertThat(node.running.removeIf(CompletableFuture::isDone)).isTrue();
        for (int ended = 1; ended <= FLOOD; ended++) {
            node.endOne();
            node.awaitCalls(Math.min(OF_CLIENT, FLOOD - ended), Math.max(0, FLOOD - OF_CLIENT - ended));
        }
        assertThat(node.begun).hasValue(FLOOD + 1);
        assertThat(node.usage(Gauge.REFUSED_CALLS)).isZero();
        assertThat(node.usage(Gauge.OVERDUE_CALLS)).isZero();
    }

    /** Over HTTP/2 from 127.0.0.1 and 127.0.0.3; none of their places is kept for a third. */
    @ParameterizedTest
    @EnumSource
    void twoClientsThatHaveAllPlacesBetweenThemKeepAThirdWaitingForOneCallOfEachAtMost(Other third) throws Exception {
        flood(node.openHttp2(), 12);
        node.awaitCalls(OF_CLIENT, 12 - OF_CLIENT);
        flood(node.openHttp2From("127.0.0.3"), ALL - OF_CLIENT + 5);
        int waiting = 12 - OF_CLIENT + 5;
        node.awaitCalls(ALL, waiting);
        try (RawHttp2 http2 = node.connectHttp2(third)) {
            for (int call = 0; call < 3; call++) {
                int stream = node.send(http2, third, "quick");
                node.awaitCalls(ALL, waiting + 1);
                // One in whose place another of the first may begin, one for the second, and one for the third.
                for (int ended = 0; ended < 3; ended++) {
                    node.endOne();
                }
                waiting -= 3;
                assertThat(http2.readBody(stream)).as("call %d", call).isEqualTo(ContestedNode.QUICK_ANSWER);
                node.awaitCalls(ALL, waiting);
            }
        }
        assertThat(node.usage(Gauge.REFUSED_CALLS)).isZero();
    }

    @Test
    void whoFindsNoRoomToWaitForItsOwnIsRefusedAndTheLogSaysWhichBoundItWas() throws Exception {
        for (int i = 0; i < 3; i++) {
            RawWebSocket webSocket = node.openWebSocket();
            for (int call = 0; call < (OF_CLIENT + WAITING) / 3; call++) {
                webSocket.send(OverloadNode.call("slow", call));
            }
        }
        node.awaitCalls(OF_CLIENT, WAITING);
        RawResponse told = node.post(OverloadNode.call("slow", 1)).readResponse();
        assertThat(told.status()).isEqualTo(429);
        assertThat(told.header("retry-after")).isEqualTo("1");
        assertThat(told.body()).isEqualTo(ContestedNode.REFUSED);
        assertThat(node.warnings())
                .contains("call of slow by anonymous refused: max_running_calls_per_client is reached");
        try (RawConnection honest = node.connect(Other.AT_ANOTHER_ADDRESS)) {
            assertThat(node.ask(honest, Other.AT_ANOTHER_ADDRESS, "quick").status())
                    .isEqualTo(200);
        }
        node.awaitCalls(OF_CLIENT, WAITING);
        assertThat(node.usage(Gauge.REFUSED_CALLS)).isEqualTo(1);
    }

    private void flood(Flood flood) throws IOException {
        if (flood == Flood.METHODS_THAT_BLOCK_THREADS) {
            for (int i = 0; i < FLOOD; i++) {
                node.post(OverloadNode.call("block", i));
            }
            return;
        }
        for (int i = 0; i < 3; i++) {
            List<String> calls = IntStream.range(0, FLOOD / 3)
                    .mapToObj(id -> OverloadNode.call("slow", id))
                    .toList();
            if (flood == Flood.BATCHES_OVER_HTTP) {
                node.post(calls.stream().collect(Collectors.joining(",", "[", "]")));
            } else if (flood == Flood.STREAMS_OVER_HTTP2) {
                flood(node.openHttp2(), FLOOD / 3);
            } else {
                RawWebSocket webSocket = node.openWebSocket();
                for (String call : calls) {
                    webSocket.send(call);
                }
            }
        }
    }

    private static void flood(RawHttp2 http2, int calls) throws IOException {
        for (int i = 0; i < calls; i++) {
            http2.finishPost(http2.beginPost(), OverloadNode.call("slow", i));
        }
    }
}
