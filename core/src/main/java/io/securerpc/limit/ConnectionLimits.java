package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many connections one source may hold, and how long each may take over what it owes.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #maxConnectionsPerAddress()}: 256, a quarter of a listener's connections: an office behind one address fits, and one machine alone keeps nobody out
 *   <li>{@link #maxConnectionsPerNetwork()}: 256, because a customer has a whole IPv6 /64 where he has one IPv4 address
 *   <li>{@link #maxConnectionsPerCaller()}: 256, from wherever: the pools of a busy back end fit, and a stolen credential does not take all
 *   <li>{@link #maxHandshakes()}: 256, a quarter too; honest handshakes last milliseconds, so that many begun at once are a burst of thousands per second
 *   <li>{@link #headerTimeout()}: 10 s, as for a handshake: a request's header is one or a few packets
 *   <li>{@link #bodyTimeout()}: 60 s, 5 MiB at 700 kbit/s; whoever is slower than that holds memory for longer than a node can spare
 *   <li>{@link #messageTimeout()}: 60 s, because a message of a WebSocket is what a body is elsewhere
 *   <li>{@link #responseTimeout()}: 5 minutes, 25 MiB at the same rate
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>Where a count is full, a newcomer takes the place of the oldest connection that has not finished its handshake: of whoever holds an eighth of {@link #maxHandshakes()} or more, if there is
 * such a one. Only where nobody can be displaced it is refused. So silent connections keep nobody out, whoever opens many loses his own first, and those that have finished are never displaced.
 * Both are reset at once.
 *
 * <p>Connections of {@linkplain io.securerpc.proxy.TrustedProxies trusted proxies} do not count by the proxy's address, but by the one that they name: in a PROXY header, or in the headers of an
 * upgrade to a WebSocket. What anybody else says of his address counts for nothing.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Limits.builder().connections(ConnectionLimits.builder().maxConnectionsPerAddress(32).build()).build()
 * }</pre>
 */
public final class ConnectionLimits {
    private final int maxConnectionsPerAddress;
    private final int maxConnectionsPerNetwork;
    private final int maxConnectionsPerCaller;
    private final int maxHandshakes;
    private final Duration headerTimeout;
    private final Duration bodyTimeout;
    private final Duration messageTimeout;
    private final Duration responseTimeout;

    private ConnectionLimits(Builder builder) {
        maxConnectionsPerAddress = Setting.orElse(builder.maxConnectionsPerAddress, 256);
        maxConnectionsPerNetwork = Setting.orElse(builder.maxConnectionsPerNetwork, 256);
        maxConnectionsPerCaller = Setting.orElse(builder.maxConnectionsPerCaller, 256);
        maxHandshakes = Setting.orElse(builder.maxHandshakes, 256);
        headerTimeout = Setting.orElse(builder.headerTimeout, Duration.ofSeconds(10));
        bodyTimeout = Setting.orElse(builder.bodyTimeout, Duration.ofSeconds(60));
        messageTimeout = Setting.orElse(builder.messageTimeout, Duration.ofSeconds(60));
        responseTimeout = Setting.orElse(builder.responseTimeout, Duration.ofMinutes(5));
    }

    /**
     * The bounds of a server that sets none.
     *
     * @return as listed above
     */
    public static ConnectionLimits defaults() {
        return builder().build();
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Open connections of one IPv4 or IPv6 address, on all listeners together.
     *
     * @return 256 unless set
     */
    public int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    /**
     * Open connections of one IPv6 /64, on all listeners together.
     *
     * @return 256 unless set
     */
    public int maxConnectionsPerNetwork() {
        return maxConnectionsPerNetwork;
    }

    /**
     * Open connections of one caller, on all listeners together: those with its certificate, and the WebSockets that it opened with another credential.
     *
     * @return 256 unless set
     */
    public int maxConnectionsPerCaller() {
        return maxConnectionsPerCaller;
    }

    /**
     * Connections of one listener that have not finished their TLS handshake, or not sent the PROXY header that is asked for.
     *
     * @return 256 unless set
     */
    public int maxHandshakes() {
        return maxHandshakes;
    }

    /**
     * From a request's first byte to the end of its header; on a WebSocket the same for the header of each frame, and for a whole ping, pong or close.
     *
     * @return 10 s unless set
     */
    public Duration headerTimeout() {
        return headerTimeout;
    }

    /**
     * From the end of a request's header to the end of its body.
     *
     * @return 60 s unless set
     */
    public Duration bodyTimeout() {
        return bodyTimeout;
    }

    /**
     * From the first byte of a message that comes over a WebSocket to its last, in one frame or in many.
     *
     * @return 60 s unless set
     */
    public Duration messageTimeout() {
        return messageTimeout;
    }

    /**
     * From when an HTTP answer is made until the peer has taken all of it.
     *
     * @return 5 minutes unless set
     */
    public Duration responseTimeout() {
        return responseTimeout;
    }

    /** Collects bounds; each can be set once. Not for several threads. */
    public static final class Builder {
        private static final int MOST_CONNECTIONS = 1_000_000;
        private static final Duration SHORTEST = Duration.ofMillis(100);

        private @Nullable Integer maxConnectionsPerAddress;
        private @Nullable Integer maxConnectionsPerNetwork;
        private @Nullable Integer maxConnectionsPerCaller;
        private @Nullable Integer maxHandshakes;
        private @Nullable Duration headerTimeout;
        private @Nullable Duration bodyTimeout;
        private @Nullable Duration messageTimeout;
        private @Nullable Duration responseTimeout;

        private Builder() {}

        /**
         * Open connections of one IPv4 or IPv6 address.
         *
         * @param connections 1 to 1000000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxConnectionsPerAddress(int connections) {
            maxConnectionsPerAddress = Setting.bound(
                    "maxConnectionsPerAddress", maxConnectionsPerAddress, connections, 1, MOST_CONNECTIONS);
            return this;
        }

        /**
         * Open connections of one IPv6 /64.
         *
         * @param connections 1 to 1000000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxConnectionsPerNetwork(int connections) {
            maxConnectionsPerNetwork = Setting.bound(
                    "maxConnectionsPerNetwork", maxConnectionsPerNetwork, connections, 1, MOST_CONNECTIONS);
            return this;
        }

        /**
         * Open connections of one caller.
         *
         * @param connections 1 to 1000000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxConnectionsPerCaller(int connections) {
            maxConnectionsPerCaller =
                    Setting.bound("maxConnectionsPerCaller", maxConnectionsPerCaller, connections, 1, MOST_CONNECTIONS);
            return this;
        }

        /**
         * Connections of one listener that have not finished their handshake; each newcomer may have to look through them, so that there are no millions.
         *
         * @param connections 1 to 10000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxHandshakes(int connections) {
            maxHandshakes = Setting.bound("maxHandshakes", maxHandshakes, connections, 1, 10_000);
            return this;
        }

        /**
         * From a request's first byte to the end of its header.
         *
         * @param timeout 100 ms to 5 minutes
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder headerTimeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            headerTimeout = Setting.bound("headerTimeout", headerTimeout, timeout, SHORTEST, Duration.ofMinutes(5));
            return this;
        }

        /**
         * From the end of a request's header to the end of its body.
         *
         * @param timeout 100 ms to 1 hour
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder bodyTimeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            bodyTimeout = Setting.bound("bodyTimeout", bodyTimeout, timeout, SHORTEST, Duration.ofHours(1));
            return this;
        }

        /**
         * From the first byte of a message that comes over a WebSocket to its last.
         *
         * @param timeout 100 ms to 1 hour
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder messageTimeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            messageTimeout = Setting.bound("messageTimeout", messageTimeout, timeout, SHORTEST, Duration.ofHours(1));
            return this;
        }

        /**
         * From when an HTTP answer is made until the peer has taken all of it.
         *
         * @param timeout 100 ms to 1 day
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder responseTimeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            responseTimeout = Setting.bound("responseTimeout", responseTimeout, timeout, SHORTEST, Duration.ofDays(1));
            return this;
        }

        /**
         * The bounds, defaults where none was set.
         *
         * @return immutable
         */
        public ConnectionLimits build() {
            return new ConnectionLimits(this);
        }
    }
}
