package io.securerpc.jetty;

import static io.securerpc.jetty.HeldCalls.BLOCKED;
import static io.securerpc.jetty.HeldCalls.HELD;
import static io.securerpc.jetty.HeldCalls.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a stop ends: at its deadline, when it is asked for again or by a handler, and with nothing left behind. */
@Functional
class DrainEndIT {
    @TempDir
    Path folder;

    private final DrainingNode node = new DrainingNode();
    private final HeldCalls calls = node.calls;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatIsLeftAtTheDeadlineIsCutAndItsHandlersEnd() throws Exception {
        // Elsewhere than on the server's own threads, for which there is a test of its own.
        node.start(
                folder,
                (TestService.onVirtualThreads()
                                ? calls.service()
                                : calls.service().handlerExecutor(node.threads))
                        .build());
        try (RawConnection held = node.connect();
                RawConnection blocked = node.connect()) {
            node.ask(held, HELD);
            calls.awaitTold("held");
            node.ask(blocked, BLOCKED);
            calls.awaitTold("blocked");
            long before = System.nanoTime();

            node.server().stop(Duration.ofSeconds(1));

            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60));
            assertThat(Set.of(
                            String.valueOf(calls.told.poll(20, TimeUnit.SECONDS)),
                            String.valueOf(calls.told.poll(20, TimeUnit.SECONDS))))
                    .containsExactlyInAnyOrder("cancelled", "interrupted");
            assertThatThrownBy(held::readResponse).isInstanceOf(IOException.class);
            assertThatThrownBy(blocked::readResponse).isInstanceOf(IOException.class);
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 2, 0, 0, node.stopped().took()));
    }

    @Test
    void aHandlerOnTheServersOwnThreadIsInterruptedAtTheDeadlineToo() throws Exception {
        node.start(folder, calls.service().build());
        try (RawConnection blocked = node.connect()) {
            node.ask(blocked, BLOCKED);
            calls.awaitTold("blocked");

            node.server().stop(Duration.ZERO);

            calls.awaitTold("interrupted");
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 1, 0, 0, node.stopped().took()));
    }

    @Test
    void aPeerThatReadsNothingOfALargeAnswerIsCutAtTheDeadline() throws Exception {
        RpcService service = TestService.builder()
                .method("large", Permission.PUBLIC, call -> "x".repeat(20_000_000))
                .build();
        node.start(folder, service);
        try (RawConnection connection = node.client().receiveBuffer(4_096).connect()) {
            node.ask(connection, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"large\"}");
            assertThat(connection.readHead().status()).isEqualTo(200);
            long before = System.nanoTime();

            node.server().stop(Duration.ofSeconds(1));

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(60));
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 1, 0, 0, node.stopped().took()));
    }

    @Test
    void whoeverStopsItAgainWaitsForTheSameEndAndMayHurry() throws Exception {
        node.start(folder, calls.service().build());
        try (RawConnection held = node.connect()) {
            node.ask(held, HELD);
            calls.awaitTold("held");
            CompletableFuture<Void> first = node.stopAside();
            CompletableFuture<Void> second = node.stopAside();
            node.awaitRefusal();
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();

            node.server().stop(Duration.ofMillis(1));

            first.get(20, TimeUnit.SECONDS);
            second.get(20, TimeUnit.SECONDS);
        }
        node.server().close();
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 1, 0, 0, node.stopped().took()));
        assertThat(node.events().of(ServerStopped.class)).hasSize(1);
    }

    @Test
    void aHandlerThatStopsItGetsItsAnswerOut() throws Exception {
        RpcService service = TestService.builder()
                .method("here", Permission.PUBLIC, call -> {
                    node.server().close();
                    return "stops";
                })
                .build();
        node.start(folder, service);
        try (RawConnection connection = node.connect()) {
            assertThat(connection
                            .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"here\"}")
                            .body())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"stops\",\"id\":1}");
        }
        node.server().close();
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(1, 0, 0, 0, node.stopped().took()));
    }

    @Test
    void aHandlerThatEndsSubscriptionsAndStopsItMeanwhileHoldsNobodyUp() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        RpcService service = TestService.builder()
                .subscription("heads", Permission.PUBLIC, subscriber -> () -> {
                    node.server().close();
                    returned.countDown();
                })
                .build();
        node.start(folder, service);
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            webSocket.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"heads\"]}");
            CompletableFuture<Void> closed = node.stopAside();
            assertThat(webSocket.readClose().closeCode()).isEqualTo(1001);
            closed.get(20, TimeUnit.SECONDS);
        }
        // The stop waits for the connection, and not for what the node does upon its end.
        assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        node.start(folder, calls.service().build());
        try (RawConnection connection = node.connect()) {
            connection.post(QUICK);
            node.server().stop(DrainingNode.LONG);
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.startsWith("secure-rpc"))
                                .collect(Collectors.toSet()))
                        .isEmpty());
    }
}
