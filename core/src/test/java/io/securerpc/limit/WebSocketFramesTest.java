package io.securerpc.limit;

import static io.securerpc.testsupport.Bytes.join;
import static io.securerpc.testsupport.Bytes.repeated;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each bound from both sides: what is allowed passes, one more does not. */
class WebSocketFramesTest {
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;
    private static final int MAX = 200_000;
    private static final long SECOND = 1_000_000_000;
    private final WebSocketFrames frames = new WebSocketFrames(MAX);
    private long now = 42;
    private long realNow = 42;

    static Stream<Arguments> violations() {
        return Stream.of(
                violation(new byte[] {(byte) (LAST | 0x40 | TEXT)}, WebSocketViolation.RESERVED_BITS),
                violation(new byte[] {(byte) (LAST | 0x20 | TEXT)}, WebSocketViolation.RESERVED_BITS),
                violation(new byte[] {(byte) (LAST | 0x10 | PING)}, WebSocketViolation.RESERVED_BITS),
                violation(new byte[] {(byte) (LAST | 3)}, WebSocketViolation.UNKNOWN_OPCODE),
                violation(new byte[] {(byte) (LAST | 7)}, WebSocketViolation.UNKNOWN_OPCODE),
                violation(new byte[] {(byte) (LAST | 11)}, WebSocketViolation.UNKNOWN_OPCODE),
                violation(new byte[] {(byte) (LAST | 15)}, WebSocketViolation.UNKNOWN_OPCODE),
                violation(new byte[] {(byte) (LAST | TEXT), 1}, WebSocketViolation.UNMASKED),
                violation(new byte[] {(byte) (LAST | PING), 0}, WebSocketViolation.UNMASKED),
                violation(new byte[] {PING}, WebSocketViolation.BAD_CONTROL),
                violation(new byte[] {CLOSE}, WebSocketViolation.BAD_CONTROL),
                violation(new byte[] {(byte) (LAST | PONG), (byte) (0x80 | 126)}, WebSocketViolation.BAD_CONTROL),
                violation(new byte[] {(byte) (LAST | CLOSE), (byte) 0xff}, WebSocketViolation.BAD_CONTROL),
                violation(new byte[] {(byte) (LAST | CONTINUATION)}, WebSocketViolation.BAD_SEQUENCE),
                violation(join(frame(TEXT, 1), new byte[] {(byte) (LAST | TEXT)}), WebSocketViolation.BAD_SEQUENCE),
                violation(join(frame(TEXT, 1), new byte[] {BINARY}), WebSocketViolation.BAD_SEQUENCE),
                violation(join(frame(LAST | TEXT, 1), new byte[] {CONTINUATION}), WebSocketViolation.BAD_SEQUENCE),
                violation(header(LAST | TEXT, 2, 125), WebSocketViolation.BAD_LENGTH),
                violation(header(LAST | TEXT, 8, 0xffff), WebSocketViolation.BAD_LENGTH),
                violation(new byte[] {(byte) (LAST | TEXT), (byte) 0xff, (byte) 0xff}, WebSocketViolation.BAD_LENGTH),
                violation(new byte[] {(byte) (LAST | TEXT), (byte) 0xff, (byte) 0x80}, WebSocketViolation.BAD_LENGTH),
                violation(header(LAST | TEXT, 8, MAX + 1), WebSocketViolation.TOO_BIG),
                violation(header(LAST | BINARY, 8, MAX + 1), WebSocketViolation.TOO_BIG),
                violation(header(LAST | TEXT, 8, Long.MAX_VALUE), WebSocketViolation.TOO_BIG),
                violation(join(frame(TEXT, MAX / 2), header(CONTINUATION, 8, MAX / 2 + 1)), WebSocketViolation.TOO_BIG),
                violation(
                        join(frame(TEXT, 1), header(LAST | CONTINUATION, 8, Long.MAX_VALUE)),
                        WebSocketViolation.TOO_BIG));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void endsAtTheByteThatMakesItAViolation(byte[] bytes, WebSocketViolation violation) {
        assertThat(read(bytes, 0, bytes.length - 1)).isEmpty();
        assertThat(read(bytes, bytes.length - 1, 1)).contains(violation);
        assertThat(read(frame(LAST | TEXT, 5))).as("what follows").contains(violation);
        assertOwesNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, MAX})
    void takesAMessageOfAnySizeUpToTheLargest(int size) {
        assertThat(read(frame(LAST | TEXT, size))).isEmpty();
        assertThat(read(frame(LAST | BINARY, size))).isEmpty();
        assertOwesNothing();
    }

    @Test
    void takesTheLargestMessageInFragmentsWithPingsBetweenThem() {
        for (int i = 0; i < 50; i++) {
            assertThat(read(frame(i == 0 ? TEXT : CONTINUATION, MAX / 50))).isEmpty();
            assertThat(frames.heldBytes()).isEqualTo((i + 1) * (MAX / 50));
            assertThat(read(frame(LAST | PING, 125))).isEmpty();
        }
        assertThat(read(frame(LAST | CONTINUATION, 0))).isEmpty();
        assertOwesNothing();
    }

    @Test
    void takesAsManySmallFragmentsAsAMessageMayHaveAndNotOneMore() {
        assertThat(read(fragments(128, 1))).isEmpty();
        assertThat(read(frame(LAST | CONTINUATION, 1))).contains(WebSocketViolation.TOO_MANY_FRAGMENTS);
    }

    @Test
    void countsFragmentsOfEachMessageAnew() {
        for (int i = 0; i < 10; i++) {
            assertThat(read(fragments(127, 1))).isEmpty();
            assertThat(read(frame(LAST | CONTINUATION, 1))).isEmpty();
        }
    }

    @Test
    void takesOneMoreFragmentForEachKibibyte() {
        assertThat(read(fragments(195, 1_024))).as("all of them full").isEmpty();

        WebSocketFrames half = new WebSocketFrames(MAX);
        assertThat(half.read(ByteBuffer.wrap(fragments(256, 512)), now, now)).isEmpty();
        assertThat(half.read(ByteBuffer.wrap(frame(CONTINUATION, 511)), now, now))
                .as("257 with less than 129 KiB")
                .contains(WebSocketViolation.TOO_MANY_FRAGMENTS);
    }

    @ParameterizedTest
    @ValueSource(ints = {LAST | PING, LAST | PONG, LAST | TEXT, LAST | BINARY})
    void takesAsManyFramesThatAskNothingAsASecondMayHaveAndNotOneMore(int opcode) {
        assertThat(read(repeated(frame(opcode, 0), 128))).isEmpty();
        realNow += SECOND - 1;
        assertThat(read(frame(opcode, 0))).contains(WebSocketViolation.TOO_MANY_IDLE_FRAMES);
    }

    @Test
    void countsFramesThatAskNothingOfEachSecondAnew() {
        for (int i = 0; i < 10; i++) {
            assertThat(read(repeated(frame(LAST | PING, 125), 128))).isEmpty();
            realNow += SECOND;
        }
    }

    @Test
    void countsASecondByTheClockThatNeverStandsStill() {
        for (int i = 0; i < 10; i++) {
            assertThat(read(repeated(frame(LAST | PING, 0), 128))).isEmpty();
            realNow += SECOND;
        }
        now += 10 * SECOND;
        assertThat(read(repeated(frame(LAST | PING, 0), 129))).contains(WebSocketViolation.TOO_MANY_IDLE_FRAMES);
    }

    @Test
    void countsAllThatAskNothingTogether() {
        assertThat(read(frame(TEXT, 1))).isEmpty();
        assertThat(read(repeated(frame(CONTINUATION, 0), 60))).isEmpty();
        assertThat(read(repeated(frame(LAST | PING, 3), 34))).isEmpty();
        assertThat(read(repeated(frame(LAST | PONG, 0), 34))).isEmpty();
        assertThat(read(frame(CONTINUATION, 0))).contains(WebSocketViolation.TOO_MANY_IDLE_FRAMES);
    }

    @Test
    void takesAnyNumberOfMessagesThatAskSomethingAlsoWithAnEmptyEnd() {
        assertThat(read(repeated(frame(LAST | TEXT, 1), 10_000))).isEmpty();
        assertThat(read(repeated(join(frame(TEXT, 1), frame(LAST | CONTINUATION, 0)), 10_000)))
                .isEmpty();
    }

    @Test
    void knowsSinceWhenAMessageIsOwed() {
        assertThat(read(frame(TEXT, 10))).isEmpty();
        now += 7 * SECOND;
        byte[] rest = frame(LAST | CONTINUATION, 10);
        assertThat(read(frame(LAST | PING, 0))).isEmpty();
        assertThat(read(rest, 0, rest.length - 1)).isEmpty();
        now += SECOND;
        assertThat(frames.messageOwed(now)).isEqualTo(8 * SECOND);
        assertThat(frames.frameOwed(now)).as("its header is there").isZero();
        assertThat(frames.heldBytes()).isEqualTo(19);
        assertThat(read(rest, rest.length - 1, 1)).isEmpty();
        assertOwesNothing();
    }

    @Test
    void knowsSinceWhenAHeaderIsOwed() {
        byte[] message = frame(LAST | TEXT, 70_000);
        for (int i = 0; i < 13; i++) {
            assertThat(read(message, i, 1)).isEmpty();
            now += SECOND;
            assertThat(frames.frameOwed(now)).isEqualTo((i + 1) * SECOND);
            assertThat(frames.messageOwed(now)).isEqualTo((i + 1) * SECOND);
            assertThat(frames.heldBytes()).isZero();
        }
        assertThat(read(message, 13, 1)).isEmpty();
        assertThat(frames.frameOwed(now)).isZero();
        assertThat(frames.messageOwed(now)).isEqualTo(13 * SECOND);
    }

    @Test
    void knowsSinceWhenAPingIsOwed() {
        byte[] ping = frame(LAST | PING, 125);
        assertThat(read(ping, 0, ping.length - 1)).isEmpty();
        now += SECOND;
        assertThat(frames.frameOwed(now)).isEqualTo(SECOND);
        assertThat(frames.messageOwed(now)).isZero();
        assertThat(read(ping, ping.length - 1, 1)).isEmpty();
        assertOwesNothing();
    }

    @Test
    void readsNothingAfterAGoodbye() {
        assertThat(read(frame(TEXT, 10))).isEmpty();
        byte[] goodbye = frame(LAST | CLOSE, 2);
        assertThat(read(goodbye, 0, 7)).isEmpty();
        assertThat(frames.isClosed()).isFalse();
        assertThat(read(goodbye, 7, 1)).isEmpty();
        assertThat(frames.isClosed()).isTrue();
        assertThat(read(repeated(frame(LAST | PING, 0), 1_000))).isEmpty();
        assertThat(read(new byte[] {(byte) 0xff})).isEmpty();
        assertOwesNothing();
    }

    @Test
    void closesWithTheCodesOfTheStandardAndCallsOnlyFloodsFloods() {
        assertThat(Stream.of(WebSocketViolation.values())
                        .map(each -> each + " " + each.closeCode() + " " + each.text()))
                .containsExactly(
                        "RESERVED_BITS 1002 reserved bits without an extension",
                        "UNKNOWN_OPCODE 1002 unknown opcode",
                        "UNMASKED 1002 frame without a mask",
                        "BAD_CONTROL 1002 control frame too long or in fragments",
                        "BAD_SEQUENCE 1002 fragments out of order",
                        "BAD_LENGTH 1002 malformed length",
                        "TOO_BIG 1009 message is too big",
                        "TOO_MANY_FRAGMENTS 1008 too many fragments",
                        "TOO_MANY_IDLE_FRAMES 1008 too many frames that ask nothing");
        assertThat(Stream.of(WebSocketViolation.values()).filter(WebSocketViolation::isFlood))
                .containsExactly(WebSocketViolation.TOO_MANY_FRAGMENTS, WebSocketViolation.TOO_MANY_IDLE_FRAMES);
    }

    private void assertOwesNothing() {
        assertThat(frames.heldBytes()).isZero();
        assertThat(frames.frameOwed(now + SECOND)).isZero();
        assertThat(frames.messageOwed(now + SECOND)).isZero();
    }

    private Optional<WebSocketViolation> read(byte[] bytes) {
        return read(bytes, 0, bytes.length);
    }

    private Optional<WebSocketViolation> read(byte[] bytes, int from, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, from, length);
        Optional<WebSocketViolation> violation = frames.read(buffer, now, realNow);
        assertThat(buffer.hasRemaining()).isFalse();
        return violation;
    }

    private static Arguments violation(byte[] bytes, WebSocketViolation violation) {
        return Arguments.of(bytes, violation);
    }

    /** Of one message that does not end. */
    private static byte[] fragments(int count, int size) {
        return join(frame(TEXT, size), repeated(frame(CONTINUATION, size), count - 1));
    }

    /** A frame as short as it can be, with a mask and that many bytes. */
    private static byte[] frame(int first, int size) {
        byte[] header = size < 126
                ? new byte[] {(byte) first, (byte) (0x80 | size)}
                : header(first, size < 65_536 ? 2 : 8, size);
        return join(header, new byte[] {1, 2, 3, 4}, new byte[size]);
    }

    /** Up to the end of a length of 2 or 8 bytes. */
    private static byte[] header(int first, int lengthBytes, long length) {
        byte[] eight = ByteBuffer.allocate(8).putLong(length).array();
        byte[] written = Arrays.copyOfRange(eight, 8 - lengthBytes, 8);
        return join(new byte[] {(byte) first, (byte) (0x80 | (lengthBytes == 2 ? 126 : 127))}, written);
    }
}
