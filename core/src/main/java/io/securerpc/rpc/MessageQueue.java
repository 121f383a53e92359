package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Messages in the order they came in, each with what it costs; one is found, and taken out of the middle, without a search.
 *
 * <h2>Threads</h2>
 *
 * <p>Guarded by whoever has it, together with all other queues that its messages may be in.
 */
public final class MessageQueue {
    private @Nullable QueuedMessage first;
    private @Nullable QueuedMessage last;

    /** One that is empty. */
    public MessageQueue() {}

    /**
     * Puts one message behind all others.
     *
     * @param message in no queue
     * @param cost in bytes
     * @throws IllegalStateException if it is in a queue
     */
    public void add(QueuedMessage message, long cost) {
        if (message.queue != null) {
            throw new IllegalStateException("message: in a queue (expected: in none)");
        }
        message.queue = this;
        message.cost = cost;
        message.previous = last;
        if (last == null) {
            first = message;
        } else {
            last.next = message;
        }
        last = message;
    }

    /**
     * Whether a message is here.
     *
     * @param message any
     * @return false if it was taken out, or is in another queue
     */
    public boolean contains(QueuedMessage message) {
        return message.queue == this;
    }

    /**
     * What a message costs.
     *
     * @param message that is here
     * @return in bytes
     * @throws IllegalStateException if it is not here
     */
    public long cost(QueuedMessage message) {
        requireHere(message);
        return message.cost;
    }

    /**
     * Counts a message anew, in its place.
     *
     * @param message that is here
     * @param cost in bytes
     * @throws IllegalStateException if it is not here
     */
    public void resize(QueuedMessage message, long cost) {
        requireHere(message);
        message.cost = cost;
    }

    /**
     * The message that came in first.
     *
     * @return null if none is here
     */
    public @Nullable QueuedMessage first() {
        return first;
    }

    /**
     * Takes a message out.
     *
     * @param message that is here
     * @return what it cost, in bytes
     * @throws IllegalStateException if it is not here
     */
    public long remove(QueuedMessage message) {
        requireHere(message);
        QueuedMessage previous = message.previous;
        QueuedMessage next = message.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        // An old one that pointed to a younger would keep it alive until both were collected as old ones are.
        message.queue = null;
        message.previous = null;
        message.next = null;
        return message.cost;
    }

    /** Takes all out. */
    public void clear() {
        while (first != null) {
            remove(first);
        }
    }

    private void requireHere(QueuedMessage message) {
        if (message.queue != this) {
            throw new IllegalStateException("message: not in this queue (expected: in it)");
        }
    }
}
