package io.securerpc.jetty;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on the threads of a server, a while after it was done last, until the server stops. Nothing that fails ends it, neither what is done nor, for want of memory or of
 * threads, what leads to it: deadlines that nobody looks at any more, and trust that nobody asks for again, would not be noticed until somebody needed them.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Scheduler scheduler;
    private final Executor executor;
    private final long periodMillis;
    private final Runnable round;
    /** The one that is awaited: what was given up may still come. */
    private final AtomicLong awaited = new AtomicLong();

    private Rounds(Scheduler scheduler, Executor executor, long periodMillis, Runnable round) {
        this.scheduler = scheduler;
        this.executor = executor;
        this.periodMillis = periodMillis;
        this.round = round;
    }

    /** The first after one period. */
    static void begin(Scheduler scheduler, Executor executor, long periodMillis, Runnable round) {
        new Rounds(scheduler, executor, periodMillis, round).later();
    }

    private void later() {
        while (true) {
            try {
                long number = awaited.incrementAndGet();
                scheduler.schedule(() -> start(number), periodMillis, TimeUnit.MILLISECONDS);
                return;
            } catch (RejectedExecutionException stopped) {
                return;
            } catch (Throwable missing) {
                lament(missing);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(periodMillis));
            }
        }
    }

    private void start(long number) {
        try {
            executor.execute(() -> run(number));
        } catch (RejectedExecutionException stopped) {
            LOG.trace("no more rounds", stopped);
        } catch (Throwable missing) {
            lament(missing);
            later();
        }
    }

    private void run(long number) {
        if (awaited.get() != number) {
            return;
        }
        try {
            round.run();
        } catch (Throwable failure) {
            lament(failure);
        }
        later();
    }

    private static void lament(Throwable failure) {
        try {
            LOG.error("what is done regularly failed", failure);
        } catch (Throwable unsaid) {
            // Memory is short: there is no way left to say so.
        }
    }
}
