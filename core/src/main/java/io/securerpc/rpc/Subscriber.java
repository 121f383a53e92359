package io.securerpc.rpc;

import io.securerpc.caller.Caller;

/** STUB: where a subscription's events go; send never blocks. */
public interface Subscriber {
    Caller caller();

    void send(Object value);
}
