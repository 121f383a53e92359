package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many calls run at once, how many wait for it, and how long each may take. A call is one method that is called, alone or as member of a batch, over whatever protocol.
 *
 * <h2>Defaults</h2>
 *
 * <ul>
 *   <li>{@link #maxCalls()}: 128, what the database behind a node can usefully do at once, and few enough that a thread each costs little
 *   <li>{@link #maxWaitingCalls()}: 1024, the calls of ten full batches; at a millisecond each with 128 at once, the last of them waits for less than 10 ms, at a second for eight
 *   <li>{@link #maxRunningCallsPerClient()}: seven eighths of {@link #maxCalls()}, 112 of 128: nearly all where nobody else calls, and an eighth remains for all others while one
 *       client's calls take their time. A part and no number, so that whoever changes {@link #maxCalls()} alone keeps that
 *   <li>{@link #maxCallsPerConnection()}: 112, a full batch of 100 and a dozen beside it, and fewer than may run: no one connection keeps all others out
 *   <li>{@link #reservedCalls()}: 8, an operator with some scripts; each is a thread that others cannot have
 *   <li>{@link #methodTimeout()}: 1 day, the longest that the author of a node may set: what he set holds, and 30 s where he set nothing
 * </ul>
 *
 * <h2>Security</h2>
 *
 * <p>Whoever calls more than the server can do waits behind his own calls, from however many connections: one {@link Client} runs no more than {@link #maxRunningCallsPerClient()}
 * at once, clients that wait have their turns one after the other, and where no more may wait, the newest call of whoever waits with most is refused, see {@link CallSlots}. With
 * {@link #maxRunningCallsPerClient()} at {@link #maxCalls()} or above, one client has all places until one of its calls ends. Whoever has many addresses is many clients; all that
 * come by one address and prove nothing are one. {@link #maxCallsPerConnection()} is best at least as large as {@link Limits#maxBatchLength()}, or batches whose methods take their
 * time are served in part. Reserved places are for callers that have proven who they are and hold {@link io.securerpc.caller.Permission#CONTROL}: it depends on nothing that a peer
 * can say of itself. An anonymous caller never has them, whatever is granted to it. Whoever has them runs so many more than {@link #maxRunningCallsPerClient()} as well: an
 * operator whose scripts run all that others may run has the reserve beside it.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Limits.builder().calls(CallLimits.builder().maxCalls(256).methodTimeout(Duration.ofSeconds(10)).build()).build()
 * }</pre>
 */
public final class CallLimits {
    private final int maxCalls;
    private final int maxWaitingCalls;
    private final int maxRunningCallsPerClient;
    private final int maxCallsPerConnection;
    private final int reservedCalls;
    private final Duration methodTimeout;

    private CallLimits(Builder builder) {
        maxCalls = Setting.orElse(builder.maxCalls, 128);
        maxWaitingCalls = Setting.orElse(builder.maxWaitingCalls, 1_024);
        maxRunningCallsPerClient = Setting.orElse(builder.maxRunningCallsPerClient, Math.max(1, maxCalls * 7 / 8));
        maxCallsPerConnection = Setting.orElse(builder.maxCallsPerConnection, 112);
        reservedCalls = Setting.orElse(builder.reservedCalls, 8);
        methodTimeout = Setting.orElse(builder.methodTimeout, Duration.ofDays(1));
    }

    /**
     * The bounds of a server that sets none.
     *
     * @return as listed above
     */
    public static CallLimits defaults() {
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
     * Calls that run at once in the server, whoever calls.
     *
     * @return 128 unless set
     */
    public int maxCalls() {
        return maxCalls;
    }

    /**
     * Calls that wait until fewer run; where there is one more, of whoever waits with most one is refused.
     *
     * @return 1024 unless set
     */
    public int maxWaitingCalls() {
        return maxWaitingCalls;
    }

    /**
     * Calls of one {@link Client} that run at once, from however many connections; what it calls beyond that waits until one of them has ended, though others may run.
     *
     * @return seven eighths of {@link #maxCalls()}, and at least 1, unless set
     */
    public int maxRunningCallsPerClient() {
        return maxRunningCallsPerClient;
    }

    /**
     * Calls of one connection, running and waiting together.
     *
     * @return 112 unless set
     */
    public int maxCallsPerConnection() {
        return maxCallsPerConnection;
    }

    /**
     * How many more may run, of all and of one client, and as many more wait, where the caller holds {@link io.securerpc.caller.Permission#CONTROL}.
     *
     * @return 8 unless set
     */
    public int reservedCalls() {
        return reservedCalls;
    }

    /**
     * The longest that any call may take, the time it waits included; what the author of the node has set holds where it is shorter.
     *
     * @return 1 day unless set
     */
    public Duration methodTimeout() {
        return methodTimeout;
    }

    /** Collects bounds; each can be set once. Not for several threads. */
    public static final class Builder {
        private static final int MOST_CALLS = 100_000;

        private @Nullable Integer maxCalls;
        private @Nullable Integer maxWaitingCalls;
        private @Nullable Integer maxRunningCallsPerClient;
        private @Nullable Integer maxCallsPerConnection;
        private @Nullable Integer reservedCalls;
        private @Nullable Duration methodTimeout;

        private Builder() {}

        /**
         * Calls that run at once; where handlers block the server's own threads, it has that many more of them.
         *
         * @param calls 1 to 100000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxCalls(int calls) {
            maxCalls = Setting.bound("maxCalls", maxCalls, calls, 1, MOST_CALLS);
            return this;
        }

        /**
         * Calls that wait.
         *
         * @param calls 0 to 100000; with none, what cannot run at once is refused
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxWaitingCalls(int calls) {
            maxWaitingCalls = Setting.bound("maxWaitingCalls", maxWaitingCalls, calls, 0, MOST_CALLS);
            return this;
        }

        /**
         * Calls of one client that run at once; as many as {@link #maxCalls} or more, and one client may have all.
         *
         * @param calls 1 to 100000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxRunningCallsPerClient(int calls) {
            maxRunningCallsPerClient =
                    Setting.bound("maxRunningCallsPerClient", maxRunningCallsPerClient, calls, 1, MOST_CALLS);
            return this;
        }

        /**
         * Calls of one connection, running and waiting.
         *
         * @param calls 1 to 100000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder maxCallsPerConnection(int calls) {
            maxCallsPerConnection = Setting.bound("maxCallsPerConnection", maxCallsPerConnection, calls, 1, MOST_CALLS);
            return this;
        }

        /**
         * Places beyond the others, for callers that hold {@link io.securerpc.caller.Permission#CONTROL}.
         *
         * @param calls 0 to 100000
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder reservedCalls(int calls) {
            reservedCalls = Setting.bound("reservedCalls", reservedCalls, calls, 0, MOST_CALLS);
            return this;
        }

        /**
         * The longest that any call may take.
         *
         * @param timeout 100 ms to 1 day
         * @return this
         * @throws IllegalArgumentException if out of range
         * @throws IllegalStateException if set before
         */
        public Builder methodTimeout(Duration timeout) {
            requireNonNull(timeout, "timeout");
            methodTimeout =
                    Setting.bound("methodTimeout", methodTimeout, timeout, Duration.ofMillis(100), Duration.ofDays(1));
            return this;
        }

        /**
         * The bounds, defaults where none was set.
         *
         * @return immutable
         */
        public CallLimits build() {
            return new CallLimits(this);
        }
    }
}
