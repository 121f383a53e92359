package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REFUSED = "{\"jsonrpc\":\"2.0\"," + OverloadNode.REFUSED_ERROR + ",\"id\":1}";

    @TempDir
    private Path folder;

    private final BlockingQueue<CompletableFuture<Object>> running = new LinkedBlockingQueue<>();
    private final List<RawWebSocket> flood = new ArrayList<>();
    private TestNode node;
    private String secret;
    private int next;

    /** Who is not the flood, which comes without a name from 127.0.0.1. */
    enum Other {
        AT_ANOTHER_ADDRESS,
        A_PROVEN_CALLER
    }

    @BeforeEach
    void start() {
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        secret = file.create(NewToken.named("wallet")).secret();
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(RpcService.builder()
                        .method("quick", Permission.PUBLIC, call -> "quick")
                        .method("slow", Permission.PUBLIC, call -> {
                            CompletableFuture<Object> answer = new CompletableFuture<>();
                            running.add(answer);
                            return answer;
                        })
                        .build())
                .limits(Limits.builder()
                        .calls(CallLimits.builder()
                                .maxCalls(CALLS)
                                .maxWaitingCalls(WAITING)
                                .maxCallsPerConnection(PER_CONNECTION)
                                .build())
                        .build())
                .customize(builder ->
                        builder.addCredentials(BearerTokens.in(file.path())).allowAnonymous())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        leave();
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
        try (RawConnection honest = connect(other)) {
            for (int call = 0; call < 20; call++) {
                long refused = usage(Gauge.REFUSED_CALLS);
                ask(honest, other);
                await().atMost(SOON).until(() -> usage(Gauge.REFUSED_CALLS) == refused + 1);
                assertThat(usage(Gauge.WAITING_CALLS)).isEqualTo(WAITING);
                endOne();
                endOne();
                RawResponse answer = honest.readResponse();
                assertThat(answer.status()).as("call %d", call).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"quick\",\"id\":1}");
                fill();
            }
        }
        leave();
        await().atMost(SOON).until(() -> usage(Gauge.RUNNING_CALLS) + usage(Gauge.WAITING_CALLS) == 0);
    }

    @Test
    void whoIsDisplacedIsToldWhatWhoeverFindsNoRoomIsTold() throws Exception {
        join(PER_CONNECTION);
        join(CALLS + WAITING - 1 - PER_CONNECTION);
        awaitCalls(CALLS, WAITING - 1, 0);
        try (RawConnection last = node.anonymous().connect();
                RawConnection honest = connect(Other.AT_ANOTHER_ADDRESS)) {
            last.write(RawConnection.postRequest(
                    "127.0.0.1:" + node.port(), OverloadNode.call("slow", 1), "Content-Type: application/json"));
            awaitCalls(CALLS, WAITING, 0);
            ask(honest, Other.AT_ANOTHER_ADDRESS);
            RawResponse told = last.readResponse();
            assertThat(told.status()).isEqualTo(429);
            assertThat(told.header("retry-after")).isEqualTo("1");
            assertThat(told.body()).isEqualTo(REFUSED);
            awaitCalls(CALLS, WAITING, 1);
            assertThat(node.events.stream()
                            .filter(SecurityEvent.Warning.class::isInstance)
                            .map(SecurityEvent::text))
                    .contains("call of slow by anonymous refused: max_waiting_calls is reached");
            endOne();
            endOne();
            assertThat(honest.readResponse().status()).isEqualTo(200);
        }
    }

    private void join(int calls) throws IOException {
        RawWebSocket webSocket = RawWebSocket.open(node.anonymous().connect());
        flood.add(webSocket);
        for (int i = 0; i < calls; i++) {
            webSocket.send(OverloadNode.call("slow", i));
        }
    }

    /** Each call waits, or is refused because its connection has all that it may have. */
    private void fill() throws IOException {
        while (usage(Gauge.WAITING_CALLS) < WAITING) {
            long before = usage(Gauge.WAITING_CALLS) + usage(Gauge.REFUSED_CALLS);
            flood.get(next++ % flood.size()).send(OverloadNode.call("slow", next));
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> usage(Gauge.WAITING_CALLS) + usage(Gauge.REFUSED_CALLS) > before);
        }
    }

    private void endOne() throws InterruptedException {
        CompletableFuture<Object> oldest = running.poll(SOON.toSeconds(), TimeUnit.SECONDS);
        assertThat(oldest).isNotNull();
        oldest.complete("slow");
    }

    private void leave() throws IOException {
        for (RawWebSocket each : flood) {
            each.close();
        }
    }

    private RawConnection connect(Other other) throws IOException {
        return other == Other.AT_ANOTHER_ADDRESS
                ? node.anonymous().handshake(RawTlsClient.connectPlainFrom("127.0.0.2", node.port()))
                : node.anonymous().connect();
    }

    private void ask(RawConnection connection, Other other) throws IOException {
        String host = "127.0.0.1:" + node.port();
        String body = OverloadNode.call("quick", 1);
        String type = "Content-Type: application/json";
        connection.write(
                other == Other.AT_ANOTHER_ADDRESS
                        ? RawConnection.postRequest(host, body, type)
                        : RawConnection.postRequest(host, body, type, "Authorization: Bearer " + secret));
    }

    private void awaitCalls(long running, long waiting, long refused) {
        await().atMost(SOON)
                .until(() -> List.of(usage(Gauge.RUNNING_CALLS), usage(Gauge.WAITING_CALLS), usage(Gauge.REFUSED_CALLS))
                        .equals(List.of(running, waiting, refused)));
    }

    private long usage(Gauge gauge) {
        return node.server().usage().of(gauge);
    }
}
