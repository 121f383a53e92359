package io.securerpc.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How the events of one subscription, and the loss of events, are told. */
interface EventText {
    byte[] event(Object value);

    /** An event as {@link #event} wrote it, that says how many before it were dropped. */
    byte[] afterLoss(byte[] event, long dropped);

    /** The last message of a subscription that ends because of what was dropped. */
    byte[] lost(long dropped);

    /** The last message of a subscription that ends because the server stops. */
    byte[] stopping();

    static byte[] insert(byte[] text, int at, String piece) {
        byte[] inserted = piece.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(text.length + inserted.length)
                .put(text, 0, at)
                .put(inserted)
                .put(text, at, text.length - at)
                .array();
    }
}
