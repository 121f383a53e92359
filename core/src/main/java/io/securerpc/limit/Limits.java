package io.securerpc.limit;

import java.time.Duration;
import java.util.Map;

/**
 * Sizes, counts and times that bound every peer.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #maxRequestBytes()}: 5 MiB, the documented limit of Parity-style nodes; a raw transaction is under 1 MiB
 *   <li>{@link #maxResponseBytes()}: 25 MiB, what geth answers at most in a batch; more belongs in pages
 *   <li>{@link #maxJsonDepth()}: 20, Nano's own default; no RPC of the seed systems nests deeper, and each level costs stack
 *   <li>{@link #maxBatchLength()}: 100, enough to fill a page of blocks, too few to hide a day's work in one request
 *   <li>{@link #maxConnections()}: 1024, the file descriptors a process has without asking, less than a node needs for itself elsewhere
 *   <li>{@link #maxSubscriptions()}: 64, a wallet follows tens of things; each costs work at every event
 *   <li>{@link #maxQueuedBytes()}: 4 MiB, seconds of events for a slow reader
 *   <li>{@link #maxQueuedBytesTotal()}: 128 MiB, 32 readers that are as slow as one may be; a quarter of the heap that a JVM takes on a machine of 2 GiB
 *   <li>{@link #idleTimeout()}: 60 s, longer than the 30 s pings that WebSocket libraries send, short enough to shed dead peers
 *   <li>{@link #handshakeTimeout()}: 10 s, five round trips on a bad mobile link; a peer that stalls costs a connection until then
 *   <li>{@link #connections()}: {@link ConnectionLimits#defaults()}
 *   <li>{@link #calls()}: {@link CallLimits#defaults()}
 *   <li>{@link #memory()}: {@link MemoryLimits#defaults()}
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>Bounds what one peer, or many, can make the node hold and do. There is no setting that turns a bound off: each has a largest value.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Limits.builder().maxRequestBytes(1 << 20).idleTimeout(Duration.ofSeconds(30)).build()
 * }</pre>
 */
public final class Limits {
    private final long maxRequestBytes;
    private final long maxResponseBytes;
    private final int maxJsonDepth;
    private final int maxBatchLength;
    private final int maxConnections;
    private final int maxSubscriptions;
    private final long maxQueuedBytes;
    private final long maxQueuedBytesTotal;
    private final Duration idleTimeout;
    private final Duration handshakeTimeout;
    private final ConnectionLimits connections;
    private final CallLimits calls;
    private final MemoryLimits memory;

    Limits(LimitsBuilder builder) {
        maxRequestBytes = Setting.orElse(builder.maxRequestBytes, 5L << 20);
        maxResponseBytes = Setting.orElse(builder.maxResponseBytes, 25L << 20);
        maxJsonDepth = Setting.orElse(builder.maxJsonDepth, 20);
        maxBatchLength = Setting.orElse(builder.maxBatchLength, 100);
        maxConnections = Setting.orElse(builder.maxConnections, 1_024);
        maxSubscriptions = Setting.orElse(builder.maxSubscriptions, 64);
        maxQueuedBytes = Setting.orElse(builder.maxQueuedBytes, 4L << 20);
        maxQueuedBytesTotal = Setting.orElse(builder.maxQueuedBytesTotal, 128L << 20);
        idleTimeout = Setting.orElse(builder.idleTimeout, Duration.ofSeconds(60));
        handshakeTimeout = Setting.orElse(builder.handshakeTimeout, Duration.ofSeconds(10));
        connections = Setting.orElse(builder.connections, ConnectionLimits.defaults());
        calls = Setting.orElse(builder.calls, CallLimits.defaults());
        memory = Setting.orElse(builder.memory, MemoryLimits.defaults());
    }

    /**
     * The bounds of a server that sets none.
     *
     * @return as listed above
     */
    public static Limits defaults() {
        return builder().build();
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static LimitsBuilder builder() {
        return new LimitsBuilder();
    }

    /**
     * Bytes of one request body or WebSocket message.
     *
     * @return 5 MiB unless set
     */
    public long maxRequestBytes() {
        return maxRequestBytes;
    }

    /**
     * Bytes of one response.
     *
     * @return 25 MiB unless set
     */
    public long maxResponseBytes() {
        return maxResponseBytes;
    }

    /**
     * Nested arrays and objects of a request.
     *
     * @return 20 unless set
     */
    public int maxJsonDepth() {
        return maxJsonDepth;
    }

    /**
     * Members of one batch.
     *
     * @return 100 unless set
     */
    public int maxBatchLength() {
        return maxBatchLength;
    }

    /**
     * Open TCP connections per listener.
     *
     * @return 1024 unless set
     */
    public int maxConnections() {
        return maxConnections;
    }

    /**
     * Subscriptions of one WebSocket.
     *
     * @return 64 unless set
     */
    public int maxSubscriptions() {
        return maxSubscriptions;
    }

    /**
     * Unsent bytes of one WebSocket, answers and events; beyond it an answer closes the WebSocket as too slow, and an event does what its subscription chose. Each message counts 128
     * bytes more than its text, which is what it costs to hold.
     *
     * @return 4 MiB unless set
     */
    public long maxQueuedBytes() {
        return maxQueuedBytes;
    }

    /**
     * Unsent bytes of all WebSockets of the server; beyond it those that hold the most are closed, one after the other.
     *
     * @return 128 MiB unless set
     */
    public long maxQueuedBytesTotal() {
        return maxQueuedBytesTotal;
    }

    /**
     * Without a byte in either direction for that long, a connection is closed.
     *
     * @return 60 s unless set
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * The TLS handshake must be done by then.
     *
     * @return 10 s unless set
     */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /**
     * What one source may hold, and how long each connection may take.
     *
     * @return {@link ConnectionLimits#defaults()} unless set
     */
    public ConnectionLimits connections() {
        return connections;
    }

    /**
     * How many calls run and wait, and how long each may take.
     *
     * @return {@link CallLimits#defaults()} unless set
     */
    public CallLimits calls() {
        return calls;
    }

    /**
     * What all requests and all answers of the server may hold together.
     *
     * @return {@link MemoryLimits#defaults()} unless set
     */
    public MemoryLimits memory() {
        return memory;
    }

    /**
     * Each bound as a number, those of {@link #connections()}, {@link #calls()} and {@link #memory()} included, to be shown beside what is in use.
     *
     * @return by name, such as {@code max.request.bytes}; times in seconds
     */
    public Map<String, Double> numbers() {
        return LimitNumbers.of(this);
    }
}
