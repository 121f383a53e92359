package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/**
 * One subscriber of a topic, over one WebSocket.
 *
 * <h2>Threads</h2>
 *
 * <p>Any thread; events sent by one thread arrive in their order.
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
     * What narrows the subscription or adds to its events: in the Nano form the members of {@code options}; in JSON-RPC those of the object behind the topic's name, or of the parameter
     * {@code options} where parameters have names. One form of a filter serves both.
     *
     * <p>A client of the Nano form that sends options to a handler that reads neither these nor {@link #params()} is refused, because it would take all events for those it asked for.
     *
     * @return the options, empty if none were sent; whether any were tells {@code params().has("options")}
     * @throws RpcException if what was sent is no object
     * @throws IllegalStateException as {@link #params()}
     */
    Params options();

    /**
     * Lets the subscriber change its options while the subscription lasts, by Nano's action {@code update}; without it the action is answered by an error. Updates of one subscription come one after the
     * other where the client waits for their acknowledgements, on the thread that read them; events are sent meanwhile.
     *
     * @param update what runs for each
     * @throws IllegalStateException if one was given already
     */
    void onUpdate(SubscriptionUpdate update);

    /**
     * Sends one event; never blocks, never throws for what the connection does, and does nothing once the subscription has ended.
     *
     * @param value a value for the service's {@link JsonCodec}, or a {@link RawJson}, which is cheaper if many subscribers get the same event
     */
    void send(Object value);
}
