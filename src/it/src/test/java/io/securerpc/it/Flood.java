package io.securerpc.it;

import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.FairTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Writes again and again on a thread of its own, without ever reading, until the connection breaks. */
final class Flood {
    private final AtomicLong writes = new AtomicLong();
    private final CompletableFuture<IOException> end = new CompletableFuture<>();

    private Flood() {}

    interface Write {
        void write() throws IOException;
    }

    static Flood of(Write write) {
        Flood flood = new Flood();
        Thread thread = new Thread(() -> flood.run(write), "flood");
        thread.setDaemon(true);
        thread.start();
        return flood;
    }

    /** Writes with a pause after each, so that the server is not kept busy by it. */
    static Flood paced(Duration pause, Write write) {
        Flood flood = new Flood();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "paced-flood");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(() -> flood.once(write), 0, pause.toMillis(), TimeUnit.MILLISECONDS);
        flood.end.whenComplete((end, failure) -> timer.shutdownNow());
        return flood;
    }

    /** Waits until no write got through for a while: the server has stopped reading what nobody lets it answer. */
    void awaitStuck() {
        long[] last = {-1};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long now = writes.get();
                    boolean stuck = now == last[0];
                    last[0] = now;
                    return stuck;
                });
        if (end.isDone()) {
            throw new AssertionError("the connection ended before anything was asked of it", end.join());
        }
    }

    /** Tells whether writing has failed already. */
    boolean ended() {
        return end.isDone();
    }

    /** Tells whether writing has failed, or fails within that time. */
    boolean endsWithin(Duration limit) throws InterruptedException {
        FairTime time = FairTime.start();
        while (true) {
            long left = limit.minus(time.elapsed()).toMillis();
            try {
                // Once more behind the deadline: what had ended by then counts, however late we get to look.
                end.get(Math.max(1, left), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                if (left <= 0) {
                    return false;
                }
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }

    private void run(Write write) {
        while (!end.isDone()) {
            once(write);
        }
    }

    private void once(Write write) {
        try {
            write.write();
            writes.incrementAndGet();
        } catch (IOException e) {
            end.complete(e);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
