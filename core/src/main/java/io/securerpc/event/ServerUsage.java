package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;

/**
 * How much of a server is in use: each {@link Gauge} at one moment, and the limits that it is to be seen against.
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
        /** Requests over HTTP that have arrived and are not yet answered. */
        REQUESTS,
        /** Bytes of requests that are being read, wait or run, over HTTP and WebSockets together; of each HTTP/2 connection less than 16 KiB of headers are left out. */
        REQUEST_BYTES,
        /** Bytes of answers over HTTP that are made and not yet taken, and of batches that are made in part. */
        RESPONSE_BYTES,
        /** Bytes that WebSockets hold unsent, answers and events. */
        QUEUED_BYTES,
        /** Open subscriptions of all WebSockets. */
        SUBSCRIPTIONS,
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
    private final Map<String, Double> limits;

    private ServerUsage(Map<Gauge, Long> values, Map<String, Double> limits) {
        this.values = values;
        this.limits = limits;
    }

    /**
     * A usage with these values, and no limits.
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
        return new ServerUsage(copy, Map.of());
    }

    /**
     * The same usage with these limits.
     *
     * @param named by name, such as {@code max.connections}; times in seconds
     * @return a copy
     */
    public ServerUsage withLimits(Map<String, Double> named) {
        return new ServerUsage(values, Map.copyOf(requireNonNull(named, "named")));
    }

    /**
     * The limits of the server, which stay as they are while it runs.
     *
     * @return by name, such as {@code max.connections}; times in seconds
     */
    public Map<String, Double> limits() {
        return limits;
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
        return other instanceof ServerUsage usage && usage.values.equals(values) && usage.limits.equals(limits);
    }

    @Override
    public int hashCode() {
        return 31 * values.hashCode() + limits.hashCode();
    }

    /** Each gauge and its value; the limits are the configuration's. */
    @Override
    public String toString() {
        return values.toString();
    }
}
