package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ForkJoinPool;

/**
 * The calls of one connection, among those of the server, and whose they are; what a {@link CallPlace} is asked for by.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
public final class ConnectionCalls {
    final CallSlots slots;
    final Client client;
    private final Count count;

    ConnectionCalls(CallSlots slots) {
        this(slots, Client.unknown(), new Count());
    }

    private ConnectionCalls(CallSlots slots, Client client, Count count) {
        this.slots = slots;
        this.client = client;
        this.count = count;
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
     * Calls of the same connection, counted together with all others of it, that are one client's: a proxy's connection carries those of many.
     *
     * @param client whose turn it is when they wait
     * @return the connection's
     */
    public ConnectionCalls by(Client client) {
        return new ConnectionCalls(slots, requireNonNull(client, "client"), count);
    }

    /**
     * The bounds of all calls.
     *
     * @return limits
     */
    public CallLimits limits() {
        return slots.limits();
    }

    /** Running and waiting, with the lock of all calls held. */
    int count() {
        return count.calls;
    }

    void add(int calls) {
        count.calls += calls;
    }

    /** Of the connection, whoever's they are. */
    private static final class Count {
        private int calls;
    }
}
