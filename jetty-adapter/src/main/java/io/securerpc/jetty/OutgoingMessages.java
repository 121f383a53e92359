package io.securerpc.jetty;

import io.securerpc.rpc.PushChannel.Offer;
import io.securerpc.rpc.QueuedMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;

/**
 * The unsent text messages of one WebSocket: a few are with the transport, the rest wait here, and their memory is bounded, so that a peer that does not read costs no more than that and
 * no thread waits for it. Every byte is counted from the moment it is taken until the transport has done with it, or until it is known that it never will.
 */
final class OutgoingMessages {
    /** What a message costs beside its text: the objects that hold it. */
    static final int OVERHEAD = 192;

    /** Small messages that are ready together leave in one write. */
    private static final int GROUP_BYTES = 8_192;

    private final OutgoingFrames remote;
    private final long maxBytes;
    private final QueueBudget budget;
    private final BooleanSupplier cut;
    private final Executor threads;
    private final AtomicBoolean due = new AtomicBoolean();
    private final Map<QueuedMessage, Long> waiting = new LinkedHashMap<>();
    private final Map<QueuedMessage, Long> held = new HashMap<>();
    private final Sender sender = new Sender();
    /** With the transport. */
    private long leaving;

    private long queued;
    private boolean closed;

    OutgoingMessages(OutgoingFrames remote, long maxBytes, QueueBudget budget, BooleanSupplier cut, Executor threads) {
        this.remote = remote;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.cut = cut;
        this.threads = threads;
    }

    synchronized Offer hold(QueuedMessage message, int size) {
        return put(held, message, cost(size));
    }

    synchronized Offer offer(QueuedMessage message, int size) {
        Long counted = held.remove(message);
        if (counted == null) {
            return put(waiting, message, cost(size));
        }
        waiting.put(message, counted);
        return Offer.QUEUED;
    }

    synchronized Offer resize(QueuedMessage message, int size) {
        Map<QueuedMessage, Long> where = held.containsKey(message) ? held : waiting;
        Long before = where.get(message);
        if (before == null) {
            return Offer.GONE;
        }
        long more = cost(size) - before;
        if (more > 0 && queued + more > maxBytes) {
            return Offer.NO_ROOM;
        }
        where.put(message, cost(size));
        count(more);
        return Offer.QUEUED;
    }

    synchronized boolean withdraw(QueuedMessage message) {
        Long counted = held.remove(message);
        if (counted == null) {
            counted = waiting.remove(message);
        }
        count(counted == null ? 0 : -counted);
        return counted != null;
    }

    /** Sends what can be sent without waiting; called without a lock. */
    void flush() {
        budget.relieve();
        sender.iterate();
    }

    /**
     * The same, soon and on another thread: whoever has an event for a thousand subscribers is not the one to encrypt and write it a thousand times, and what comes meanwhile leaves together
     * with it.
     */
    void flushSoon() {
        budget.relieve();
        if (isBusy() || !due.compareAndSet(false, true)) {
            return;
        }
        try {
            threads.execute(() -> {
                due.set(false);
                sender.iterate();
            });
        } catch (RejectedExecutionException stopping) {
            sender.iterate();
        }
    }

    /**
     * Drops what waits and takes nothing more.
     *
     * @return whether this call was the one that did
     */
    synchronized boolean discard() {
        boolean first = !closed;
        closed = true;
        waiting.clear();
        held.clear();
        count(leaving - queued);
        return first;
    }

    /** Counts nothing any more, because the transport is closed: it may never say so of what it was given. */
    synchronized void release() {
        discard();
        leaving = 0;
        count(-queued);
    }

    synchronized long queuedBytes() {
        return queued;
    }

    /** What waits will be taken along when the transport has done with what it has. */
    private synchronized boolean isBusy() {
        return leaving > 0;
    }

    private Offer put(Map<QueuedMessage, Long> where, QueuedMessage message, long cost) {
        if (closed) {
            return Offer.GONE;
        }
        // One message is always taken, however large: the size of an answer has its own limit.
        if (queued > 0 && queued + cost > maxBytes) {
            return Offer.NO_ROOM;
        }
        where.put(message, cost);
        count(cost);
        return Offer.QUEUED;
    }

    private void count(long bytes) {
        queued += bytes;
        budget.count(bytes);
    }

    private static long cost(int size) {
        return (long) size + OVERHEAD;
    }

    private synchronized List<QueuedMessage> nextGroup() {
        List<QueuedMessage> group = new ArrayList<>();
        Iterator<Map.Entry<QueuedMessage, Long>> next = waiting.entrySet().iterator();
        while (next.hasNext() && leaving < GROUP_BYTES) {
            Map.Entry<QueuedMessage, Long> message = next.next();
            leaving += message.getValue();
            group.add(message.getKey());
            next.remove();
        }
        return group;
    }

    private synchronized void left() {
        count(-leaving);
        leaving = 0;
    }

    private final class Sender extends IteratingCallback {
        @Override
        protected Action process() {
            if (cut.getAsBoolean()) {
                discard();
            }
            List<QueuedMessage> group = nextGroup();
            if (group.isEmpty()) {
                return Action.IDLE;
            }
            int last = group.size() - 1;
            for (QueuedMessage message : group.subList(0, last)) {
                // What becomes of it, the last one learns as well: they leave in order, and the first that fails is the
                // end.
                send(message, Callback.NOOP, true);
            }
            send(group.get(last), Callback.from(this::succeeded, this::failed), false);
            return Action.SCHEDULED;
        }

        private void send(QueuedMessage message, Callback callback, boolean more) {
            Frame frame = new Frame(OpCode.TEXT).setPayload(ByteBuffer.wrap(message.leave()));
            remote.sendFrame(frame, callback, more);
        }

        @Override
        protected void onSuccess() {
            left();
        }

        @Override
        protected void onCompleteFailure(Throwable failure) {
            release();
        }
    }
}
