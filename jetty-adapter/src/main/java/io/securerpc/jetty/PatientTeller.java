package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of one event after the other, and waits for a moment only until it has heard: what has to happen by a deadline does not hang on it. A listener that never returns hears of nothing more,
 * and keeps its thread.
 *
 * <p><b>Threads</b>: one at a time tells, and closes; any may ask.
 */
final class PatientTeller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatientTeller.class);

    private final SecurityEventListener listener;
    private final long patienceMillis;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(this::thread);
    private volatile @Nullable Thread telling;

    PatientTeller(SecurityEventListener listener, long patienceMillis) {
        this.listener = listener;
        this.patienceMillis = patienceMillis;
    }

    void tell(SecurityEvent event) {
        Future<?> heard = thread.submit(() -> listener.on(event));
        try {
            heard.get(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException busy) {
            LOG.warn("security event listener has not returned within {} ms from: {}", patienceMillis, event.text());
        } catch (ExecutionException failure) {
            LOG.error("security event listener failed on: {}", event.text(), failure.getCause());
        } catch (InterruptedException e) {
            // It is told all the same.
            LOG.debug("interrupted while a listener was told", e);
        }
    }

    /** Whether this is asked from within the listener. */
    boolean isTelling() {
        return Thread.currentThread() == telling;
    }

    /** Tells nothing more; what has been begun goes on. */
    @Override
    public void close() {
        thread.shutdown();
    }

    private Thread thread(Runnable task) {
        Thread created = new Thread(task, "secure-rpc-stop-events");
        created.setDaemon(true);
        telling = created;
        return created;
    }
}
