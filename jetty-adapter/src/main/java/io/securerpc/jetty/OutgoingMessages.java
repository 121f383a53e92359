package io.securerpc.jetty;

import jakarta.websocket.RemoteEndpoint;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * The unsent text messages of one WebSocket: at most one is with the transport, the rest wait here, and their memory is
 * bounded, so that a peer that does not read costs no more than that and no thread waits for it.
 */
final class OutgoingMessages {
    private final RemoteEndpoint.Async remote;
    private final long maxQueuedBytes;
    private final BooleanSupplier cut;
    private final Queue<String> waiting = new ArrayDeque<>();
    private final Sender sender = new Sender();
    private long queuedBytes;
    private boolean discarded;

    OutgoingMessages(RemoteEndpoint.Async remote, long maxQueuedBytes, BooleanSupplier cut) {
        this.remote = remote;
        this.maxQueuedBytes = maxQueuedBytes;
        this.cut = cut;
    }

    /**
     * Takes one message.
     *
     * @return false if it does not fit or everything was discarded
     */
    boolean offer(String message) {
        synchronized (this) {
            // One message is always taken, however large: the size of an answer has its own limit.
            if (discarded || (queuedBytes > 0 && queuedBytes + size(message) > maxQueuedBytes)) {
                return false;
            }
            queuedBytes += size(message);
            waiting.add(message);
        }
        sender.iterate();
        return true;
    }

    /**
     * Drops what waits and takes nothing more.
     *
     * @return whether this call was the one that did
     */
    synchronized boolean discard() {
        boolean first = !discarded;
        discarded = true;
        waiting.clear();
        return first;
    }

    synchronized boolean isEmpty() {
        return queuedBytes == 0;
    }

    private synchronized String next() {
        String next = waiting.poll();
        return next == null ? "" : next;
    }

    private synchronized void sent(String message) {
        queuedBytes -= size(message);
    }

    /** What is bounded is this heap: two bytes a character. */
    private static long size(String message) {
        return 2L * message.length();
    }

    private final class Sender extends IteratingCallback {
        @Override
        protected Action process() {
            String message = next();
            if (message.isEmpty() || cut.getAsBoolean()) {
                return Action.IDLE;
            }
            remote.sendText(message, result -> {
                sent(message);
                if (result.isOK()) {
                    succeeded();
                } else {
                    failed(result.getException());
                }
            });
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteFailure(Throwable failure) {
            discard();
        }
    }
}
