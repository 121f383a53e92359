package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.rpc.HealthAnswer;
import io.securerpc.rpc.RpcService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Asks the node how it is doing, once at a time: whoever asks meanwhile gets the answer to that question. A node that does not answer holds one thread, however many ask.
 *
 * <p><b>Threads</b>: any; the answer comes on one of the server's.
 */
final class HealthQuestions {
    /** What balancers wait for at most, by default. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final HealthAnswer NONE = new HealthAnswer(
            false,
            false,
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"Internal error\"},\"id\":null}"
                    .getBytes(StandardCharsets.UTF_8));

    private final RpcService service;
    private final SecurityEventListener events;
    private @Nullable CompletableFuture<HealthAnswer> asked;

    HealthQuestions(RpcService service, SecurityEventListener events) {
        this.service = service;
        this.events = events;
    }

    /**
     * What the node answers, or that it does not.
     *
     * @param threads where it is asked
     * @param timer when it has been waited for long enough
     */
    CompletableFuture<HealthAnswer> ask(Executor threads, Scheduler timer) {
        CompletableFuture<HealthAnswer> answer = new CompletableFuture<>();
        synchronized (this) {
            if (asked != null) {
                return asked;
            }
            asked = answer;
        }
        try {
            Scheduler.Task late = timer.schedule(
                    () -> threads.execute(() -> giveUp(answer)), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            var unused = answer.whenComplete((made, failure) -> late.cancel());
            threads.execute(() -> check(answer));
        } catch (RuntimeException | Error stopped) {
            end();
            answer.completeExceptionally(stopped);
        }
        return answer;
    }

    /** Who asks when it has ended, asks anew. */
    private void check(CompletableFuture<HealthAnswer> answer) {
        try {
            HealthAnswer made = service.health();
            end();
            if (!answer.complete(made)) {
                // Not before it has been said that it has not.
                synchronized (answer) {
                    events.on(new SecurityEvent.Warning("health check: has returned"));
                }
            }
        } catch (Throwable failure) {
            end();
            answer.completeExceptionally(failure);
            throw failure;
        }
    }

    private void giveUp(CompletableFuture<HealthAnswer> answer) {
        synchronized (answer) {
            if (answer.complete(NONE)) {
                events.on(new SecurityEvent.Warning("health check: has not returned for " + PATIENCE.toSeconds()
                        + " s, so the node passes for not ready until it does"));
            }
        }
    }

    private synchronized void end() {
        asked = null;
    }
}
