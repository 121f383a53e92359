package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/**
 * One message of one WebSocket that waits for its turn; told apart from others by identity, so that it can be taken back. It carries its own place in the {@link MessageQueue} it is in, because
 * tens of thousands may wait for one that does not read: each object more is one more for the collector to move.
 *
 * <h2>Threads</h2>
 *
 * <p>{@link #leave} by any; the rest is the queue's.
 */
public abstract class QueuedMessage {
    @Nullable
    MessageQueue queue;

    @Nullable
    QueuedMessage previous;

    @Nullable
    QueuedMessage next;

    long cost;

    /** One that is in no queue. */
    protected QueuedMessage() {}

    /**
     * The text, now that it leaves; called at most once, and without any lock held.
     *
     * @return JSON in UTF-8, not to be changed any more
     */
    public abstract byte[] leave();
}
