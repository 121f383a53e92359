package io.securerpc.jetty;

import io.securerpc.origin.Authority;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.server.internal.HTTP2ServerConnection;
import org.eclipse.jetty.http2.server.internal.HTTP2ServerSession;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.MathUtils;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connection of HTTP/2 on which a client that is refused before it has sent its body learns why, and on which frames that carry little are bounded. */
final class Http2Session extends HTTP2ServerSession {
    /** What Jetty resets a stream with by itself: more or less of a body than was announced, or more behind its end; and a window that is too wide. A request that has ended resets with others. */
    private static final Set<Integer> FAULTS = Set.of(
            ErrorCode.PROTOCOL_ERROR.code, ErrorCode.STREAM_CLOSED_ERROR.code, ErrorCode.FLOW_CONTROL_ERROR.code);

    private final FrameAllowance allowance = new FrameAllowance();
    private final HeaderRoom headers = new HeaderRoom();
    private Runnable onFlood = () -> {};
    private boolean flooded;

    Http2Session(
            Scheduler scheduler,
            EndPoint endPoint,
            TimedParser parser,
            Generator generator,
            ServerSessionListener listener,
            FlowControlStrategy flow) {
        super(scheduler, endPoint, parser, generator, listener, flow);
    }

    /** What is done, once, about a client that sends more frames than it has earned; it has been told. */
    void onFlood(Runnable action) {
        onFlood = action;
    }

    /** What its requests hold beside their bodies. */
    HeaderRoom headers() {
        return headers;
    }

    @Override
    public void onHeaders(HeadersFrame frame) {
        allowance.earnRequest();
        super.onHeaders(hasHostThatIsNone(frame.getMetaData()) ? failed(frame) : frame);
    }

    /** Beside an authority, Jetty has to read it, and takes one that it cannot read for a fault of the server, which has its place in the log: thirty lines for each request. */
    private static boolean hasHostThatIsNone(MetaData metaData) {
        if (!(metaData instanceof MetaData.Request request)) {
            return false;
        }
        String host = request.getHttpFields().get(HttpHeader.HOST);
        String authority = request.getHttpURI().getAuthority();
        return host != null
                && authority != null
                && !authority.equalsIgnoreCase(host)
                && Authority.parse(host).isEmpty();
    }

    /** The same request as one that the parser has refused: answered 400. */
    private static HeadersFrame failed(HeadersFrame frame) {
        MetaData refused = MetaData.Failed.newFailedMetaDataRequest(
                HttpVersion.HTTP_2, new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, "host"));
        return new HeadersFrame(frame.getStreamId(), refused, frame.getPriority(), frame.isEndStream());
    }

    /** Also what is read of a frame before the rest of it has come. */
    @Override
    public void onData(Stream.Data data) {
        DataFrame frame = data.frame();
        allowance.earnRead(frame.remaining());
        // What comes late, of a body whose request is answered, is the parser's to bound.
        if (frame.isEndStream() || getStream(frame.getStreamId()) == null || admits(frame)) {
            super.onData(data);
        }
    }

    /** Jetty keeps each, without a bound, while what is written waits for the client to read. */
    @Override
    public void onWindowUpdate(WindowUpdateFrame frame) {
        allowance.earnWritten(getBytesWritten());
        if (!admits(frame)) {
            return;
        }
        HTTP2Stream stream = getStream(frame.getStreamId());
        if (stream != null && MathUtils.sumOverflows(stream.updateSendWindow(0), frame.getWindowDelta())) {
            // Jetty would do so past the stream, whose request then never hears of it.
            stream.reset(new ResetFrame(stream.getId(), ErrorCode.FLOW_CONTROL_ERROR.code), Callback.NOOP);
        } else {
            super.onWindowUpdate(frame);
        }
    }

    private boolean admits(Frame frame) {
        // Not the frame itself: it might pass for one of an answered body, and be paid for by what may come of that.
        if (!flooded && !allowance.spend() && !getParser().rateControlOnEvent(frame.getType())) {
            flooded = true;
            onConnectionFailure(ErrorCode.ENHANCE_YOUR_CALM_ERROR.code, "too_many_small_frames");
            onFlood.run();
        }
        return !flooded;
    }

    private void expectLate(int stream, long bytes, boolean all) {
        ((TimedParser) getParser()).expectLate(stream, bytes, all);
    }

    @Override
    protected HTTP2Stream newStream(int id, MetaData.Request request, boolean local) {
        return new AnsweredStream(this, id, request, local);
    }

    /** Of a stream that is reset for a fault of its client, Jetty tells the client alone: the request would wait for its body, and what it holds would count, for ever. */
    private void fail(HTTP2Stream stream, int error) {
        if (FAULTS.contains(error) && getEndPoint().getConnection() instanceof HTTP2ServerConnection connection) {
            connection.onStreamFailure(
                    stream, new EofException("reset: " + ErrorCode.toString(error, "")), Callback.NOOP);
        }
    }

    /**
     * Whose answer is complete is asked to stop sending without an error (RFC 9113, section 8.1). Jetty says CANCEL, upon which Java's client from JDK 24 on throws the answer away.
     */
    private static final class AnsweredStream extends HTTP2Stream {
        private final Http2Session session;
        private final int rest;
        /** Whether that is all there can be. */
        private final boolean all;

        AnsweredStream(Http2Session session, int id, MetaData.Request request, boolean local) {
            super(session, id, request, local);
            this.session = session;
            long declared = request.getContentLength();
            all = declared >= 0 && declared <= Upload.MOST_LATE_BYTES;
            rest = all ? (int) declared : Upload.MOST_LATE_BYTES;
        }

        @Override
        public void reset(ResetFrame frame, Callback callback) {
            int error = frame.getError();
            boolean answered = isLocallyClosed()
                    && (error == ErrorCode.CANCEL_STREAM_ERROR.code || error == ErrorCode.NO_ERROR.code);
            if (answered) {
                takeRest();
            }
            super.reset(answered ? new ResetFrame(frame.getStreamId(), ErrorCode.NO_ERROR.code) : frame, callback);
            // Nothing is served yet where there is none.
            if (getAttachment() != null) {
                session.fail(this, error);
            }
        }

        /** Java's client of JDK 17 passes over the reset, and reads no answer before all of its body is sent: it needs the window for it. What comes is dropped. */
        private void takeRest() {
            session.expectLate(getId(), updateRecvWindow(rest) + (long) rest, all);
            if (rest > 0) {
                session.frames(this, List.of(new WindowUpdateFrame(getId(), rest)), Callback.NOOP);
            }
        }
    }
}
