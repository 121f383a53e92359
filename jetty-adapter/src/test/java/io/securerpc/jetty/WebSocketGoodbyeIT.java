package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent.ServerStopped;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.Departure;
import io.securerpc.rpc.Subscriptions;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.Tools;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever is told that the server stops can read it, be he late or his neighbour broken. */
class WebSocketGoodbyeIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"count\"}";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aPeerThatDoesNotAnswerByTheDeadlineReadsItAndTheEndAndNoReset() throws Exception {
        try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0));
                RawWebSocket silent = RawWebSocket.open(node.connect())) {
            assertThat(silent.ask(COUNT)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}");

            stopOnceTold(node);

            assertThat(silent.readFrame().closeCode()).isEqualTo(1001);
            assertThat(silent.connection().socket().getInputStream().read()).isEqualTo(-1);
            node.events.awaitFirst(ServerStopped.class);
            assertThat(node.events.texts(ServerStopped.class))
                    .singleElement()
                    .asString()
                    .endsWith("1 websockets closed, 0 cut");
        }
    }

    @Test
    void oneThatCannotBeEndedIsResetAndTheOthersEndInOrder() throws Exception {
        ByteArrayEndPoint broken = new ByteArrayEndPoint();
        try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0));
                RawConnection idle = node.connect();
                RawWebSocket honest = RawWebSocket.open(node.connect())) {
            assertThat(honest.ask(COUNT)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":1,\"id\":1}");
            Drain drain = node.server().drain();
            // Without its frames: whoever ends it meets a null.
            for (int i = 0; i < 20; i++) {
                drain.opened(new WebSocketDrain(drain, null, new Subscriptions(), new Departure(), broken));
            }

            CompletableFuture<Void> stopped =
                    CompletableFuture.runAsync(() -> node.server().stop(Duration.ofMinutes(2)), threads);

            assertThat(honest.readFrame().closeCode()).isEqualTo(1001);
            honest.sendFrame(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xe9});
            assertThat(idle.socket().getInputStream().read()).isEqualTo(-1);
            stopped.get(30, TimeUnit.SECONDS);
            assertThat(broken.isOpen()).isFalse();
            assertThat(drain.webSockets()).isEmpty();
        }
    }

    /** As slow as its network: it answers later than the server can wait. */
    @Test
    void javasOwnClientSeesTheCode() throws Exception {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0))) {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
                            code.complete(statusCode);
                            // It answers when this is complete.
                            return new CompletableFuture<>();
                        }

                        @Override
                        public void onError(WebSocket socket, Throwable failure) {
                            code.completeExceptionally(failure);
                        }
                    })
                    .get(20, TimeUnit.SECONDS);

            stopOnceTold(node);

            assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(1001);
        }
    }

    @Test
    void nodesClientSeesTheCode() throws Exception {
        Tools.require(NodePackages.TOOLS);
        try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0));
                NodeScript client =
                        NodeScript.start("websocket.mjs", Map.of("url", "ws://127.0.0.1:" + node.port() + "/"))) {
            client.step("open", Map.of());

            stopOnceTold(node);

            assertThat(client.step("closed", Map.of()).get("code").intValue()).isEqualTo(1001);
        }
    }

    /** With a deadline that comes when its peer has been told, and sooner than an answer to that is waited for. */
    private void stopOnceTold(PlainNode node) throws Exception {
        Drain drain = node.server().drain();
        // Its client may see it open before the server does.
        await().until(() -> drain.webSockets().size() == 1);
        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> node.server().stop(Duration.ofMinutes(2)), threads);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> drain.isBegun() && drain.webSockets().stream().allMatch(WebSocketDrain::isTold));

        node.server().stop(Duration.ZERO);

        stopped.get(30, TimeUnit.SECONDS);
    }
}
