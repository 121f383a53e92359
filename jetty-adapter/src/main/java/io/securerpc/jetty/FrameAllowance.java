package io.securerpc.jetty;

import io.securerpc.limit.WebSocketFrames;

/**
 * How many frames of HTTP/2 a client may send that cost more than they carry: pieces of a body, which wait in memory each by itself until they are read, and window updates, which wait while it does not
 * read what is written. Honest clients earn them, by what they ask and by the bytes that go either way; what is not used is not saved up without end.
 *
 * <p><b>Threads</b>: whoever parses.
 */
final class FrameAllowance {
    /** For each request, as for a WebSocket's message: clients that send in pieces fill 1 KiB and more. */
    static final int FRAMES_OF_REQUEST = WebSocketFrames.MAX_FRAGMENTS;

    static final int BYTES_OF_FRAME = WebSocketFrames.FRAGMENT_BYTES;

    /** All streams that there may be at once, a few megabytes of memory. */
    static final int MOST_FRAMES = Http2Factory.MAX_STREAMS * FRAMES_OF_REQUEST;

    private static final long MOST_BYTES = (long) MOST_FRAMES * BYTES_OF_FRAME;

    /** In bytes that are worth a frame. */
    private long left = (long) FRAMES_OF_REQUEST * BYTES_OF_FRAME;

    private long writtenBefore;

    void earnRequest() {
        earn((long) FRAMES_OF_REQUEST * BYTES_OF_FRAME);
    }

    /** Of bodies, without what pads them. */
    void earnRead(long bytes) {
        earn(bytes);
    }

    /**
     * What the client has taken.
     *
     * @param bytes in all, since the connection began
     */
    void earnWritten(long bytes) {
        earn(bytes - writtenBefore);
        writtenBefore = bytes;
    }

    /** Takes one frame's worth; false if nothing is left. */
    boolean spend() {
        if (left < BYTES_OF_FRAME) {
            return false;
        }
        left -= BYTES_OF_FRAME;
        return true;
    }

    private void earn(long bytes) {
        left = Math.min(MOST_BYTES, left + bytes);
    }
}
