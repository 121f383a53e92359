package io.securerpc.jetty;

import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.FlowControlStrategy;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.server.ServerSessionListener;
import org.eclipse.jetty.http2.frames.ResetFrame;
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

    @Override
    protected HTTP2Stream newStream(int id, MetaData.Request request, boolean local) {
        return new AnsweredStream(this, id, request, local);
    }

    /**
     * Whose answer is complete is asked to stop sending without an error (RFC 9113, section 8.1). Jetty says CANCEL, upon which Java's client from JDK 24 on throws the answer away.
     */
    private static final class AnsweredStream extends HTTP2Stream {
        AnsweredStream(HTTP2Session session, int id, MetaData.Request request, boolean local) {
            super(session, id, request, local);
        }

        @Override
        public void reset(ResetFrame frame, Callback callback) {
            boolean answered = isLocallyClosed() && frame.getError() == ErrorCode.CANCEL_STREAM_ERROR.code;
            super.reset(answered ? new ResetFrame(frame.getStreamId(), ErrorCode.NO_ERROR.code) : frame, callback);
        }
    }
}
