package io.securerpc.jetty;

import static io.securerpc.jetty.HeldCalls.BLOCKED;
import static io.securerpc.jetty.HeldCalls.HELD;
import static io.securerpc.jetty.HeldCalls.HELD_ANSWER;
import static io.securerpc.jetty.HeldCalls.QUICK;
import static io.securerpc.jetty.HeldCalls.QUICK_ANSWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.event.SecurityEvent.ServerStopping;
import io.securerpc.testsupport.RawWebSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a WebSocket and its subscriptions are told when a server stops, and that nothing it was asked is lost. */
class WebSocketDrainIT {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"subscribe\",\"params\":[\"heads\"]}";

    @TempDir
    Path folder;

    private final DrainingNode node = new DrainingNode();
    private final HeldCalls calls = node.calls;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void answersWhatRunsAndWhatComesThenTellsThatItIsClosed() throws Exception {
        node.start(folder, calls.service().build());
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            String id = subscribe(webSocket);
            webSocket.send(HELD);
            calls.awaitTold("held");

            CompletableFuture<Void> closed = node.stopAside();
            assertThat(webSocket.readText())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"heads\",\"params\":{\"subscription\":\"" + id
                            + "\",\"error\":{\"code\":-32003,\"message\":\"Server is stopping\"}}}");
            calls.awaitTold("unsubscribed");
            assertThat(webSocket.ask(QUICK)).isEqualTo(QUICK_ANSWER);
            assertThat(webSocket.ask(SUBSCRIBE))
                    .isEqualTo(
                            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32003,\"message\":\"Server is stopping\"},\"id\":3}");
            calls.release();
            assertThat(webSocket.readText()).isEqualTo(HELD_ANSWER);
            RawWebSocket.Frame goodbye = webSocket.readFrame();
            assertThat(goodbye.closeCode()).isEqualTo(1001);
            assertThat(goodbye.text()).endsWith("server is stopping");
            webSocket.sendFrame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe9});
            assertThat(webSocket.connection().endsWithin(Duration.ofSeconds(20)))
                    .isTrue();
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(calls.told).isEmpty();
        assertThat(node.stopping())
                .isEqualTo(new ServerStopping(1, 1, node.stopping().within()));
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(3, 0, 1, 0, node.stopped().took()));
    }

    @Test
    void sendsTheEventsThatWaitBeforeItIsClosed() throws Exception {
        node.start(folder, calls.service().build());
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            subscribe(webSocket);
            for (int i = 0; i < 2_000; i++) {
                calls.subscribers.get(0).send(i);
            }
            CompletableFuture<Void> closed = node.stopAside();
            for (int i = 0; i < 2_000; i++) {
                assertThat(webSocket.readText()).endsWith("\"result\":" + i + "}}");
            }
            assertThat(webSocket.readText()).contains("Server is stopping");
            assertThat(webSocket.readFrame().closeCode()).isEqualTo(1001);
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 0, 1, 0, node.stopped().took()));
    }

    @Test
    void aPeerThatDoesNotAnswerTheCloseFrameIsWaitedForAMomentOnly() throws Exception {
        node.start(folder, calls.service().build());
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            assertThat(webSocket.ask(QUICK)).isEqualTo(QUICK_ANSWER);
            awaitCounted();

            node.stopAside().get(20, TimeUnit.SECONDS);

            assertThat(webSocket.readFrame().closeCode()).isEqualTo(1001);
            assertThat(webSocket.connection().endsWithin(Duration.ofSeconds(20)))
                    .isTrue();
        }
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 0, 1, 0, node.stopped().took()));
        assertThat(node.stopped().took()).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aPeerThatNeverReadsIsCutAtTheDeadline() throws Exception {
        node.start(folder, calls.service().build());
        // Or the kernel might take all that waits within the time of the stop.
        node.server()
                .listeners()
                .forEach(listener -> ((ServerConnector) listener.connector()).setAcceptedSendBufferSize(16_384));
        try (RawWebSocket webSocket =
                RawWebSocket.open(node.client().receiveBuffer(4_096).connect())) {
            subscribe(webSocket);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(this::isStuck);

            node.server().stop(Duration.ofSeconds(1));

            calls.awaitTold("unsubscribed");
        }
        assertThat(calls.told).isEmpty();
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 0, 0, 1, node.stopped().took()));
        assertThat(node.stopped().took()).isLessThan(Duration.ofSeconds(10));
        Awaitility.await().until(() -> node.server().queuedBytes() == 0);
    }

    @Test
    void aClientThatNeverStopsAskingGetsAllItsAnswersAndIsNotHeardForEver() throws Exception {
        node.start(folder, calls.service().build());
        AtomicInteger answered = new AtomicInteger();
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            CompletableFuture<Void> asking = CompletableFuture.runAsync(
                    () -> {
                        try {
                            while (true) {
                                webSocket.send(QUICK);
                            }
                        } catch (IOException closed) {
                            // as it has to end
                        }
                    },
                    node.threads);
            assertThat(webSocket.readText()).isEqualTo(QUICK_ANSWER);
            answered.incrementAndGet();
            CompletableFuture<Void> closed = node.stopAside();

            RawWebSocket.Frame frame = webSocket.readFrame();
            while (frame.opcode() == RawWebSocket.TEXT) {
                assertThat(frame.text()).isEqualTo(QUICK_ANSWER);
                answered.incrementAndGet();
                frame = webSocket.readFrame();
            }

            assertThat(frame.closeCode()).isEqualTo(1001);
            closed.get(30, TimeUnit.SECONDS);
            asking.get(20, TimeUnit.SECONDS);
        }
        assertThat(calls.quick).hasValue(answered.get());
        assertThat(node.stopped().cut()).isZero();
        assertThat(node.stopped().webSocketsCut()).isZero();
    }

    @Test
    void aHandlerThatIsNotDoneAtTheDeadlineIsInterruptedAndItsSubscriptionsEndOnce() throws Exception {
        node.start(folder, calls.service().handlerExecutor(node.threads).build());
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            subscribe(webSocket);
            webSocket.send(BLOCKED);
            calls.awaitTold("blocked");

            node.server().stop(Duration.ofSeconds(1));

            calls.awaitTold("unsubscribed");
            calls.awaitTold("interrupted");
        }
        assertThat(calls.told).isEmpty();
        assertThat(node.stopped())
                .isEqualTo(new ServerStopped(0, 1, 0, 1, node.stopped().took()));
    }

    @Test
    void aNotificationThatRunsIsWaitedFor() throws Exception {
        node.start(folder, calls.service().build());
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            webSocket.send("{\"jsonrpc\":\"2.0\",\"method\":\"held\"}");
            calls.awaitTold("held");
            CompletableFuture<Void> closed = node.stopAside();
            assertThat(webSocket.ask(QUICK)).isEqualTo(QUICK_ANSWER);
            calls.release();

            assertThat(webSocket.readFrame().closeCode()).isEqualTo(1001);
            closed.get(20, TimeUnit.SECONDS);
        }
        assertThat(calls.told).isEmpty();
    }

    /** An answer is here a moment before it counts as given. */
    private void awaitCounted() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> node.server().drain().leftCount(),
                        left -> left == node.server().drain().enteredCount());
    }

    /** Nothing has left since it was asked before. */
    private boolean isStuck() {
        boolean stuck = true;
        while (node.server().queuedBytes() < 2_000_000) {
            calls.subscribers.get(0).send("x".repeat(10_000));
            stuck = false;
        }
        return stuck;
    }

    private String subscribe(RawWebSocket webSocket) throws IOException {
        String answer = webSocket.ask(SUBSCRIBE);
        Matcher id = Pattern.compile("\"result\":\"([^\"]+)\"").matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        awaitCounted();
        return id.group(1);
    }
}
