package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.rpc.HealthReport;
import io.securerpc.rpc.RpcService;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HealthQuestionsTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicReference<Thread> checking = new AtomicReference<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final RpcService service = RpcService.builder()
            .health(() -> {
                checking.set(Thread.currentThread());
                release.await();
                return HealthReport.ofSubstrate(5, false, true);
            })
            .build();

    /** Nobody is waited for. */
    private final Scheduler timer = new ScheduledExecutorScheduler() {
        @Override
        public Task schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(task, 0, unit);
        }
    };

    @BeforeEach
    void start() throws Exception {
        timer.start();
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        timer.stop();
        threads.shutdownNow();
    }

    /** The check may return while that is being said; the other way round, the last word would be that the node is not ready. */
    @Test
    void saysThatItHasReturnedAfterThatItHasNot() {
        HealthQuestions questions = new HealthQuestions(service, event -> tell(event.text()));
        assertThat(questions.ask(threads, timer).join().known()).isFalse();
        await().until(() -> said.size() == 2);
        assertThat(said)
                .containsExactly(
                        "health check: has not returned for 5 s, so the node passes for not ready until it does",
                        "health check: has returned");
    }

    private void tell(String text) {
        if (text.contains("has not returned")) {
            await().until(() -> checking.get() != null);
            release.countDown();
            await().until(() -> !said.isEmpty() || checking.get().getState() == Thread.State.BLOCKED);
        }
        said.add(text);
    }
}
