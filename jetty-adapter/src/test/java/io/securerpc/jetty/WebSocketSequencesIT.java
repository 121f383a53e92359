package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawWebSocket;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Thousands of random sequences of frames against one server: it answers or closes each as RFC 6455 says, keeps none, and an honest client beside them notices nothing. */
class WebSocketSequencesIT {
    private static final int SEQUENCES = Integer.getInteger("secure-rpc.websocket.sequences", 2_000);
    private static final int MAX_BYTES = 50_000;
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\w+)\"");

    @Test
    void answersOrClosesEachAsTheStandardSaysAndKeepsNone() throws Exception {
        long seed = Long.getLong("secure-rpc.websocket.seed", System.nanoTime());
        Random seeds = new Random(seed);
        Limits limits = Limits.builder().maxRequestBytes(MAX_BYTES).build();
        try (PlainNode node = PlainNode.with(builder -> builder.limits(limits), Listener.plain("127.0.0.1", 0));
                RawWebSocket honest = RawWebSocket.open(node.connect())) {
            for (int i = 0; i < SEQUENCES; i++) {
                WebSocketSequence sequence = new WebSocketSequence(seeds.nextLong(), MAX_BYTES);
                String which = "seed " + seed + ", sequence " + i + ": " + sequence;
                try {
                    play(node, sequence, which);
                } catch (IOException failure) {
                    throw new AssertionError(which, failure);
                }
                if (i % 50 == 0) {
                    assertThat(honest.ask(PlainNode.CALL)).as(which).contains("\"result\":");
                }
            }
            await("all but the honest one are gone, seed " + seed)
                    .atMost(SOON)
                    .until(() -> node.server().usage().of(Gauge.CONNECTIONS) == 1);
            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS) == 1);
            assertThat(honest.ask(PlainNode.CALL)).contains("\"result\":");
        }
    }

    private static void play(PlainNode node, WebSocketSequence sequence, String which) throws IOException {
        try (RawWebSocket webSocket = RawWebSocket.open(node.connect())) {
            write(webSocket, sequence);
            List<String> answered = new ArrayList<>();
            List<String> pongs = new ArrayList<>();
            Optional<RawWebSocket.Frame> goodbye = readToItsEnd(webSocket, answered, pongs);

            assertThat(sequence.ids()).as(which).containsAll(answered);
            assertThat(answered).as(which).doesNotHaveDuplicates();
            assertThat(sequence.isLeft() || sequence.pings().containsAll(pongs))
                    .as(which)
                    .isTrue();
            if (sequence.isAnswered()) {
                assertThat(answered).as(which).containsExactlyInAnyOrderElementsOf(sequence.ids());
                assertThat(pongs).as(which).isEqualTo(sequence.pings());
            }
            if (!sequence.isLeft()) {
                assertThat(goodbye).as(which).isPresent();
            }
            goodbye.ifPresent(
                    frame -> assertThat(sequence.closeCodes()).as(which).contains(frame.closeCode()));
        }
    }

    /** Who has been refused may find the connection closed while it still writes. */
    private static void write(RawWebSocket webSocket, WebSocketSequence sequence) throws IOException {
        try {
            for (byte[] piece : sequence.pieces()) {
                webSocket.connection().write(piece);
            }
            if (sequence.isLeft()) {
                webSocket.connection().socket().shutdownOutput();
            }
        } catch (SocketException closedAlready) {
            assertThat(sequence.isAnswered()).as(closedAlready.getMessage()).isFalse();
        }
    }

    /** Its close frame, or empty if it has ended without one. */
    private static Optional<RawWebSocket.Frame> readToItsEnd(
            RawWebSocket webSocket, List<String> answered, List<String> pongs) throws IOException {
        webSocket.connection().socket().setSoTimeout((int) SOON.toMillis());
        Optional<RawWebSocket.Frame> goodbye = Optional.empty();
        try {
            while (goodbye.isEmpty()) {
                RawWebSocket.Frame frame = webSocket.readFrame();
                switch (frame.opcode()) {
                    case RawWebSocket.TEXT -> {
                        Matcher id = ID.matcher(frame.text());
                        answered.add(id.find() ? id.group(1) : frame.text());
                    }
                    case RawWebSocket.PONG -> {
                        // Those of a flood have no payload; as many as came before it was one are answered.
                        if (frame.payload().length > 0) {
                            pongs.add(frame.text());
                        }
                    }
                    case RawWebSocket.CLOSE -> goodbye = Optional.of(frame);
                    default -> throw new IOException("unexpected opcode " + frame.opcode());
                }
            }
        } catch (EOFException | SocketException ended) {
            return goodbye;
        }
        assertThat(webSocket.connection().endsWithin(SOON)).isTrue();
        return goodbye;
    }
}
