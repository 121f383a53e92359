package io.securerpc.limit;

/** A count of connections that may be full. */
public enum Bound {
    /** {@link Limits#maxConnections()}. */
    CONNECTIONS("max_connections"),
    /** {@link ConnectionLimits#maxConnectionsPerAddress()}. */
    ADDRESS("max_connections_per_address"),
    /** {@link ConnectionLimits#maxConnectionsPerNetwork()}. */
    NETWORK("max_connections_per_network"),
    /** {@link ConnectionLimits#maxConnectionsPerCaller()}. */
    CALLER("max_connections_per_caller"),
    /** {@link ConnectionLimits#maxHandshakes()}. */
    HANDSHAKES("max_handshakes");

    private final String key;

    Bound(String key) {
        this.key = key;
    }

    /**
     * The key that sets it.
     *
     * @return in {@code [secure_rpc]}
     */
    public String key() {
        return key;
    }
}
