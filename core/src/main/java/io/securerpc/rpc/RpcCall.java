package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/** STUB: one call. */
public interface RpcCall {
    Caller caller();

    String method();

    Params params();
}
