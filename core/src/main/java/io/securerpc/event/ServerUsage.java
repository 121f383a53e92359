package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of a server is in use: each {@link Gauge} at one moment.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class ServerUsage {
    /** What can be read. */
    public enum Gauge {
        /** Open connections of all listeners, those in their handshake included. */
        CONNECTIONS,
        /** Connections that have not finished their handshake, or not sent their PROXY header. */
        HANDSHAKES,
        /** Open WebSockets. */
        WEB_SOCKETS,
        /** Addresses that connections come from. */
        ADDRESSES,
        /** Connections of the address that has most. */
        BUSIEST_ADDRESS,
        /** Connections of the IPv6 /64 that has most. */
        BUSIEST_NETWORK,
        /** Connections of the caller that has most. */
        BUSIEST_CALLER,
        /** Connections so far that were dropped because a count was full or their time was over. */
        DROPPED_CONNECTIONS,
        /** Calls that run; those that go on though nobody waits for their answers included. */
        RUNNING_CALLS,
        /** Calls that wait until fewer run. */
        WAITING_CALLS,
        /** Of the calls that run, those that go on though nobody waits for their answers. */
        OVERDUE_CALLS,
        /** Calls so far that were refused because too many ran and waited. */
        REFUSED_CALLS
    }

    private final Map<Gauge, Long> values;

    private ServerUsage(Map<Gauge, Long> values) {
        this.values = values;
    }

    /**
     * A usage with these values.
     *
     * @param values of each gauge
     * @return the usage
     * @throws IllegalArgumentException if a gauge has none
     */
    public static ServerUsage of(Map<Gauge, Long> values) {
        Map<Gauge, Long> copy = new EnumMap<>(Gauge.class);
        copy.putAll(requireNonNull(values, "values"));
        for (Gauge gauge : Gauge.values()) {
            if (copy.get(gauge) == null) {
                throw new IllegalArgumentException("usage: no " + gauge + " (expected: a value for each gauge)");
            }
        }
        return new ServerUsage(copy);
    }

    /**
     * One value.
     *
     * @param gauge of what
     * @return never negative
     */
    public long of(Gauge gauge) {
        return requireNonNull(values.get(requireNonNull(gauge, "gauge")), "value");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerUsage usage && usage.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Each gauge and its value. */
    @Override
    public String toString() {
        return values.toString();
    }
}
