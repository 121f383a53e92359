package io.securerpc.jetty;

import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Request;

/** What all requests and answers of one server hold at this moment. */
final class ServerMemory {
    private final ByteBudget requests;
    private final ByteBudget responses;
    private final QueueBudget queues;
    private final AtomicLong exchanges = new AtomicLong();

    ServerMemory(Limits limits) {
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

    /** Counts one until its exchange is over, however it ends. */
    void begin(Request request) {
        exchanges.incrementAndGet();
        Request.addCompletionListener(request, end -> exchanges.decrementAndGet());
    }

    void count(Map<Gauge, Long> gauges) {
        gauges.put(Gauge.REQUESTS, exchanges.get());
        gauges.put(Gauge.REQUEST_BYTES, requests.held());
        gauges.put(Gauge.RESPONSE_BYTES, responses.held());
        gauges.put(Gauge.QUEUED_BYTES, queues.queuedBytes());
        gauges.put(Gauge.SUBSCRIPTIONS, queues.subscriptions());
    }
}
