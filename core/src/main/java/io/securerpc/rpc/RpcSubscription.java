package io.securerpc.rpc;

/** STUB: starts a subscription; what it returns is closed exactly once. */
@FunctionalInterface
public interface RpcSubscription {
    AutoCloseable subscribe(Subscriber subscriber) throws Exception;
}
