package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects the bounds of {@link Limits}; each can be set once.
 *
 * <h2>Defaults</h2>
 *
 * <p>Those that {@link Limits} gives the reasons of. No bound can be switched off: each has a range that ends where a server could be overwhelmed.
 *
 * <h2>Threads</h2>
 *
 * <p>One; what it builds is immutable.
 */
public final class LimitsBuilder {
    @Nullable
    Long maxRequestBytes;

    @Nullable
    Long maxResponseBytes;

    @Nullable
    Integer maxJsonDepth;

    @Nullable
    Integer maxBatchLength;

    @Nullable
    Integer maxConnections;

    @Nullable
    Integer maxSubscriptions;

    @Nullable
    Long maxQueuedBytes;

    @Nullable
    Long maxQueuedBytesTotal;

    @Nullable
    Duration idleTimeout;

    @Nullable
    Duration handshakeTimeout;

    @Nullable
    ConnectionLimits connections;

    @Nullable
    CallLimits calls;

    @Nullable
    MemoryLimits memory;

    LimitsBuilder() {}

    /**
     * Bytes of one request body or WebSocket message.
     *
     * @param bytes 1 to 1 GiB (1073741824)
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxRequestBytes(long bytes) {
        maxRequestBytes = Setting.bound("maxRequestBytes", maxRequestBytes, bytes, 1L, 1L << 30);
        return this;
    }

    /**
     * Bytes of one response.
     *
     * @param bytes 1 to 1 GiB (1073741824)
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxResponseBytes(long bytes) {
        maxResponseBytes = Setting.bound("maxResponseBytes", maxResponseBytes, bytes, 1L, 1L << 30);
        return this;
    }

    /**
     * Nested arrays and objects of a request.
     *
     * @param depth 1 to 500
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxJsonDepth(int depth) {
        maxJsonDepth = Setting.bound("maxJsonDepth", maxJsonDepth, depth, 1, 500);
        return this;
    }

    /**
     * Members of one batch.
     *
     * @param length 1 to 100000
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxBatchLength(int length) {
        maxBatchLength = Setting.bound("maxBatchLength", maxBatchLength, length, 1, 100_000);
        return this;
    }

    /**
     * Open TCP connections per listener.
     *
     * @param connections 1 to 1000000
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxConnections(int connections) {
        maxConnections = Setting.bound("maxConnections", maxConnections, connections, 1, 1_000_000);
        return this;
    }

    /**
     * Subscriptions of one WebSocket.
     *
     * @param subscriptions 1 to 100000
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxSubscriptions(int subscriptions) {
        maxSubscriptions = Setting.bound("maxSubscriptions", maxSubscriptions, subscriptions, 1, 100_000);
        return this;
    }

    /**
     * Unsent bytes of one WebSocket, as {@link Limits#maxQueuedBytes()} counts them.
     *
     * @param bytes 1024 to 1 GiB (1073741824)
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxQueuedBytes(long bytes) {
        maxQueuedBytes = Setting.bound("maxQueuedBytes", maxQueuedBytes, bytes, 1_024L, 1L << 30);
        return this;
    }

    /**
     * Unsent bytes of all WebSockets of the server.
     *
     * @param bytes 65536 to 64 GiB (68719476736)
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder maxQueuedBytesTotal(long bytes) {
        maxQueuedBytesTotal = Setting.bound("maxQueuedBytesTotal", maxQueuedBytesTotal, bytes, 1L << 16, 1L << 36);
        return this;
    }

    /**
     * Without a byte in either direction for that long, a connection is closed.
     *
     * @param timeout 100 ms to 1 day
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder idleTimeout(Duration timeout) {
        requireNonNull(timeout, "timeout");
        idleTimeout = Setting.bound("idleTimeout", idleTimeout, timeout, Duration.ofMillis(100), Duration.ofDays(1));
        return this;
    }

    /**
     * The TLS handshake must be done by then.
     *
     * @param timeout 100 ms to 5 minutes
     * @return this
     * @throws IllegalArgumentException if out of range
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder handshakeTimeout(Duration timeout) {
        requireNonNull(timeout, "timeout");
        handshakeTimeout = Setting.bound(
                "handshakeTimeout", handshakeTimeout, timeout, Duration.ofMillis(100), Duration.ofMinutes(5));
        return this;
    }

    /**
     * What one source may hold, and how long each connection may take.
     *
     * @param bounds limits
     * @return this
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder connections(ConnectionLimits bounds) {
        connections = Setting.group("connections", connections, requireNonNull(bounds, "bounds"));
        return this;
    }

    /**
     * How many calls run and wait, and how long each may take.
     *
     * @param bounds limits
     * @return this
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder calls(CallLimits bounds) {
        calls = Setting.group("calls", calls, requireNonNull(bounds, "bounds"));
        return this;
    }

    /**
     * What all requests and all answers of the server may hold together.
     *
     * @param bounds limits
     * @return this
     * @throws IllegalStateException if set before
     */
    public LimitsBuilder memory(MemoryLimits bounds) {
        memory = Setting.group("memory", memory, requireNonNull(bounds, "bounds"));
        return this;
    }

    /**
     * The bounds, defaults where none was set.
     *
     * @return immutable
     */
    public Limits build() {
        return new Limits(this);
    }
}
