package io.securerpc.jetty;

import io.securerpc.limit.ConnectionLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * Looks regularly for connections that take too long over the header of a request, or over a message of a WebSocket, and resets them. An idle timeout does not: each byte begins it anew.
 *
 * <p>Looking costs a few reads for each connection, where a timer for each request would cost every honest one. Nobody is reset early, and nobody later than a tenth over his time and a look.
 */
final class SlowConnections {
    private static final long LONGEST_PERIOD_MILLIS = 1_000;

    private final Server server;
    private final long headerNanos;
    private final long periodMillis;
    private Map<EndPoint, Begun> begun = new HashMap<>();

    /** A header of HTTP/1 that was seen unfinished, and how many requests had begun then. */
    private record Begun(long at, long requests) {}

    private SlowConnections(Server server, Duration headerTimeout, Duration messageTimeout) {
        this.server = server;
        this.headerNanos = headerTimeout.toNanos();
        long shorter = Math.min(headerTimeout.toMillis(), messageTimeout.toMillis());
        this.periodMillis = Math.max(10, Math.min(LONGEST_PERIOD_MILLIS, shorter / 10));
    }

    static void watch(Server server, ConnectionLimits limits) {
        SlowConnections slow = new SlowConnections(server, limits.headerTimeout(), limits.messageTimeout());
        Rounds.begin(
                server.getScheduler(), server.getThreadPool(), slow.periodMillis, () -> slow.look(System.nanoTime()));
    }

    private void look(long now) {
        Map<EndPoint, Begun> unfinished = new HashMap<>();
        for (Connector connector : server.getConnectors()) {
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                overdue(endPoint, now, unfinished)
                        .ifPresent(limit -> ConnectionGuard.of(connector).dropSlow(endPoint, limit));
            }
        }
        begun = unfinished;
    }

    /** The key of the time that has passed. */
    private Optional<String> overdue(EndPoint endPoint, long now, Map<EndPoint, Begun> unfinished) {
        Connection top = top(endPoint);
        if (top instanceof WebSocketConnection && top.getEndPoint() instanceof MeteredEndPoint metered) {
            return metered.incoming().overdue();
        }
        if (top instanceof HTTP2Connection http2
                && http2.getSession() instanceof Http2Session session
                && session.getFrameQueueSize() > Http2Factory.MAX_QUEUED_FRAMES) {
            return Optional.of("number of http/2 frames that wait to be read");
        }
        return owedNanos(endPoint, top, now, unfinished) > headerNanos
                ? Optional.of("header_timeout")
                : Optional.empty();
    }

    private long owedNanos(EndPoint endPoint, Connection top, long now, Map<EndPoint, Begun> unfinished) {
        if (top instanceof HTTP2Connection http2 && http2.getSession().getParser() instanceof TimedParser parser) {
            return parser.owedNanos(now);
        }
        if (!(top instanceof HttpConnection http) || !isInHeader(http.getParser())) {
            return 0;
        }
        Begun before = begun.get(endPoint);
        long requests = http.getMessagesIn();
        // A request counts once its first line is read, so that one more is the same header; two are another one.
        Begun since = before != null && requests - before.requests <= 1 ? before : new Begun(now, requests);
        unfinished.put(endPoint, since);
        return now - since.at;
    }

    /** Blank lines before a request are none: whoever sends them holds no more than an idle connection. */
    static boolean isInHeader(HttpParser parser) {
        return parser.inHeaderState() && !parser.isStart();
    }

    static Connection top(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection tls ? tls.getSslEndPoint().getConnection() : connection;
    }
}
