package io.securerpc.testsupport;

import java.io.ByteArrayOutputStream;

/** Bytes that are put together for the wire. */
public final class Bytes {
    private Bytes() {}

    /** Returns the parts, one behind the other. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** Returns the same bytes again and again. */
    public static byte[] repeated(byte[] part, int times) {
        ByteArrayOutputStream repeated = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            repeated.writeBytes(part);
        }
        return repeated.toByteArray();
    }
}
