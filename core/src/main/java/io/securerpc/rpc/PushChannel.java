package io.securerpc.rpc;

/**
 * One WebSocket connection as subscriptions see it; implemented by the door.
 *
 * <p><b>Threads</b>: both methods are called by any thread.
 */
public interface PushChannel {
    /**
     * Queues one text message; never blocks. Messages leave in the order of the calls, and replies leave in the same queue. It is called
     * without any lock held.
     *
     * @param json the message
     * @return false when the connection is closed, or was closed for being too slow
     */
    boolean send(String json);

    /**
     * The holder of this connection's subscriptions, the same one at each call, which the door closes when the connection closes.
     *
     * @return the holder
     */
    Subscriptions subscriptions();
}
