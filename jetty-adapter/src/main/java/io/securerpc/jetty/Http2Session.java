package io.securerpc.jetty;

import java.util.List;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.http2.generator.Generator;
import org.eclipse.jetty.http2.server.internal.HTTP2ServerSession;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** A connection of HTTP/2 on which a client that is refused before it has sent its body learns why. */
final class Http2Session extends HTTP2ServerSession {
    Http2Session(
            Scheduler scheduler,
            EndPoint endPoint,
            TimedParser parser,
            Generator generator,
            ServerSessionListener listener,
            FlowControlStrategy flow) {
        super(scheduler, endPoint, parser, generator, listener, flow);
    }

    private void expectLate(int stream, long bytes, boolean all) {
        ((TimedParser) getParser()).expectLate(stream, bytes, all);
    }

    @Override
    protected HTTP2Stream newStream(int id, MetaData.Request request, boolean local) {
        return new AnsweredStream(this, id, request, local);
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
