package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What one client sends over one WebSocket, read frame by frame before anybody acts on it, so that it is known what the client owes and when it is too much.
 *
 * <p>It keeps no payload and undoes no mask: what the bytes say is for others. A message that is too big is refused by the header that makes it so.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #MAX_IDLE_FRAMES}: 128 in a second, as for HTTP/2: pings, pongs and empty frames; honest clients ping every few seconds
 *   <li>{@link #MAX_FRAGMENTS}: 128 of any size in one message, and one more for each {@link #FRAGMENT_BYTES}: clients that send in fragments fill 4 KiB and more
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>Whatever is not RFC 6455 from a client without extensions ends it, and nothing that follows is read. Bytes are not judged: text that is no UTF-8 is found by whoever decodes it.
 *
 * <h2>Threads</h2>
 *
 * <p>One at a time reads; any may ask what is owed.
 */
public final class WebSocketFrames {
    /** Pings, pongs and frames without a byte, in one second. */
    public static final int MAX_IDLE_FRAMES = 128;

    /** Frames of one message, however small they are. */
    public static final int MAX_FRAGMENTS = 128;

    /** Bytes that make one more fragment worth its while. */
    public static final int FRAGMENT_BYTES = 1_024;

    private static final long SECOND = 1_000_000_000;
    private static final long NEVER = Long.MIN_VALUE;
    private static final int MAX_CONTROL_BYTES = 125;
    private static final int MASK_BYTES = 4;

    private enum Stage {
        OPCODE,
        LENGTH,
        LONG_LENGTH,
        MASK,
        PAYLOAD,
        /** The peer has said goodbye: what follows counts for nothing (RFC 6455 section 1.4). */
        CLOSED,
        REFUSED
    }

    private final long maxMessageBytes;
    private Stage stage = Stage.OPCODE;
    private Optional<WebSocketViolation> refused = Optional.empty();
    private boolean last;
    private int opcode;
    /** Of a length or mask that is being read. */
    private int bytesLeft;

    private int lengthBytes;
    private long length;
    private long payloadLeft;
    private boolean inMessage;
    private int fragments;
    private long messageBytes;
    private long readAt;
    private long secondBegan = NEVER;
    private int idleFrames;
    private volatile long heldBytes;
    private volatile long frameBegan = NEVER;
    private volatile long messageBegan = NEVER;
    private volatile boolean closed;

    /**
     * Knows nothing yet.
     *
     * @param maxMessageBytes in all frames of one message together
     */
    public WebSocketFrames(long maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Reads what has come, to its end or to the first violation; from then on that is the answer to everything.
     *
     * @param bytes taken from its position to its limit
     * @param now nanoseconds, by the clock of {@link #frameOwed} and {@link #messageOwed}, which may stand still
     * @param realNow nanoseconds, by a clock that never does: what comes in a second is counted by it
     * @return empty while all is well
     */
    public Optional<WebSocketViolation> read(ByteBuffer bytes, long now, long realNow) {
        requireNonNull(bytes, "bytes");
        readAt = realNow;
        while (bytes.hasRemaining() && stage != Stage.REFUSED && stage != Stage.CLOSED) {
            switch (stage) {
                case OPCODE -> opcode(bytes.get(), now);
                case LENGTH -> length(bytes.get());
                case LONG_LENGTH -> longLength(bytes.get());
                case MASK -> mask(bytes);
                default -> payload(bytes);
            }
        }
        bytes.position(bytes.limit());
        heldBytes = inMessage ? messageBytes - payloadLeftOfMessage() : 0;
        return refused;
    }

    /**
     * Payload of the unfinished message that has come so far, which is what somebody has to keep.
     *
     * @return bytes, never more than a message may have
     */
    public long heldBytes() {
        return heldBytes;
    }

    /**
     * How long the peer has owed the rest of a frame's header, or of a ping, pong or close.
     *
     * @param now nanoseconds, by the clock of {@link #read}
     * @return nanoseconds; 0 if it owes nothing
     */
    public long frameOwed(long now) {
        return owed(frameBegan, now);
    }

    /**
     * How long the peer has owed the rest of a message.
     *
     * @param now nanoseconds, by the clock of {@link #read}
     * @return nanoseconds since the message's first byte; 0 if it owes nothing
     */
    public long messageOwed(long now) {
        return owed(messageBegan, now);
    }

    /**
     * Whether the peer has sent its close frame.
     *
     * @return true from its last byte on
     */
    public boolean isClosed() {
        return closed;
    }

    private static long owed(long began, long now) {
        return began == NEVER ? 0 : now - began;
    }

    private void opcode(byte first, long now) {
        frameBegan = now;
        last = (first & 0x80) != 0;
        opcode = first & 0x0f;
        boolean continuation = opcode == 0;
        if ((first & 0x70) != 0) {
            refuse(WebSocketViolation.RESERVED_BITS);
        } else if (opcode > 10 || (opcode > 2 && opcode < 8)) {
            refuse(WebSocketViolation.UNKNOWN_OPCODE);
        } else if (isControl() && !last) {
            refuse(WebSocketViolation.BAD_CONTROL);
        } else if (!isControl() && continuation != inMessage) {
            refuse(WebSocketViolation.BAD_SEQUENCE);
        } else {
            if (!isControl() && !inMessage) {
                inMessage = true;
                messageBegan = now;
            }
            stage = Stage.LENGTH;
        }
    }

    private void length(byte second) {
        length = second & 0x7f;
        if ((second & 0x80) == 0) {
            refuse(WebSocketViolation.UNMASKED);
        } else if (isControl() && length > MAX_CONTROL_BYTES) {
            refuse(WebSocketViolation.BAD_CONTROL);
        } else if (length > MAX_CONTROL_BYTES) {
            lengthBytes = length == 126 ? 2 : 8;
            bytesLeft = lengthBytes;
            length = 0;
            stage = Stage.LONG_LENGTH;
        } else {
            sized();
        }
    }

    private void longLength(byte next) {
        // At once: Jetty, too, does not wait for the rest of a length that is negative.
        if (bytesLeft == 8 && next < 0) {
            refuse(WebSocketViolation.BAD_LENGTH);
            return;
        }
        length = (length << 8) | (next & 0xff);
        bytesLeft--;
        if (bytesLeft > 0) {
            return;
        }
        if (length <= (lengthBytes == 2 ? MAX_CONTROL_BYTES : 0xffff)) {
            refuse(WebSocketViolation.BAD_LENGTH);
        } else {
            sized();
        }
    }

    /** All of it is known but its mask and its payload: whether it is too much is decided before they come. */
    private void sized() {
        if (!isControl()) {
            // No sum that could overflow.
            if (length > maxMessageBytes - messageBytes) {
                refuse(WebSocketViolation.TOO_BIG);
                return;
            }
            fragments++;
            messageBytes += length;
            if (fragments > MAX_FRAGMENTS + messageBytes / FRAGMENT_BYTES) {
                refuse(WebSocketViolation.TOO_MANY_FRAGMENTS);
                return;
            }
        }
        if (asksNothing() && isOneTooMany()) {
            refuse(WebSocketViolation.TOO_MANY_IDLE_FRAMES);
            return;
        }
        bytesLeft = MASK_BYTES;
        stage = Stage.MASK;
    }

    /** A message may end with an empty fragment: whoever writes a stream knows its end only afterwards. */
    private boolean asksNothing() {
        return isControl() ? opcode != 8 : length == 0 && !(last && messageBytes > 0);
    }

    private boolean isOneTooMany() {
        if (secondBegan == NEVER || readAt - secondBegan >= SECOND) {
            secondBegan = readAt;
            idleFrames = 0;
        }
        idleFrames++;
        return idleFrames > MAX_IDLE_FRAMES;
    }

    private void mask(ByteBuffer bytes) {
        int taken = Math.min(bytesLeft, bytes.remaining());
        bytes.position(bytes.position() + taken);
        bytesLeft -= taken;
        if (bytesLeft > 0) {
            return;
        }
        payloadLeft = length;
        if (!isControl()) {
            frameBegan = NEVER;
        }
        stage = Stage.PAYLOAD;
        if (payloadLeft == 0) {
            frameEnds();
        }
    }

    private void payload(ByteBuffer bytes) {
        int taken = (int) Math.min(payloadLeft, bytes.remaining());
        bytes.position(bytes.position() + taken);
        payloadLeft -= taken;
        if (payloadLeft == 0) {
            frameEnds();
        }
    }

    private void frameEnds() {
        frameBegan = NEVER;
        stage = Stage.OPCODE;
        if (opcode == 8) {
            stage = Stage.CLOSED;
            closed = true;
            messageEnds();
        } else if (!isControl() && last) {
            messageEnds();
        }
    }

    private void messageEnds() {
        inMessage = false;
        messageBegan = NEVER;
        messageBytes = 0;
        fragments = 0;
    }

    /** Of what its headers have promised. */
    private long payloadLeftOfMessage() {
        if (isControl()) {
            return 0;
        }
        return stage == Stage.PAYLOAD ? payloadLeft : stage == Stage.MASK ? length : 0;
    }

    private void refuse(WebSocketViolation violation) {
        stage = Stage.REFUSED;
        refused = Optional.of(violation);
        frameBegan = NEVER;
        messageEnds();
    }

    private boolean isControl() {
        return opcode >= 8;
    }
}
