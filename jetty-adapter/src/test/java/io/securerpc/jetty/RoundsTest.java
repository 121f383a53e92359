package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final AtomicInteger failing = new AtomicInteger();
    private final AtomicInteger rounds = new AtomicInteger();
    private final ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("rounds-test", true) {
        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            failNowAndThen();
            return super.schedule(task, delay, unit);
        }
    };

    @BeforeEach
    void start() throws Exception {
        scheduler.start();
    }

    @AfterEach
    void stop() throws Exception {
        scheduler.stop();
    }

    @Test
    void nothingThatFailsEndsThem() {
        Rounds.begin(scheduler, this::execute, 10, () -> {
            rounds.incrementAndGet();
            failNowAndThen();
        });

        await().atMost(PATIENCE).until(() -> rounds.get() >= 20);
    }

    /** As a pool does that has no thread for what it has queued. */
    @Test
    void thoseThatWereGivenUpAndComeAllTheSameAreNoMore() {
        List<Runnable> queued = new CopyOnWriteArrayList<>();
        Rounds.begin(
                scheduler,
                task -> {
                    queued.add(task);
                    throw new OutOfMemoryError("unable to create native thread");
                },
                10,
                rounds::incrementAndGet);

        await().atMost(PATIENCE).until(() -> queued.size() >= 3);
        List.copyOf(queued).subList(0, 2).forEach(Runnable::run);
        assertThat(rounds).hasValue(0);
    }

    @Test
    void theyEndWithThePool() {
        AtomicInteger asked = new AtomicInteger();
        Rounds.begin(
                scheduler,
                task -> {
                    asked.incrementAndGet();
                    throw new RejectedExecutionException("stopped");
                },
                10,
                rounds::incrementAndGet);

        await().atMost(PATIENCE).until(() -> asked.get() == 1);
        await().during(Duration.ofMillis(100)).atMost(PATIENCE).until(() -> asked.get() == 1);
    }

    @Test
    void openConnectionsAreJudgedAgainAfterAMomentWithoutAThread() {
        AtomicInteger asked = new AtomicInteger();
        ClientConnections connections =
                new ClientConnections(null, InstantSource.system(), scheduler, event -> {}, false);

        connections.recheckRegularly(task -> {
            if (asked.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        });

        await().atMost(PATIENCE).until(() -> asked.get() == 2);
    }

    private void execute(Runnable task) {
        failNowAndThen();
        task.run();
    }

    private void failNowAndThen() {
        if (failing.incrementAndGet() % 4 == 2) {
            throw new OutOfMemoryError("none left");
        }
    }
}
