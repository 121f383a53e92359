package io.securerpc.rpc;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where handlers run, and for how long at most.
 *
 * @param executor where they run; null for the thread of the door
 * @param timeout of a method that has none of its own
 * @param timeouts by method
 * @param grace how long a stage that was cancelled may go on until its place is another's
 */
record CallTerms(@Nullable Executor executor, Duration timeout, Map<String, Duration> timeouts, Duration grace) {
    /** Shorter than the time after which an idle connection is closed, so that whoever waits hears of it. */
    static final Duration STANDARD_TIMEOUT = Duration.ofSeconds(30);

    /** As long again: whoever calls and goes away gets no more done than whoever waits. */
    static final Duration STANDARD_GRACE = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofDays(1);

    CallTerms {
        timeouts = Map.copyOf(timeouts);
    }

    /** What the node's author says, unless the operator allows less. */
    Duration timeout(String method, Duration ceiling) {
        Duration own = timeouts.getOrDefault(method, timeout);
        return own.compareTo(ceiling) < 0 ? own : ceiling;
    }

    static Duration checked(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: 1 ms to 1 day)");
        }
        return timeout;
    }
}
