package io.securerpc.rpc;

/** What runs when somebody subscribes to a topic. */
@FunctionalInterface
public interface RpcSubscription {
    /**
     * Starts sending events to one subscriber; it may send the first before this returns.
     *
     * @param subscriber where events go, from any thread
     * @return closed exactly once: when the subscriber unsubscribes, its connection closes, or the server stops
     * @throws Exception answered as those of {@link RpcMethod}
     */
    AutoCloseable subscribe(Subscriber subscriber) throws Exception;
}
