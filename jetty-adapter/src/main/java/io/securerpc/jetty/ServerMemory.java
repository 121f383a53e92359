package io.securerpc.jetty;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.proxy.ClientAddress;
import java.util.Map;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What all requests and answers of one server hold at this moment. */
final class ServerMemory {
    /** The objects of a stream, measured. */
    private static final long STREAM_BYTES = 2_048;

    /** Whole, and in its parts. */
    private static final long URI_COPIES = 4;

    private final ByteBudget requests;
    private final ByteBudget responses;
    private final QueueBudget queues;
    private final Exchanges exchanges;

    ServerMemory(Limits limits, LongSupplier nanoTime) {
        this.exchanges = new Exchanges(limits, nanoTime);
        this.requests = ByteBudget.withRoomForSmall(limits.memory().maxRequestBytesTotal(), limits.maxRequestBytes());
        this.responses = ByteBudget.of(limits.memory().maxResponseBytesTotal());
        this.queues = new QueueBudget(limits.maxQueuedBytesTotal());
    }

    /** Requests that are read, wait or run, of both doors. */
    ByteBudget requests() {
        return requests;
    }

    /** Answers over HTTP. */
    ByteBudget responses() {
        return responses;
    }

    /** Answers and events over WebSockets. */
    QueueBudget queues() {
        return queues;
    }

    /** Requests from their arrival until they are over. */
    Exchanges exchanges() {
        return exchanges;
    }

    /**
     * Counts what a request of HTTP/2 takes beside its body until its exchange is over: a connection has many of them, each with a header of its own, and a client that sends no body, or does not take
     * its answer, has them held. Over HTTP/1.1 a connection has one, and is counted itself.
     *
     * @param client whose it is
     * @param giveWay ends the connection
     * @return false if there is no room
     */
    boolean hold(Request request, ClientAddress client, Runnable giveWay) {
        if (!(request.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection)) {
            return true;
        }
        long bytes = headBytes(request);
        if (client instanceof ClientAddress.Forwarded) {
            // A proxy's connection has the requests of many: what is one's own is not to be counted as another's.
            ByteBudget.Share share = requests.open(client.address(), giveWay);
            Exchange.of(request).holds(share::release);
            return share.grow(bytes);
        }
        HeaderRoom room = ((Http2Session) connection.getSession()).headers();
        Exchange.of(request).holds(() -> room.release(bytes));
        return room.hold(bytes, () -> requests.open(client.address(), giveWay));
    }

    private static long headBytes(Request request) {
        long bytes = STREAM_BYTES + URI_COPIES * length(request.getHttpURI());
        for (HttpField field : request.getHeaders()) {
            bytes += length(field.getName()) + length(field.getValue());
        }
        return bytes;
    }

    /** Of all its parts, whichever of them a client makes long; without what is between them. The whole would have to be made for this. */
    static long length(HttpURI uri) {
        return length(uri.getScheme())
                + length(uri.getUser())
                + length(uri.getHost())
                + length(uri.getPath())
                + length(uri.getQuery())
                + length(uri.getFragment());
    }

    private static long length(@Nullable String part) {
        return part == null ? 0 : part.length();
    }

    void count(Map<Gauge, Long> gauges) {
        gauges.put(Gauge.REQUESTS, exchanges.count());
        gauges.put(Gauge.REQUEST_BYTES, requests.held());
        gauges.put(Gauge.RESPONSE_BYTES, responses.held());
        gauges.put(Gauge.QUEUED_BYTES, queues.queuedBytes());
        gauges.put(Gauge.SUBSCRIPTIONS, queues.subscriptions());
    }
}
