package io.securerpc.trust;

import io.securerpc.reload.LiveWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that looks at a trust directory again and again. */
final class TrustWatcher implements Runnable, AutoCloseable {
    /** How long a look may take before the snapshot is no longer believed: it has a slice of time, and only a file system that hangs takes more. */
    static final long STALE_SECONDS = LiveWatch.STALLED_SECONDS;

    static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private enum Phase {
        NEW,
        WATCHING,
        CLOSED
    }

    private final LiveTrust trust;
    private final LongSupplier nanoTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.NEW);
    private volatile long lastLook;

    TrustWatcher(LiveTrust trust, LongSupplier nanoTime) {
        this.trust = trust;
        this.nanoTime = nanoTime;
    }

    void start() {
        lastLook = nanoTime.getAsLong();
        if (!phase.compareAndSet(Phase.NEW, Phase.WATCHING)) {
            throw new IllegalStateException(
                    "client trust: " + phase.get() + " (expected: start() once, before close())");
        }
        Thread thread = new Thread(this, "secure-rpc-trust");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        while (!pause()) {
            // Nothing may end this thread: a snapshot that nobody corrects would trust removed clients.
            try {
                trust.look(false);
                lastLook = nanoTime.getAsLong();
                trust.tick();
            } catch (Throwable e) {
                LOG.error("client trust: looking failed", e);
            }
        }
    }

    /** Whether it is time to stop. */
    private boolean pause() {
        try {
            return closed.await(INTERVAL_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread; whoever interrupts it must not switch off revocation.
            return closed.getCount() == 0;
        }
    }

    /** How long nothing was looked at, when that is too long to believe what was seen last. */
    Optional<Duration> staleFor() {
        long nanos = nanoTime.getAsLong() - lastLook;
        return phase.get() == Phase.WATCHING && nanos > TimeUnit.SECONDS.toNanos(STALE_SECONDS)
                ? Optional.of(Duration.ofNanos(nanos))
                : Optional.empty();
    }

    @Override
    public void close() {
        phase.set(Phase.CLOSED);
        closed.countDown();
    }
}
