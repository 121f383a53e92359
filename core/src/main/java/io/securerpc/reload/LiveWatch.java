package io.securerpc.reload;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks at the files of {@link Live} values, and of whatever else is {@link Watched}, again and again, until it is closed.
 *
 * <h2>Defaults</h2>
 *
 * <p>Every 0.5 s: new files are in use within 2 s of the last write, with time to spare for loading them. A look at three small files costs
 * some ten microseconds. File events are not used: they would save less than that second, and do not come from network file systems, for what
 * a symbolic link leads to, or once the kernel has no watches left; so the looks would be needed all the same.
 *
 * <h2>Threads</h2>
 *
 * <p>One daemon thread. A file system that hangs stops the looks and nothing else; {@link #stalledFor()} tells.
 */
public final class LiveWatch implements AutoCloseable {
    /** How often files are looked at unless said otherwise. */
    public static final Duration INTERVAL = Duration.ofMillis(500);

    /**
     * After how many seconds without a look that came to an end files count as not looked at: no healthy disk takes so long to read a few small ones. Whether what they
     * said last is then still believed is for who uses it to say: identities are, client trust and credentials are not.
     */
    public static final int STALLED_SECONDS = 15;

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.reload");

    private final List<Watched> watched;
    private final Duration interval;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongSupplier nanoTime;
    private volatile long lastRound;

    private LiveWatch(List<Watched> watched, Duration interval, LongSupplier nanoTime) {
        this.watched = watched;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.lastRound = nanoTime.getAsLong();
    }

    /**
     * Starts to look, every {@link #INTERVAL}.
     *
     * @param watched what to keep up to date
     * @return the running watch
     */
    public static LiveWatch start(Collection<? extends Watched> watched) {
        return start(watched, INTERVAL);
    }

    /**
     * Starts to look.
     *
     * @param watched what to keep up to date
     * @param interval the time between two looks
     * @return the running watch
     * @throws IllegalArgumentException if the interval is not positive
     */
    public static LiveWatch start(Collection<? extends Watched> watched, Duration interval) {
        return start(watched, interval, System::nanoTime);
    }

    static LiveWatch start(Collection<? extends Watched> watched, Duration interval, LongSupplier nanoTime) {
        requireNonNull(watched, "watched");
        requireNonNull(interval, "interval");
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("interval: " + interval + " (expected: more than none)");
        }
        LiveWatch watch = new LiveWatch(List.copyOf(watched), interval, nanoTime);
        Thread thread = new Thread(watch::run, "secure-rpc-reload");
        thread.setDaemon(true);
        thread.start();
        return watch;
    }

    /**
     * Whether the looks have come to a halt, as they do where a network file system hangs.
     *
     * @return for how long, from 15 s on
     */
    public Optional<Duration> stalledFor() {
        Duration pause = Duration.ofNanos(nanoTime.getAsLong() - lastRound);
        return closed.getCount() > 0
                        && pause.compareTo(Duration.ofSeconds(STALLED_SECONDS).plus(interval)) > 0
                ? Optional.of(pause)
                : Optional.empty();
    }

    /** Stops looking; a look that is under way is not waited for, because it may hang. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void run() {
        while (!pause()) {
            watched.forEach(this::look);
            lastRound = nanoTime.getAsLong();
        }
    }

    private void look(Watched one) {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            one.look();
        } catch (Throwable e) {
            // A look does not throw; but a thread that ended would leave a certificate to expire.
            lament(e);
        }
    }

    private static void lament(Throwable failure) {
        try {
            LOG.error("looking at files failed", failure);
        } catch (Throwable e) {
            failure.addSuppressed(e); // memory is short: there is no way left to say so
        }
    }

    /** Whether it is time to stop. */
    private boolean pause() {
        try {
            return closed.await(interval.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread; whoever interrupts it must not stop renewals.
            return closed.getCount() == 0;
        }
    }
}
