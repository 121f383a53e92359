package io.securerpc.jetty;

import io.securerpc.rpc.Departure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What of one server has to end before it may stop: the requests, the calls that run on without them, and the WebSockets. The doors tell what begins and what ends; while the server stops,
 * they ask whether something may still begin.
 *
 * <p><b>Threads</b>: any.
 */
final class Drain {
    private final Map<EndPoint, Traffic> connections = new ConcurrentHashMap<>();
    private final Set<WebSocketDrain> webSockets = ConcurrentHashMap.newKeySet();
    private final Set<Departure> calling = ConcurrentHashMap.newKeySet();
    private final LongAdder entered = new LongAdder();
    private final LongAdder left = new LongAdder();
    private volatile boolean begun;

    /** From now on the server is not ready, and WebSockets that open are closed at once. */
    void begin() {
        begun = true;
    }

    boolean isBegun() {
        return begun;
    }

    /** A connection was accepted; nothing has been read from it. */
    void opened(EndPoint endPoint) {
        connections.put(endPoint, new Traffic());
    }

    void closed(EndPoint endPoint) {
        connections.remove(endPoint);
    }

    /** What runs on a connection; null if it is not open. */
    @Nullable
    Traffic traffic(EndPoint endPoint) {
        return connections.get(Transport.raw(endPoint));
    }

    /** Counts a request until it is answered or has failed; false if it came too late to be served, and must be {@linkplain #refuse refused}. */
    boolean admits(Request request, EndPoint endPoint) {
        Traffic traffic = traffic(endPoint);
        if (begun && endPoint.isOutputShutdown()) {
            // Jetty ends the connection behind an answer that had left without saying so when the stop began, and takes
            // the next request all the same.
            return false;
        }
        if (traffic == null || !enter(traffic, isHttp2(request) ? Long.parseLong(request.getId()) : 0)) {
            return false;
        }
        Exchange.of(request).holds(() -> leave(traffic));
        return true;
    }

    boolean enter(Traffic traffic, long stream) {
        boolean admitted = traffic.enter(stream);
        if (admitted) {
            entered.increment();
        }
        return admitted;
    }

    void leave(Traffic traffic) {
        left.increment();
        traffic.leave();
    }

    /**
     * Nothing of it has been looked at, and its client is told so where the protocol can say it: it may ask again elsewhere (RFC 9113 section 8.7). On HTTP/1.1 the connection ends without an answer:
     * Jetty's would say that the request failed, which it did not.
     */
    static void refuse(Request request, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (connection instanceof HTTP2Connection http2) {
            HTTP2Stream stream = http2.getSession().getStream(Integer.parseInt(request.getId()));
            if (stream != null) {
                stream.reset(new ResetFrame(stream.getId(), ErrorCode.REFUSED_STREAM_ERROR.code), Callback.NOOP);
            }
        } else {
            // The socket itself: over TLS the answer could still leave before the end of the stream.
            Transport.raw(connection.getEndPoint()).close();
        }
        callback.failed(new EofException("request is not served"));
    }

    /** The calls of a request run. */
    void running(Departure departure) {
        calling.add(departure);
    }

    /** It is answered; notifications may run on. */
    void answered(Departure departure) {
        departure.whenQuiet(() -> calling.remove(departure));
    }

    void opened(WebSocketDrain webSocket) {
        webSockets.add(webSocket);
    }

    void closed(WebSocketDrain webSocket) {
        webSockets.remove(webSocket);
    }

    List<WebSocketDrain> webSockets() {
        return List.copyOf(webSockets);
    }

    /** Of requests that are still not through. */
    List<Departure> calls() {
        return List.copyOf(calling);
    }

    long enteredCount() {
        return entered.sum();
    }

    long leftCount() {
        return left.sum();
    }

    private static boolean isHttp2(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }
}
