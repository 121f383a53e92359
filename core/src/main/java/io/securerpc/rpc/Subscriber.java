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
     * What the subscriber sent along: in JSON-RPC the parameters behind the topic's name, or all where the method itself names the topic or they have names; in the Nano form the members of
     * the request.
     *
     * @return the parameters, empty if none were sent
     * @throws IllegalStateException once {@link RpcSubscription#subscribe} has returned: until then only, the request is kept in memory
     */
    Params params();

    /**
     * Sends one event; never blocks, never throws for what the connection does, and does nothing once the subscription has ended.
     *
     * @param value a value for the service's {@link JsonCodec}, or a {@link RawJson}, which is cheaper if many subscribers get the same event
     */
    void send(Object value);
}
