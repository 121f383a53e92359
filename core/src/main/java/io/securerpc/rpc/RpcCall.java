package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/**
 * One call of a method, as its handler sees it.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
public interface RpcCall {
    /**
     * Who calls; the guard has admitted it.
     *
     * @return the caller
     */
    Caller caller();

    /**
     * The name the method was registered with.
     *
     * @return the name
     */
    String method();

    /**
     * What the caller sent along.
     *
     * @return the parameters, empty if none were sent
     */
    Params params();

    /**
     * Whether nobody waits for the answer any more: the caller is gone, or the method's time is over. Over HTTP/1.1 a caller that goes away without a word may be noticed only when the answer is
     * written.
     *
     * @return true once it is so
     */
    boolean cancelled();

    /**
     * Runs an action when nobody waits for the answer any more, at once if it is so already, and never if the call is answered before. Several actions run in their order.
     *
     * @param action short, and fit to run on any thread: it stops what the handler has begun elsewhere
     */
    void onCancelled(Runnable action);
}
