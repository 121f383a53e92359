package io.securerpc.rpc;

/** One WebSocket as subscriptions see it; implemented by the door. Any thread. */
public interface PushChannel {
    /** Queues one text message; never blocks. False when the connection is closed, or was closed for being too slow. */
    boolean send(String json);
    /** The per-connection holder of subscriptions, closed by the door when the connection closes. */
    Subscriptions subscriptions();
}
