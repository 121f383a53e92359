package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/** What the calling thread has used of the processor: a limit on it holds on a busy machine too. */
public final class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long start = THREADS.getCurrentThreadCpuTime();

    private ProcessorTime() {}

    /** Starts counting for the calling thread. */
    public static ProcessorTime now() {
        return new ProcessorTime();
    }

    /** Fails when the thread, which must be the one that started counting, has used more than that. */
    public void requireAtMost(Duration limit) {
        Duration used = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start);
        if (used.compareTo(requireNonNull(limit, "limit")) > 0) {
            throw new AssertionError("processor time: " + used + " (expected: at most " + limit + ")");
        }
    }
}
