package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http2.Flags;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.FrameType;
import org.eclipse.jetty.http2.parser.ServerParser;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RateControl;

/** Reads HTTP/2, and knows since when it waits for the rest of a preface, of a frame, or of a header that goes on in another frame. Bodies are timed where they are read. */
final class TimedParser extends ServerParser {
    /** Half of what clients fill; that is as often as full ones can be cut by the ends of what is read, for which there is twice the room. */
    private static final long LATE_FRAME_BYTES = Frame.DEFAULT_MAX_SIZE / 2;

    private final AtomicLong late = new AtomicLong();
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

    /** So much may still come of a body whose request is answered. */
    void expectLate(long bytes) {
        late.addAndGet(2 * bytes);
    }

    /** What a client had under way when it was answered is no flood, but for frames so small that nobody sends a body in them. */
    @Override
    public boolean rateControlOnEvent(Object event) {
        return (event instanceof DataFrame data && takeLate(Math.max(data.remaining(), LATE_FRAME_BYTES)))
                || super.rateControlOnEvent(event);
    }

    private boolean takeLate(long bytes) {
        return late.getAndUpdate(left -> left < bytes ? left : left - bytes) >= bytes;
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
