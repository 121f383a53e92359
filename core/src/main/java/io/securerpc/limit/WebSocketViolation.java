package io.securerpc.limit;

/** What the frames of a WebSocket may not do, and the status code with which it is closed then (RFC 6455 section 7.4.1). */
public enum WebSocketViolation {
    /** A reserved bit, which only an extension gives a meaning, and none is ever agreed to (RFC 6455 section 5.2): nothing that is compressed gets in. */
    RESERVED_BITS(1002, "reserved bits without an extension"),
    /** An opcode that RFC 6455 does not define. */
    UNKNOWN_OPCODE(1002, "unknown opcode"),
    /** A frame of a client that is not masked (section 5.1). */
    UNMASKED(1002, "frame without a mask"),
    /** A ping, pong or close in fragments, or of more than 125 bytes (section 5.5). */
    BAD_CONTROL(1002, "control frame too long or in fragments"),
    /** A continuation of nothing, or a new message within one (section 5.4). */
    BAD_SEQUENCE(1002, "fragments out of order"),
    /** A length that is negative, or written in more bytes than it needs (section 5.2). */
    BAD_LENGTH(1002, "malformed length"),
    /** More than {@link Limits#maxRequestBytes()}, known from the frames' headers before the bytes have come. */
    TOO_BIG(1009, "message is too big"),
    /** More than {@link WebSocketFrames#MAX_FRAGMENTS} fragments, each beyond them with less than {@link WebSocketFrames#FRAGMENT_BYTES} on average. */
    TOO_MANY_FRAGMENTS(1008, "too many fragments"),
    /** More than {@link WebSocketFrames#MAX_IDLE_FRAMES} frames in a second that ask nothing. */
    TOO_MANY_IDLE_FRAMES(1008, "too many frames that ask nothing");

    private final int closeCode;
    private final String text;

    WebSocketViolation(int closeCode, String text) {
        this.closeCode = closeCode;
        this.text = text;
    }

    /**
     * What the peer is told.
     *
     * @return 1002, 1008 or 1009
     */
    public int closeCode() {
        return closeCode;
    }

    /**
     * The same in words.
     *
     * @return short enough for a close frame
     */
    public String text() {
        return text;
    }

    /**
     * Whether no honest peer does that: who runs the server is told then.
     *
     * @return true for floods
     */
    public boolean isFlood() {
        return this == TOO_MANY_FRAGMENTS || this == TOO_MANY_IDLE_FRAMES;
    }
}
