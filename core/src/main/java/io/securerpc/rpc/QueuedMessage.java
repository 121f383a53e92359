package io.securerpc.rpc;

/**
 * One message of one WebSocket that waits for its turn; told apart from others by identity, so that it can be taken back.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
@FunctionalInterface
public interface QueuedMessage {
    /**
     * The text, now that it leaves; called at most once, and without any lock held.
     *
     * @return JSON in UTF-8, not to be changed any more
     */
    byte[] leave();
}
