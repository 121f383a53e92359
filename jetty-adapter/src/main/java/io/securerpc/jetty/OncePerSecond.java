package io.securerpc.jetty;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is told at most once a second, of each kind, with the number of those left out: a flood costs no more than a count. */
final class OncePerSecond {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Map<String, Told> told = new HashMap<>();

    private static final class Told {
        long next = System.nanoTime();
        long leftOut;
    }

    /**
     * Whether one more is told.
     *
     * @param kind one of few
     * @return how many were left out since the last that was told; negative if this one is, too
     */
    synchronized long admit(String kind) {
        Told last = told.computeIfAbsent(kind, first -> new Told());
        long now = System.nanoTime();
        if (now - last.next < 0) {
            last.leftOut++;
            return -1;
        }
        last.next = now + QUIET_NANOS;
        long leftOut = last.leftOut;
        last.leftOut = 0;
        return leftOut;
    }

    /** What to say of those that were left out. */
    static String more(long leftOut) {
        return leftOut == 0 ? "" : " (" + leftOut + " more since the last)";
    }
}
