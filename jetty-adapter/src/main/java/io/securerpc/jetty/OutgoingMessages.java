package io.securerpc.jetty;

import io.securerpc.rpc.MessageQueue;
import io.securerpc.rpc.PushChannel.Offer;
import io.securerpc.rpc.QueuedMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unsent text messages of one WebSocket: a few are with the transport, the rest wait here, and their memory is bounded, so that a peer that does not read costs no more than that and
 * no thread waits for it. Every byte is counted from the moment it is taken until the transport has done with it, or until it is known that it never will.
 */
final class OutgoingMessages {
    /** The WebSocket whose messages they are. */
    interface Owner {
        /** Whether nothing more is to be sent. */
        boolean isOver();

        /** Something failed here that never should, and nothing more will be sent; nothing is counted any more. */
        void sendingFailed(Throwable fault);

        /** The transport takes nothing more; nothing is counted any more. */
        void transportFailed();
    }

    private static final Logger LOG = LoggerFactory.getLogger(OutgoingMessages.class);

    /** What a message costs beside its text: the objects that hold it, on a JVM whose references are long. */
    static final int OVERHEAD = 128;

    /** Small messages that are ready together leave in one write. */
    private static final int GROUP_BYTES = 8_192;

    private final OutgoingFrames remote;
    private final long maxBytes;
    private final QueueBudget budget;
    private final Owner owner;
    private final Executor threads;
    private final AtomicBoolean due = new AtomicBoolean();
    private final MessageQueue waiting = new MessageQueue();
    private final MessageQueue held = new MessageQueue();
    private final Sender sender = new Sender();
    /** With the transport. */
    private long leaving;

    private long queued;
    private boolean closed;

    OutgoingMessages(OutgoingFrames remote, long maxBytes, QueueBudget budget, Owner owner, Executor threads) {
        this.remote = remote;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.owner = owner;
        this.threads = threads;
    }

    synchronized Offer hold(QueuedMessage message, int size) {
        return put(held, message, cost(size));
    }

    synchronized Offer offer(QueuedMessage message, int size) {
        if (!held.contains(message)) {
            return put(waiting, message, cost(size));
        }
        waiting.add(message, held.remove(message));
        return Offer.QUEUED;
    }

    synchronized Offer resize(QueuedMessage message, int size) {
        MessageQueue where = whereverIs(message);
        if (where == null) {
            return Offer.GONE;
        }
        long more = cost(size) - where.cost(message);
        if (more > 0 && queued + more > maxBytes) {
            return Offer.NO_ROOM;
        }
        where.resize(message, cost(size));
        count(more);
        return Offer.QUEUED;
    }

    synchronized boolean withdraw(QueuedMessage message) {
        MessageQueue where = whereverIs(message);
        if (where == null) {
            return false;
        }
        count(-where.remove(message));
        return true;
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
        boolean handedOver = false;
        try {
            threads.execute(this::flushDue);
            handedOver = true;
        } catch (RejectedExecutionException stopping) {
            LOG.debug("threads of events take nothing more: {}", stopping.toString());
        } finally {
            // Or no later one would ever be sent: each would take it for due.
            if (!handedOver) {
                flushDue();
            }
        }
    }

    private void flushDue() {
        due.set(false);
        sender.iterate();
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

    private @Nullable MessageQueue whereverIs(QueuedMessage message) {
        return held.contains(message) ? held : waiting.contains(message) ? waiting : null;
    }

    private Offer put(MessageQueue where, QueuedMessage message, long cost) {
        if (closed) {
            return Offer.GONE;
        }
        // One message is always taken, however large: the size of an answer has its own limit.
        if (queued > 0 && queued + cost > maxBytes) {
            return Offer.NO_ROOM;
        }
        where.add(message, cost);
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
        for (QueuedMessage next = waiting.first(); next != null && leaving < GROUP_BYTES; next = waiting.first()) {
            leaving += waiting.remove(next);
            group.add(next);
        }
        return group;
    }

    private synchronized void left() {
        count(-leaving);
        leaving = 0;
    }

    /** What it throws itself, nobody hears of but {@link #onCompleteFailure}, after which it never sends again. */
    private final class Sender extends IteratingCallback {
        private @Nullable Throwable fault;

        @Override
        protected Action process() {
            try {
                return sendNext();
            } catch (Throwable thrown) {
                fault = thrown;
                throw thrown;
            }
        }

        private Action sendNext() {
            if (owner.isOver()) {
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
            try {
                release();
            } finally {
                if (fault == null) {
                    owner.transportFailed();
                } else {
                    owner.sendingFailed(fault);
                }
            }
        }
    }
}
