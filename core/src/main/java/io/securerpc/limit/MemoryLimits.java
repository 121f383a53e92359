package io.securerpc.limit;

import org.jspecify.annotations.Nullable;

/**
 * How many bytes all requests, and all answers over HTTP, may hold at one moment, whoever they belong to.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #maxRequestBytesTotal()}: 64 MiB, twelve of the largest requests at once; an eighth of the heap that a JVM takes on a machine of 2 GiB, because a request that runs takes several times
 *       as much as its text
 *   <li>{@link #maxResponseBytesTotal()}: 128 MiB, five of the largest answers at once; a quarter of that heap, as for {@link Limits#maxQueuedBytesTotal()}, which is the same over WebSockets
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>What a request declares counts nothing, what has been received does, until the request is answered; over HTTP/2, where a connection has a hundred of them, also its header and 2 KiB for its stream,
 * and who has to give these up loses the connection. Where there is no room, those whose body is still on its way give theirs up: of the address that holds
 * the most, its largest, and that may be the newcomer. So who sends many bodies slowly loses his own, and an honest one is served. An eighth of the room is for requests of up to 64 KiB alone, so that large ones that run keep small ones out as little.
 *
 * <p>An answer counts whole from when it is made until the peer has taken all of it; of a batch, what has been made while others of its members run, and twice while it is put together. Where there is no room, of the address that holds the most the largest gives way: its connection is reset; an answer that is
 * only now made gives way to an error.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Limits.builder().memory(MemoryLimits.builder().maxRequestBytesTotal(32L << 20).build()).build()
 * }</pre>
 */
public final class MemoryLimits {
    private final long maxRequestBytesTotal;
    private final long maxResponseBytesTotal;

    private MemoryLimits(Builder builder) {
        maxRequestBytesTotal = Setting.orElse(builder.maxRequestBytesTotal, 64L << 20);
        maxResponseBytesTotal = Setting.orElse(builder.maxResponseBytesTotal, 128L << 20);
    }

    /**
     * The bounds of a server that sets none.
     *
     * @return as listed above
     */
    public static MemoryLimits defaults() {
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
     * Bytes of all requests that are being read, wait or run, over HTTP and WebSockets together.
     *
     * @return 64 MiB unless set
     */
    public long maxRequestBytesTotal() {
        return maxRequestBytesTotal;
    }

    /**
     * Bytes of all answers over HTTP that are made and not yet taken.
     *
     * @return 128 MiB unless set
     */
    public long maxResponseBytesTotal() {
        return maxResponseBytesTotal;
    }

    /** Collects bounds; each can be set once. Not for several threads. */
    public static final class Builder {
        private static final long LEAST = 1L << 16;
        private static final long MOST = 1L << 36;

        private @Nullable Long maxRequestBytesTotal;
        private @Nullable Long maxResponseBytesTotal;

        private Builder() {}

        /**
         * Bytes of all requests that are being read, wait or run; no fewer than those of one.
         *
         * @param bytes 65536 to 64 GiB (68719476736)
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxRequestBytesTotal(long bytes) {
            maxRequestBytesTotal = Setting.bound("maxRequestBytesTotal", maxRequestBytesTotal, bytes, LEAST, MOST);
            return this;
        }

        /**
         * Bytes of all answers over HTTP that are made and not yet taken; no fewer than those of one.
         *
         * @param bytes 65536 to 64 GiB (68719476736)
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxResponseBytesTotal(long bytes) {
            maxResponseBytesTotal = Setting.bound("maxResponseBytesTotal", maxResponseBytesTotal, bytes, LEAST, MOST);
            return this;
        }

        /**
         * The bounds, defaults where none was set.
         *
         * @return immutable
         */
        public MemoryLimits build() {
            return new MemoryLimits(this);
        }
    }
}
