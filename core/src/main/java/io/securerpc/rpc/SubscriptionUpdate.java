package io.securerpc.rpc;

/**
 * What runs when a subscriber changes the options of its subscription, as Nano's {@code update} does.
 *
 * <h2>Threads</h2>
 *
 * <p>On the thread that serves the connection, while events may be sent by others.
 */
@FunctionalInterface
public interface SubscriptionUpdate {
    /**
     * Changes what is sent to the subscriber from now on, or nothing of it: a client that is answered by an error takes its options to be what they were.
     *
     * @param options the members that were sent, {@code accounts_add} and {@code accounts_del} for instance; those that are not known should be {@link Params#refuseOthers refused}
     * @throws Exception answered as those of {@link RpcMethod}
     */
    void update(Params options) throws Exception;
}
