package io.securerpc.jetty;

import static io.securerpc.jetty.Http2Node.COUNT;
import static io.securerpc.jetty.Http2Node.COUNTED;
import static io.securerpc.jetty.Http2Node.MUCH;
import static io.securerpc.jetty.Http2Node.MUCH_BYTES;
import static io.securerpc.jetty.Http2Node.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames of HTTP/2 that carry little: each costs more memory than it has bytes where it has to wait. */
class Http2SmallFramesIT {
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final byte[] ONE = {0, 0, 0, 1};
    /** Those of three requests, and what a second allows beside them, twice: the server may stand still in the middle. */
    private static final int FLOOD = 800;

    @TempDir
    Path folder;

    private Http2Node node;

    @BeforeEach
    void start() {
        node = new Http2Node(
                folder, Limits.builder().maxResponseBytes(30_000_000).build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    enum Flood {
        WINDOW_OF_THE_CONNECTION {
            @Override
            byte[] frame(int stream) {
                return RawHttp2.frame(WINDOW_UPDATE, 0, 0, ONE);
            }
        },
        WINDOW_OF_A_STREAM {
            @Override
            byte[] frame(int stream) {
                return RawHttp2.frame(WINDOW_UPDATE, 0, stream, ONE);
            }
        },
        BODY_BYTE_BY_BYTE {
            @Override
            byte[] frame(int stream) {
                return RawHttp2.frame(DATA, 0, stream, new byte[] {' '});
            }
        },
        BODY_OF_PADDING {
            @Override
            byte[] frame(int stream) {
                byte[] padded = new byte[21];
                padded[0] = 20;
                return RawHttp2.frame(DATA, 8, stream, padded);
            }
        };

        abstract byte[] frame(int stream);
    }

    @ParameterizedTest
    @EnumSource
    void endsTheConnectionOfAFlood(Flood flood) throws Exception {
        try (RawHttp2 http2 = node.open()) {
            assertThat(http2.post(COUNT)).isEqualTo(COUNTED);
            int stream = http2.beginPost();
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < FLOOD; i++) {
                frames.writeBytes(flood.frame(stream));
            }
            http2.connection().write(frames.toByteArray());

            assertThat(http2.readGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertDropped();
    }

    /** What may come late of bodies that nobody wants pays for no small frames of another request. */
    @Test
    void endsTheConnectionOfAFloodAfterManyAnswersBeforeTheBodyHasCome() throws Exception {
        try (RawHttp2 http2 = node.open()) {
            for (int i = 0; i < 3; i++) {
                int refused = http2.beginPost(node.authority(), "content-type", "text/plain");
                RawHttp2.Frame frame = http2.readFrame();
                while (frame.stream() != refused || frame.type() != RST_STREAM) {
                    frame = http2.readFrame();
                }
            }
            int stream = http2.beginPost();
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 3_000; i++) {
                frames.writeBytes(RawHttp2.frame(DATA, 0, stream, new byte[] {' '}));
            }
            http2.connection().write(frames.toByteArray());

            assertThat(http2.readGoAway()).isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertDropped();
    }

    /** What has been asked is written, and is not read: the updates would wait in memory behind it, many times as large there as on the way. */
    @Test
    void endsTheConnectionOfOneThatReadsNothingAndUpdatesItsWindow() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.client().receiveBuffer(4_096).connect())) {
            http2.sendFrame(SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, -1, 0, 0});
            http2.sendFrame(WINDOW_UPDATE, 0, 0, new byte[] {0x6f, 0, 0, 0});
            http2.finishPost(http2.beginPost(), MUCH);
            await().atMost(SOON).until(() -> node.used(Gauge.RESPONSE_BYTES) > 0);
            byte[] updates = updates(1_000);

            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
                try {
                    http2.connection().write(updates);
                    return false;
                } catch (IOException ended) {
                    return true;
                }
            });
        }
        assertDropped();
    }

    /** Each fits into the window of a stream, which this client does not look at. */
    @Test
    void takesABodyInPiecesThatAreWorthTheirFrame() throws Exception {
        byte[] body = (COUNT + " ".repeat(500_000)).getBytes(StandardCharsets.UTF_8);
        try (RawHttp2 http2 = node.open()) {
            for (int i = 0; i < 3; i++) {
                int stream = http2.beginPost();
                for (int sent = 0; sent < body.length; sent += 1_024) {
                    http2.sendFrame(
                            DATA, 0, stream, Arrays.copyOfRange(body, sent, Math.min(body.length, sent + 1_024)));
                }
                http2.sendFrame(DATA, 1, stream, new byte[0]);
                assertThat(http2.readBody(stream)).isEqualTo(COUNTED);
            }
        }
        assertThat(drops()).isZero();
    }

    /** As clients do that write while they make the body, end it with an empty frame, and give back each window at once. */
    @Test
    void takesManyRequestsInAFewPiecesEach() throws Exception {
        byte[] body = COUNT.getBytes(StandardCharsets.UTF_8);
        try (RawHttp2 http2 = node.open()) {
            for (int i = 0; i < 500; i++) {
                int stream = http2.beginPost();
                http2.sendFrame(WINDOW_UPDATE, 0, stream, ONE);
                http2.sendFrame(WINDOW_UPDATE, 0, 0, ONE);
                for (byte each : body) {
                    http2.sendFrame(DATA, 0, stream, new byte[] {each});
                }
                http2.sendFrame(DATA, 1, stream, new byte[0]);
                assertThat(http2.readBody(stream)).isEqualTo(COUNTED);
            }
        }
        assertThat(drops()).isZero();
    }

    /** Of the connection for each frame, as the test's client does, and of the stream. */
    @Test
    void takesTheUpdatesOfOneThatReads() throws Exception {
        try (RawHttp2 http2 = node.open()) {
            for (int i = 0; i < 3; i++) {
                int stream = http2.beginPost();
                http2.finishPost(stream, MUCH);
                long read = 0;
                RawHttp2.Frame frame = http2.readFrame();
                while (frame.stream() != stream || (frame.flags() & 1) == 0) {
                    if (frame.type() == DATA && frame.payload().length > 0) {
                        read += frame.payload().length;
                        byte[] taken = ByteBuffer.allocate(4)
                                .putInt(frame.payload().length)
                                .array();
                        http2.sendFrame(WINDOW_UPDATE, 0, stream, taken);
                    }
                    frame = http2.readFrame();
                }
                assertThat(read + frame.payload().length).isGreaterThan(MUCH_BYTES);
            }
        }
        assertThat(drops()).isZero();
    }

    private static byte[] updates(int count) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            frames.writeBytes(RawHttp2.frame(WINDOW_UPDATE, 0, 0, ONE));
        }
        return frames.toByteArray();
    }

    private long drops() {
        return node.used(Gauge.DROPPED_CONNECTIONS);
    }

    private void assertDropped() throws IOException {
        await().atMost(SOON).until(() -> node.used(Gauge.CONNECTIONS), open -> open == 0);
        await().atMost(SOON)
                .until(() -> !node.events
                        .texts(SecurityEvent.ConnectionDropped.class)
                        .isEmpty());
        assertThat(node.events.texts(SecurityEvent.ConnectionDropped.class))
                .singleElement()
                .asString()
                .endsWith("dropped: number of http/2 frames that carry little is reached");
        try (RawHttp2 honest = node.open()) {
            assertThat(honest.post(COUNT)).isEqualTo(COUNTED);
        }
    }
}
