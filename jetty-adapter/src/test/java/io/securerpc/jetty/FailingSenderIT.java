package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.rpc.PushChannel.Offer;
import io.securerpc.rpc.QueuedMessage;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A message that cannot be made when it is to leave: its WebSocket ends with a reason, and is never left open and mute. */
class FailingSenderIT {
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}";
    private static final String SECRET = "srt_a_secret_of_the_node";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    static Stream<Throwable> faults() {
        return Stream.of(
                new IllegalStateException(SECRET),
                new StackOverflowError(SECRET),
                new OutOfMemoryError(SECRET),
                new NoClassDefFoundError(SECRET));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void closesTheWebSocketGivesBackWhatItHeldAndDisturbsNobody(Throwable fault) throws Exception {
        try (TestNode node = TestNode.in(folder).install(user).start();
                RawWebSocket broken = RawWebSocket.open(node.client(user).connect())) {
            broken.ask(SUBSCRIBE);
            WebSocketChannel channel =
                    channel(node.server().drain().webSockets().get(0));
            try (RawWebSocket honest = RawWebSocket.open(node.client(user).connect())) {
                honest.ask(SUBSCRIBE);
                await().atMost(PATIENCE).until(() -> node.subscribers.size() == 2);

                assertThat(channel.offer(new Failing(fault), 10)).isEqualTo(Offer.QUEUED);
                node.publish(1);

                assertThat(honest.readText()).contains("\"result\":1");
                RawWebSocket.Frame close = broken.readClose();
                assertThat(close.closeCode()).isEqualTo(1011);
                assertThat(close.text()).doesNotContain(SECRET);
                assertThat(broken.connection().endsWithin(PATIENCE)).isTrue();
                await().atMost(PATIENCE).until(() -> node.subscribers.size() == 1);
                await().atMost(PATIENCE).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS), open -> open == 1);
                await().atMost(PATIENCE).until(() -> node.server().queuedBytes() == 0);
                node.publish(2);
                assertThat(honest.readText()).contains("\"result\":2");
            }
            // The peer may see its end before the operator is told of it.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.events.texts(SecurityEvent.Warning.class))
                            .filteredOn(text -> text.startsWith("websocket"))
                            .singleElement()
                            .asString()
                            .matches(
                                    "websocket of certificate:rpc\\.user\\.1: a message could not be sent, so it is closed:"
                                            + " incident [0-9a-f]{16}"));
        }
    }

    @Test
    void closesTheWebSocketWhereAnAnswerCannotLeave() throws Exception {
        try (TestNode node = TestNode.in(folder).install(user).start();
                RawWebSocket broken = RawWebSocket.open(node.client(user).connect())) {
            broken.ask(SUBSCRIBE);
            WebSocketChannel channel =
                    channel(node.server().drain().webSockets().get(0));
            assertThat(channel.offer(new Failing(new IllegalStateException(SECRET)), 10))
                    .isEqualTo(Offer.QUEUED);

            broken.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"block_count\"}");

            assertThat(broken.readClose().closeCode()).isEqualTo(1011);
            await().atMost(PATIENCE).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS), open -> open == 0);
            assertThat(node.server().queuedBytes()).isZero();
            assertThat(node.server().usage().of(Gauge.REQUEST_BYTES)).isZero();
        }
    }

    private static WebSocketChannel channel(WebSocketDrain webSocket) throws ReflectiveOperationException {
        Field field = WebSocketDrain.class.getDeclaredField("channel");
        field.setAccessible(true);
        return (WebSocketChannel) field.get(webSocket);
    }

    private static final class Failing extends QueuedMessage {
        private final Throwable fault;

        Failing(Throwable fault) {
            this.fault = fault;
        }

        @Override
        public byte[] leave() {
            if (fault instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) fault;
        }
    }
}
