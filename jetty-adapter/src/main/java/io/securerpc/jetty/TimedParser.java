package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /** More of them at once than a client has streams: it has gone on to others since. */
    private static final int MOST_ENDLESS = Http2Factory.MAX_STREAMS;

    private final AtomicLong late = new AtomicLong();
    /** What may still come on streams whose body may be larger, so that its sender would wait for more room in vain. */
    private final Map<Integer, Long> endless = new LinkedHashMap<>();

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

    /**
     * So much may still come of a body whose request is answered.
     *
     * @param all whether it can be no more
     */
    void expectLate(int stream, long bytes, boolean all) {
        late.addAndGet(2 * bytes);
        if (!all) {
            synchronized (endless) {
                // Less than its window: what came before the reset has taken of that.
                endless.put(stream, (long) Upload.MOST_LATE_BYTES);
                if (endless.size() > MOST_ENDLESS) {
                    endless.remove(endless.keySet().iterator().next());
                }
            }
        }
    }

    /**
     * What a client had under way when it was answered is no flood, but for frames so small that nobody sends a body in them. One that has used up its window, and is not through, passes over
     * that it was asked to stop, and would wait in vain: it learns that from the end of the connection.
     */
    @Override
    public boolean rateControlOnEvent(Object event) {
        if (!(event instanceof DataFrame data)) {
            return super.rateControlOnEvent(event);
        }
        return !usesUp(data)
                && (takeLate(Math.max(data.remaining(), LATE_FRAME_BYTES)) || super.rateControlOnEvent(event));
    }

    private boolean usesUp(DataFrame data) {
        synchronized (endless) {
            Long left = endless.remove(data.getStreamId());
            if (left == null || data.isEndStream()) {
                return false;
            }
            endless.put(data.getStreamId(), left - data.flowControlLength());
            return left <= data.flowControlLength();
        }
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
