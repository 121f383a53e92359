package io.securerpc.rpc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A connection that keeps what is sent, replies and events alike, in the order it was queued; its peer reads at once, unless told otherwise. */
final class RecordingChannel implements PushChannel {
    final List<String> sent = new CopyOnWriteArrayList<>();
    private final Subscriptions subscriptions = new Subscriptions();
    private final Map<QueuedMessage, Integer> held = new HashMap<>();
    private final Map<QueuedMessage, Integer> waiting = new LinkedHashMap<>();
    private final long budget;
    private boolean reading = true;
    private volatile boolean closed;
    private volatile boolean tooSlow;
    /** Between a message's being taken out of the queue and its leaving, where another thread may send. */
    private Runnable onTaken = () -> {};

    RecordingChannel() {
        this(Long.MAX_VALUE);
    }

    RecordingChannel(long budget) {
        this.budget = budget;
    }

    @Override
    public synchronized Offer hold(QueuedMessage message, int size) {
        return put(held, message, size);
    }

    @Override
    public synchronized Offer offer(QueuedMessage message, int size) {
        Integer before = held.remove(message);
        if (before == null) {
            return put(waiting, message, size);
        }
        waiting.put(message, before);
        return Offer.QUEUED;
    }

    @Override
    public synchronized Offer resize(QueuedMessage message, int size) {
        Map<QueuedMessage, Integer> where = held.containsKey(message) ? held : waiting;
        Integer before = where.get(message);
        if (closed || before == null) {
            return Offer.GONE;
        }
        if (queued() - before + size > budget) {
            return Offer.NO_ROOM;
        }
        where.put(message, size);
        return Offer.QUEUED;
    }

    @Override
    public synchronized boolean withdraw(QueuedMessage message) {
        return held.remove(message) != null || waiting.remove(message) != null;
    }

    @Override
    public void flush() {
        synchronized (sent) { // one after the other, as a connection does
            for (QueuedMessage next = next(); next != null; next = next()) {
                onTaken.run();
                sent.add(new String(next.leave(), StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void tooSlow() {
        tooSlow = true;
        breakOff();
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What a door does: the reply into the queue, then the events that waited for it. */
    void deliver(RpcReply reply) {
        reply.body().ifPresent(body -> sent.add(new String(body, StandardCharsets.UTF_8)));
        reply.queued().run();
    }

    synchronized void breakOff() {
        closed = true;
        held.clear();
        waiting.clear();
    }

    synchronized void stopReading() {
        reading = false;
    }

    /** Its peer reads one message, and meanwhile something happens. */
    void readOne(Runnable meanwhile) {
        onTaken = () -> {
            stopReading();
            meanwhile.run();
        };
        try {
            readAll();
        } finally {
            onTaken = () -> {};
        }
    }

    void readAll() {
        synchronized (this) {
            reading = true;
        }
        flush();
    }

    boolean wasTooSlow() {
        return tooSlow;
    }

    /** Bytes that are counted. */
    synchronized long queued() {
        return held.values().stream().mapToLong(size -> size).sum()
                + waiting.values().stream().mapToLong(size -> size).sum();
    }

    private Offer put(Map<QueuedMessage, Integer> where, QueuedMessage message, int size) {
        if (closed) {
            return Offer.GONE;
        }
        if (queued() + size > budget) {
            return Offer.NO_ROOM;
        }
        where.put(message, size);
        return Offer.QUEUED;
    }

    private synchronized QueuedMessage next() {
        if (closed || !reading || waiting.isEmpty()) {
            return null;
        }
        QueuedMessage next = waiting.keySet().iterator().next();
        waiting.remove(next);
        return next;
    }
}
