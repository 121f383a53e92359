package io.securerpc.jetty;

import java.util.concurrent.TimeUnit;

/** How often which time was taken, to a tenth of a millisecond, up to a minute; of one thread. */
final class LatencyCounts {
    private static final long STEP = TimeUnit.MICROSECONDS.toNanos(100);

    private final int[] counts = new int[600_000];
    private long total;

    void add(long nanos) {
        counts[(int) Math.min(counts.length - 1, Math.max(0, nanos / STEP))]++;
        total++;
    }

    long total() {
        return total;
    }

    /** In milliseconds. */
    double percentile(double percent) {
        long left = (long) Math.ceil(total * percent / 100);
        for (int i = 0; i < counts.length; i++) {
            left -= counts[i];
            if (left <= 0) {
                return (i + 1) / 10.0;
            }
        }
        return counts.length / 10.0;
    }
}
