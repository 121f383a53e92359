package io.securerpc.jetty;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Ends the connections of a server that stops as soon as nothing runs on them, each as its protocol has it. Asked to proceed regularly, by one thread; any may ask what is finished.
 *
 * <p>HTTP/1.1: a connection without a request is closed; one with a request is closed behind its answer, which says {@code Connection: close}. A request of which the first bytes have come is
 * waited for.
 *
 * <p>HTTP/2, as RFC 9113 section 6.8 asks: a GOAWAY that refuses nothing says that the end is near, and a second one, when the peer is known to have read the first, names the last stream that is answered.
 * Whatever was under way meanwhile is answered. Jetty's own shutdown sends the second at once where no stream is open, so that a request that is on its way is lost, and never where a client goes on
 * asking.
 */
final class Goodbyes {
    /** For a peer that does not answer the ping behind the first GOAWAY; as long as Go's server waits. */
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a peer that does not close when we have: what it has sent and we have not read would reset the connection, with answers in it that it has not read. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(ClientConnections.ABORT_AFTER_MILLIS);

    private static final PingFrame PING = new PingFrame(0x7374_6f70_7069_6e67L, false);
    private static final byte[] REASON = "server is stopping".getBytes(StandardCharsets.UTF_8);

    /** The highest stream there can be: refuses nothing. */
    private static final GoAwayFrame NEAR = new GoAwayFrame(Integer.MAX_VALUE, ErrorCode.NO_ERROR.code, REASON);

    private final Drain drain;
    private final Map<EndPoint, Goodbye> goodbyes = new ConcurrentHashMap<>();

    Goodbyes(Drain drain) {
        this.drain = drain;
    }

    private static final class Goodbye {
        long pingedAt;
        boolean pinged;
        boolean streamsEnded;
        long awaitedSince;
        boolean awaited;
        long finishedAt;
        volatile boolean finished;
    }

    /** Goes as far towards the end of a connection as it can now. */
    void proceed(EndPoint endPoint, long now) {
        Traffic traffic = drain.traffic(endPoint);
        if (traffic == null) {
            return; // not yet open, or not any more
        }
        Goodbye goodbye = goodbyes.computeIfAbsent(endPoint, any -> new Goodbye());
        Connection top = SlowConnections.top(endPoint);
        if (goodbye.finished) {
            if (now - goodbye.finishedAt > LINGER_NANOS) {
                endPoint.close();
            }
        } else if (top instanceof HTTP2Connection http2 && hasBegun(http2)) {
            proceed(http2.getSession(), traffic, goodbye, now);
            if (goodbye.streamsEnded && http2.getSession().getStreams().isEmpty() && traffic.endIfIdle()) {
                finish(top, goodbye, now);
            }
        } else if (!(top instanceof WebSocketConnection)
                && !(top instanceof HttpConnection http && isComing(http, traffic, goodbye, now))
                && traffic.endIfIdle()) {
            finish(top, goodbye, now);
        }
    }

    /** Whether all that was asked on a connection is answered, and its peer knows that it is closed. */
    boolean isFinished(EndPoint endPoint) {
        Goodbye goodbye = goodbyes.get(endPoint);
        return goodbye != null && goodbye.finished;
    }

    /** Whether somebody answers a question of ours that only this class asks. */
    static boolean isAnswer(PingFrame ping) {
        return ping.isReply() && ping.getPayloadAsLong() == PING.getPayloadAsLong();
    }

    private static void proceed(HTTP2Session session, Traffic traffic, Goodbye goodbye, long now) {
        if (!goodbye.pinged) {
            goodbye.pinged = true;
            goodbye.pingedAt = now;
            // Past the session's own book-keeping, which would send the second one on its heels.
            session.frames(null, List.of(NEAR, PING), Callback.NOOP);
        } else if (!goodbye.streamsEnded && (traffic.isHeard() || now - goodbye.pingedAt > PING_NANOS)) {
            goodbye.streamsEnded = true;
            session.goAway(new GoAwayFrame(traffic.endAboveHighest(), ErrorCode.NO_ERROR.code, REASON), Callback.NOOP);
        }
    }

    /** Whether a request has begun to come, or has come and is not yet being served; one that is refused for its form never is, so that is believed for a moment only. */
    private static boolean isComing(HttpConnection http, Traffic traffic, Goodbye goodbye, long now) {
        if (SlowConnections.isInHeader(http.getParser())) {
            return true;
        }
        if (http.getMessagesIn() <= traffic.entered()) {
            return false;
        }
        if (!goodbye.awaited) {
            goodbye.awaited = true;
            goodbye.awaitedSince = now;
        }
        return now - goodbye.awaitedSince < LINGER_NANOS;
    }

    /** The first frame of a server is SETTINGS, in answer to the client's preface: nothing may go before it. */
    private static boolean hasBegun(HTTP2Connection http2) {
        return http2.getSession().getParser() instanceof TimedParser parser && parser.hasBegun();
    }

    private static void finish(Connection top, Goodbye goodbye, long now) {
        goodbye.finished = true;
        goodbye.finishedAt = now;
        top.getEndPoint().shutdownOutput();
    }
}
