package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ForkJoinPool;

/**
 * The calls of one connection, among those of the server; what a {@link CallPlace} is asked for by.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
public final class ConnectionCalls {
    final CallSlots slots;
    /** Running and waiting, with the lock of all calls held. */
    int count;

    ConnectionCalls(CallSlots slots) {
        this.slots = slots;
    }

    /**
     * Those of a connection that shares its places with no other, such as that of a program that asks a service without a server.
     *
     * @param limits how many run and wait
     * @return none yet
     */
    public static ConnectionCalls alone(CallLimits limits) {
        return new CallSlots(requireNonNull(limits, "limits"), ForkJoinPool.commonPool()).connection();
    }

    /**
     * The bounds of all calls.
     *
     * @return limits
     */
    public CallLimits limits() {
        return slots.limits();
    }
}
