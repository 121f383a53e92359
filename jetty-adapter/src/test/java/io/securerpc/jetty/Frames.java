package io.securerpc.jetty;

import io.securerpc.testsupport.Bytes;
import io.securerpc.testsupport.RawWebSocket;
import java.nio.charset.StandardCharsets;

/** Frames of a WebSocket's client, to be written together. */
final class Frames {
    static final byte[] NONE = {};
    static final byte[] ONE = {' '};

    private Frames() {}

    /** A whole message. */
    static byte[] text(String message) {
        return text(true, message.getBytes(StandardCharsets.UTF_8));
    }

    /** The first frame of a message, which may be its last. */
    static byte[] text(boolean last, byte[] payload) {
        return RawWebSocket.frame(last, RawWebSocket.TEXT, payload);
    }

    /** Frames within a message, none of which is its last. */
    static byte[] continuations(int times, byte[] payload) {
        return Bytes.repeated(RawWebSocket.frame(false, RawWebSocket.CONTINUATION, payload), times);
    }

    static byte[] pings(int times) {
        return Bytes.repeated(RawWebSocket.frame(true, RawWebSocket.PING, NONE), times);
    }
}
