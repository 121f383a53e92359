package io.securerpc.jetty;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http2.Flags;
import org.eclipse.jetty.http2.frames.FrameType;
import org.eclipse.jetty.http2.parser.ServerParser;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RateControl;

/** Reads HTTP/2, and knows since when it waits for the rest of a preface, of a frame, or of a header that goes on in another frame. Bodies are timed where they are read. */
final class TimedParser extends ServerParser {
    /** Nanoseconds; 0 while nothing is begun. Written by whoever parses, read by whoever looks. */
    private volatile long begunAt = now();

    private boolean headerGoesOn;
    private volatile boolean begun;

    TimedParser(ByteBufferPool buffers, int maxHeaderBytes, RateControl rate) {
        super(buffers, maxHeaderBytes, rate);
    }

    /** How long the peer has owed the rest of something; 0 if it owes nothing. */
    long owedNanos(long now) {
        long begun = begunAt;
        return begun == 0 ? 0 : now - begun;
    }

    /** Whether the preface has come, and the first frame behind it. */
    boolean hasBegun() {
        return begun;
    }

    @Override
    protected boolean parseHeader(ByteBuffer buffer) {
        boolean begins = buffer.hasRemaining();
        boolean done = super.parseHeader(buffer);
        if (begins && begunAt == 0) {
            begunAt = now();
        }
        if (done && (is(FrameType.HEADERS) || is(FrameType.CONTINUATION))) {
            headerGoesOn = !hasFlag(Flags.END_HEADERS);
        } else if (done && is(FrameType.DATA)) {
            begunAt = 0;
        }
        return done;
    }

    @Override
    protected boolean parseBody(ByteBuffer buffer) {
        boolean done = super.parseBody(buffer);
        if (done && !begun) {
            begun = true;
        }
        if (done && !headerGoesOn) {
            begunAt = 0;
        }
        return done;
    }

    private boolean is(FrameType type) {
        return getFrameType() == type.getType();
    }

    private static long now() {
        long now = System.nanoTime();
        return now == 0 ? 1 : now;
    }
}
