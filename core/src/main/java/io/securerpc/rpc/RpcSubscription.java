package io.securerpc.rpc;

/**
 * What runs when somebody subscribes to a topic.
 *
 * <h2>Security</h2>
 *
 * <p>Called only for a caller who was admitted to the topic, and within the number of subscriptions that its connection may have.
 *
 * <h2>Threads</h2>
 *
 * <p>On the thread that serves the connection: register the subscriber and return. Events may come from any thread.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * .subscription("newHeads", Permission.PUBLIC, subscriber -> chain.onHead(subscriber::send))
 * }</pre>
 */
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
