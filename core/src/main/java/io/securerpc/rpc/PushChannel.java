package io.securerpc.rpc;

/**
 * One WebSocket connection as subscriptions see it; implemented by the door. What waits for the peer to read is counted here, message by message, against
 * the connection's and the server's budget.
 *
 * <h2>Threads</h2>
 *
 * <p>All methods are called by any thread. All but {@link #flush}, {@link #tooSlow} and {@link #subscriptions} are called with a lock of the
 * subscription held: they note something down and call nobody.
 */
public interface PushChannel {
    /** What became of a message that was offered. */
    enum Offer {
        /** It waits, and will leave unless it is withdrawn or the connection ends. */
        QUEUED,
        /** It would exceed the connection's budget; nothing has changed. */
        NO_ROOM,
        /** Nothing has changed, because the connection is closed or closing, or the message to be resized is not there. */
        GONE
    }

    /**
     * Counts one message that may not leave yet, because the answer it has to follow is not on its way.
     *
     * @param message to be offered later, which is then never refused for want of room
     * @param size its bytes
     * @return whether it is held
     */
    Offer hold(QueuedMessage message, int size);

    /**
     * Puts one message behind all others; it leaves with the next {@link #flush}, or when the peer has read what is before it.
     *
     * @param message new, or held
     * @param size its bytes
     * @return whether it waits
     */
    Offer offer(QueuedMessage message, int size);

    /**
     * Counts a message that waits or is held anew, because it has another text now.
     *
     * @param message keeps its place
     * @param size its bytes now
     * @return gone if it has left already, or has been withdrawn
     */
    Offer resize(QueuedMessage message, int size);

    /**
     * Takes back a message that waits or is held.
     *
     * @param message never leaves after this, if it was there
     * @return whether it was there
     */
    boolean withdraw(QueuedMessage message);

    /** Has sent what can be sent without waiting, soon and by another thread; called after each message that is counted, held ones included. */
    void flush();

    /** Closes the connection, because its peer does not read what its subscriptions may not lose. */
    void tooSlow();

    /**
     * The holder of this connection's subscriptions, the same one at each call, which the door closes when the connection closes.
     *
     * @return the holder
     */
    Subscriptions subscriptions();
}
