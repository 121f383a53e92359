package io.securerpc.limit;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Each bound of a server by its name, as a number: what a dashboard shows beside the use. */
final class LimitNumbers {
    private final Map<String, Double> numbers = new TreeMap<>();

    private LimitNumbers() {}

    static Map<String, Double> of(Limits limits) {
        LimitNumbers all = new LimitNumbers();
        all.put("max.request.bytes", limits.maxRequestBytes());
        all.put("max.response.bytes", limits.maxResponseBytes());
        all.put("max.json.depth", limits.maxJsonDepth());
        all.put("max.batch.length", limits.maxBatchLength());
        all.put("max.connections", limits.maxConnections());
        all.put("max.subscriptions", limits.maxSubscriptions());
        all.put("max.queued.bytes", limits.maxQueuedBytes());
        all.put("max.queued.bytes.total", limits.maxQueuedBytesTotal());
        all.put("idle.timeout", limits.idleTimeout());
        all.put("handshake.timeout", limits.handshakeTimeout());
        all.add(limits.connections());
        all.add(limits.calls());
        all.add(limits.memory());
        return Map.copyOf(all.numbers);
    }

    private void add(ConnectionLimits limits) {
        put("max.connections.per.address", limits.maxConnectionsPerAddress());
        put("max.connections.per.network", limits.maxConnectionsPerNetwork());
        put("max.connections.per.caller", limits.maxConnectionsPerCaller());
        put("max.handshakes", limits.maxHandshakes());
        put("header.timeout", limits.headerTimeout());
        put("body.timeout", limits.bodyTimeout());
        put("message.timeout", limits.messageTimeout());
        put("response.timeout", limits.responseTimeout());
    }

    private void add(CallLimits limits) {
        put("max.calls", limits.maxCalls());
        put("max.waiting.calls", limits.maxWaitingCalls());
        put("max.running.calls.per.client", limits.maxRunningCallsPerClient());
        put("max.calls.per.connection", limits.maxCallsPerConnection());
        put("reserved.calls", limits.reservedCalls());
        put("method.timeout", limits.methodTimeout());
    }

    private void add(MemoryLimits limits) {
        put("max.request.bytes.total", limits.maxRequestBytesTotal());
        put("max.response.bytes.total", limits.maxResponseBytesTotal());
    }

    private void put(String name, long number) {
        numbers.put(name, (double) number);
    }

    private void put(String name, Duration time) {
        numbers.put(name, time.toMillis() / 1000.0);
    }
}
