package io.securerpc.jetty;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The unsent bytes of all WebSockets of one server: where they become too many, who holds the most is closed.
 *
 * <p><b>Threads</b>: any; whoever relieves it holds no lock.
 */
final class QueueBudget {
    /** One WebSocket. */
    interface Holder {
        /** As counted here. */
        long queuedBytes();

        /** How many it has open. */
        long openSubscriptions();

        /** Ends it, without a goodbye that could wait, and counts nothing of it any more. */
        void shed();
    }

    private final long maxBytes;
    private final AtomicLong queued = new AtomicLong();
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();
    /** Whoever raises it from zero relieves: two at once would each find another to end. */
    private final AtomicInteger relieving = new AtomicInteger();

    QueueBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(Holder holder) {
        holders.add(holder);
    }

    void remove(Holder holder) {
        holders.remove(holder);
    }

    /** Counts more, or less; called under the lock of the queue whose bytes they are. */
    void count(long bytes) {
        queued.addAndGet(bytes);
    }

    long queuedBytes() {
        return queued.get();
    }

    /** Of all that are open. */
    long subscriptions() {
        return holders.stream().mapToLong(Holder::openSubscriptions).sum();
    }

    void relieve() {
        if (queued.get() <= maxBytes || relieving.getAndIncrement() > 0) {
            return;
        }
        int done = 1;
        try {
            do {
                while (queued.get() > maxBytes && shedLargest()) {}
                done = relieving.addAndGet(-done);
            } while (done != 0);
        } catch (RuntimeException | Error broken) {
            // Or nobody would ever relieve it again: a heap that is full is what it may be needed for.
            relieving.set(0);
            throw broken;
        }
    }

    private boolean shedLargest() {
        Optional<Holder> largest = holders.stream()
                .filter(each -> each.queuedBytes() > 0)
                .max(Comparator.comparingLong(Holder::queuedBytes));
        largest.ifPresent(Holder::shed);
        return largest.isPresent();
    }
}
