package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/**
 * One subscriber of a topic, over one WebSocket.
 *
 * <p><b>Threads</b>: any thread; events sent by one thread arrive in their order.
 */
public interface Subscriber {
    /**
     * Who subscribed.
     *
     * @return the caller
     */
    Caller caller();

    /**
     * Sends one event; never blocks, never throws for what the connection does, and does nothing once the subscription has ended.
     *
     * @param value a value for the service's {@link JsonCodec}, or a {@link RawJson}, which is cheaper if many subscribers get the same event
     */
    void send(Object value);
}
