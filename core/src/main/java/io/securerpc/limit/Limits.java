package io.securerpc.limit;

import java.time.Duration;

/** STUB: bounds; final class with builder (single-valued setters named as the accessors, each checks its range). */
public final class Limits {
    private Limits() {}

    public static Limits defaults() {
        throw new UnsupportedOperationException("stub");
    }

    public static Builder builder() {
        throw new UnsupportedOperationException("stub");
    }
    /** Bytes of one request body or WebSocket message [5 MiB]. */
    public long maxRequestBytes() {
        throw new UnsupportedOperationException("stub");
    }
    /** Bytes of one response [25 MiB]. */
    public long maxResponseBytes() {
        throw new UnsupportedOperationException("stub");
    }
    /** Nested arrays and objects [20]. */
    public int maxJsonDepth() {
        throw new UnsupportedOperationException("stub");
    }
    /** Members of a batch [100]. */
    public int maxBatchLength() {
        throw new UnsupportedOperationException("stub");
    }
    /** Open TCP connections per listener [1024]. */
    public int maxConnections() {
        throw new UnsupportedOperationException("stub");
    }
    /** No bytes for that long closes [60 s]. */
    public Duration idleTimeout() {
        throw new UnsupportedOperationException("stub");
    }
    /** The TLS handshake must be done by then [10 s]. */
    public Duration handshakeTimeout() {
        throw new UnsupportedOperationException("stub");
    }
    /** Subscriptions of one WebSocket [64]. */
    public int maxSubscriptions() {
        throw new UnsupportedOperationException("stub");
    }
    /** Unsent bytes of one WebSocket before it is closed as too slow [4 MiB]. */
    public long maxQueuedBytes() {
        throw new UnsupportedOperationException("stub");
    }

    public static final class Builder {
        private Builder() {}

        public Builder maxRequestBytes(long bytes) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder maxJsonDepth(int depth) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder maxBatchLength(int length) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder maxConnections(int connections) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder idleTimeout(Duration timeout) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder handshakeTimeout(Duration timeout) {
            throw new UnsupportedOperationException("stub");
        }

        public Builder maxQueuedBytes(long bytes) {
            throw new UnsupportedOperationException("stub");
        }

        public Limits build() {
            throw new UnsupportedOperationException("stub");
        }
    }
}
