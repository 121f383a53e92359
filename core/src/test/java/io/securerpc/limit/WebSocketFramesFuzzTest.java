package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes of a client, in pieces of any size: what is said of them is what a plain reading of the standard, all bytes at hand, says too, and how they were cut does not matter.
 */
class WebSocketFramesFuzzTest {
    private static final int MAX = 1_000;
    private static final int LONGEST = 20_000;

    static Stream<byte[]> seeds() {
        return Stream.of(
                // A message, a ping within a fragmented one, a goodbye; the first byte says how to cut.
                new byte[] {3, (byte) 0x81, (byte) 0x82, 1, 2, 3, 4, 5, 6},
                new byte[] {
                    1,
                    0x01,
                    (byte) 0x81,
                    1,
                    2,
                    3,
                    4,
                    5,
                    (byte) 0x89,
                    (byte) 0x80,
                    1,
                    2,
                    3,
                    4,
                    (byte) 0x80,
                    (byte) 0x80,
                    1,
                    2,
                    3,
                    4
                },
                new byte[] {7, (byte) 0x88, (byte) 0x82, 1, 2, 3, 4, 5, 6, 1},
                // Lengths of two and of eight bytes, too large and beyond every number.
                new byte[] {2, (byte) 0x81, (byte) 0xfe, 3, (byte) 0xe8, 1, 2, 3, 4},
                new byte[] {2, (byte) 0x81, (byte) 0xfe, 3, (byte) 0xe9},
                new byte[] {2, (byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 0, 1, 0, 0},
                new byte[] {2, (byte) 0x82, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0, 0, 0, 0},
                // What nobody may send.
                new byte[] {1, (byte) 0xc1, (byte) 0x80},
                new byte[] {1, (byte) 0x83, (byte) 0x80},
                new byte[] {1, (byte) 0x80, (byte) 0x80},
                new byte[] {1, 0x09, (byte) 0x80},
                new byte[] {1, (byte) 0x81, 0});
    }

    @MethodSource("seeds")
    @FuzzTest
    void saysOfAnyBytesWhatTheStandardSays(byte[] input) {
        if (input.length == 0 || input.length > LONGEST) {
            return;
        }
        PlainReading expected = new PlainReading(input);
        WebSocketFrames frames = new WebSocketFrames(MAX);
        Optional<WebSocketViolation> answer = Optional.empty();
        int piece = 1 + (input[0] & 0x3f);
        for (int from = 1; from < input.length; from += piece) {
            ByteBuffer bytes = ByteBuffer.wrap(input, from, Math.min(piece, input.length - from));
            answer = frames.read(bytes, 0, 0);
            assertThat(bytes.hasRemaining()).isFalse();
            assertThat(frames.heldBytes()).isBetween(0L, (long) MAX);
        }
        assertThat(answer).isEqualTo(expected.violation);
        assertThat(frames.isClosed()).isEqualTo(expected.closed);
        assertThat(frames.heldBytes()).isEqualTo(expected.held);
        assertThat(frames.messageOwed(1) > 0).isEqualTo(expected.inMessage);
        assertThat(frames.frameOwed(1) > 0).isEqualTo(expected.inFrame);
    }

    /** With all bytes at hand, from the second on, and no clock. */
    private static final class PlainReading {
        private final byte[] input;
        private int at = 1;
        private int fragments;
        private int idle;
        private long promised;
        Optional<WebSocketViolation> violation = Optional.empty();
        boolean closed;
        boolean inMessage;
        boolean inFrame;
        long held;

        PlainReading(byte[] input) {
            this.input = input;
            while (at < input.length && !closed && violation.isEmpty()) {
                violation = frame();
            }
            if (closed || violation.isPresent()) {
                inMessage = false;
                inFrame = false;
                held = 0;
            }
        }

        private int left() {
            return input.length - at;
        }

        private Optional<WebSocketViolation> frame() {
            int first = input[at++] & 0xff;
            int opcode = first & 0x0f;
            boolean last = first >= 0x80;
            boolean control = opcode >= 8;
            if ((first & 0x70) != 0) {
                return Optional.of(WebSocketViolation.RESERVED_BITS);
            }
            if (opcode != 0 && opcode != 1 && opcode != 2 && opcode != 8 && opcode != 9 && opcode != 10) {
                return Optional.of(WebSocketViolation.UNKNOWN_OPCODE);
            }
            if (control && !last) {
                return Optional.of(WebSocketViolation.BAD_CONTROL);
            }
            if (!control && inMessage == (opcode != 0)) {
                return Optional.of(WebSocketViolation.BAD_SEQUENCE);
            }
            inMessage |= !control;
            inFrame = true;
            if (left() == 0) {
                return Optional.empty();
            }
            int second = input[at++] & 0xff;
            if (second < 0x80) {
                return Optional.of(WebSocketViolation.UNMASKED);
            }
            long length = second & 0x7f;
            if (control && length > 125) {
                return Optional.of(WebSocketViolation.BAD_CONTROL);
            }
            if (length > 125) {
                int bytes = length == 126 ? 2 : 8;
                if (bytes == 8 && left() > 0 && input[at] < 0) {
                    return Optional.of(WebSocketViolation.BAD_LENGTH);
                }
                if (left() < bytes) {
                    at = input.length;
                    return Optional.empty();
                }
                ByteBuffer written = ByteBuffer.wrap(input, at, bytes);
                length = bytes == 2 ? written.getShort() & 0xffff : written.getLong();
                at += bytes;
                if (length < (bytes == 2 ? 126 : 65_536)) {
                    return Optional.of(WebSocketViolation.BAD_LENGTH);
                }
            }
            return sized(opcode, last, length);
        }

        private Optional<WebSocketViolation> sized(int opcode, boolean last, long length) {
            boolean control = opcode >= 8;
            if (!control && length > MAX - promised) {
                return Optional.of(WebSocketViolation.TOO_BIG);
            }
            if (!control) {
                promised += length;
                fragments++;
            }
            if (fragments > 128 + promised / 1_024) {
                return Optional.of(WebSocketViolation.TOO_MANY_FRAGMENTS);
            }
            boolean asks = control ? opcode == 8 : length > 0 || (last && promised > 0);
            idle += asks ? 0 : 1;
            if (idle > 128) {
                return Optional.of(WebSocketViolation.TOO_MANY_IDLE_FRAMES);
            }
            if (left() < 4) {
                at = input.length;
                return Optional.empty();
            }
            at += 4;
            int taken = (int) Math.min(length, left());
            at += taken;
            boolean whole = taken == length;
            inFrame = control && !whole;
            held += control ? 0 : taken;
            closed = opcode == 8 && whole;
            if (!control && last && whole) {
                inMessage = false;
                held = 0;
                promised = 0;
                fragments = 0;
            }
            return Optional.empty();
        }
    }
}
