package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/**
 * One call of a method, as its handler sees it.
 *
 * <p><b>Threads</b>: immutable.
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
}
