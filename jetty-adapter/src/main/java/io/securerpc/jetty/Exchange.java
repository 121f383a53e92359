package io.securerpc.jetty;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its arrival until it is over, and what it holds until then: given back once, when Jetty says so, and where Jetty never does, by {@link Exchanges}.
 *
 * <p><b>Threads</b>: any.
 */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String ATTRIBUTE = Exchange.class.getName();

    private final EndPoint endPoint;
    private final @Nullable HTTP2Session session;
    private final int stream;
    /** Null when it is over. */
    private @Nullable List<Runnable> holdings = new ArrayList<>();

    private int working;
    private long idleSince;

    private Exchange(Request request, long now) {
        Connection connection = request.getConnectionMetaData().getConnection();
        endPoint = Transport.raw(connection.getEndPoint());
        session = connection instanceof HTTP2Connection http2 ? http2.getSession() : null;
        stream = session == null ? 0 : Integer.parseInt(request.getId());
        idleSince = now;
    }

    /** One that begins, and ends with its request. */
    static Exchange begin(Request request, long now) {
        Exchange exchange = new Exchange(request, now);
        request.setAttribute(ATTRIBUTE, exchange);
        Request.addCompletionListener(request, failure -> exchange.end());
        return exchange;
    }

    /** That of a request, or of what wraps it, that is not over. */
    static Exchange of(Request request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Exchange exchange) {
            return exchange;
        }
        throw new IllegalStateException("request that has not begun, or is over");
    }

    /** Something to be given back when it is over, at once if it is. */
    void holds(Runnable giveBack) {
        synchronized (this) {
            if (holdings != null) {
                holdings.add(giveBack);
                return;
            }
        }
        giveBack.run();
    }

    /** A thread, or a call, is at it now: it is not over, whatever has become of its client. */
    synchronized void workBegins() {
        working++;
    }

    /** From now on it waits for its client alone. */
    synchronized void workEnds(long now) {
        working--;
        idleSince = now;
    }

    /** Gives back what it holds, the first time; whatever one of that throws, the rest as well. */
    void end() {
        List<Runnable> held;
        synchronized (this) {
            held = holdings;
            holdings = null;
        }
        if (held != null) {
            held.forEach(Exchange::giveBack);
        }
    }

    /** Whether nobody is at it and its client cannot be answered, because the connection is closed or the stream is gone. */
    boolean isDead() {
        return isWaiting() && (!endPoint.isOpen() || (session != null && session.getStream(stream) == null));
    }

    /** Whether nobody has been at it for longer than any client may take. */
    synchronized boolean isForgotten(long now, long mostNanos) {
        return isWaiting() && now - idleSince > mostNanos;
    }

    /** Resets its connection, on HTTP/2 with all its streams. */
    void reset() {
        Transport.reset(endPoint);
    }

    private synchronized boolean isWaiting() {
        return working == 0;
    }

    private static void giveBack(Runnable holding) {
        try {
            holding.run();
        } catch (RuntimeException | Error failure) {
            LOG.error(
                    "what a request holds could not be given back: {}",
                    Incident.of(failure).trace());
        }
    }
}
