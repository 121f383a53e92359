package io.securerpc.rpc;

/** STUB: the open subscriptions of one connection; closing closes each exactly once. */
public final class Subscriptions implements AutoCloseable {
    public Subscriptions() {}

    @Override
    public void close() {
        throw new UnsupportedOperationException("stub");
    }
}
