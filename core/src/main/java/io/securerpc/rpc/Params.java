package io.securerpc.rpc;

/** STUB: named or positional; a wrong or missing one is an RpcException -32602 that names it. */
public interface Params {
    String string(String name);

    long integer(String name);

    boolean bool(String name);

    boolean has(String name);

    <T> T as(Class<T> type);
}
