package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import io.securerpc.event.CallEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call while it runs. It ends once: by its answer, by its time, or by its caller's going away; the latter two cancel it. Its guard is told, before anybody
 * has the answer. A call that is answered at once, by a
 * handler that does not ask, pays for none of this.
 */
final class RunningCall implements RpcCall {
    private final String method;
    private final RpcExchange exchange;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private final long arrived = System.nanoTime();
    /** What begins at once has waited for nothing, and needs no second look at the clock. */
    private long begunAt = arrived;

    private @Nullable Params params;

    /** The server's own, which are quick. */
    private List<Runnable> firstActions = List.of();

    private List<Runnable> actions = List.of();
    private boolean attended;
    private boolean waits;
    private boolean begun;
    private boolean untimedOnceBegun;
    private boolean cancelled;
    private boolean ended;
    private @Nullable CompletionStage<?> stage;
    private @Nullable Thread runner;
    private @Nullable CompletableFuture<Void> expiry;

    RunningCall(String method, RpcExchange exchange) {
        this.method = method;
        this.exchange = exchange;
    }

    @Override
    public Caller caller() {
        return exchange.caller();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public Params params() {
        return requireNonNull(params, "params");
    }

    /** What its handler reads, before it can begin. */
    void takes(Params own) {
        params = own;
    }

    @Override
    public boolean cancelled() {
        attend();
        synchronized (this) {
            return cancelled;
        }
    }

    @Override
    public void onCancelled(Runnable action) {
        requireNonNull(action, "action");
        attend();
        boolean now;
        synchronized (this) {
            now = cancelled;
            if (!now && !ended) {
                actions = more(actions, action);
            }
        }
        if (now) {
            run(action);
        }
    }

    RpcExchange exchange() {
        return exchange;
    }

    /** As {@link #onCancelled}, but before anybody hears of it. */
    void firstOnCancelled(Runnable action) {
        attend();
        boolean now;
        synchronized (this) {
            now = cancelled;
            if (!now && !ended) {
                firstActions = more(firstActions, action);
            }
        }
        if (now) {
            action.run();
        }
    }

    CompletionStage<Outcome> outcome() {
        return outcome;
    }

    /** Cancels it once the caller is gone. */
    void attend() {
        synchronized (this) {
            if (attended || ended) {
                return;
            }
            attended = true;
        }
        if (exchange.departure().await(this)) {
            callerGone();
        } else if (ended()) {
            // It may have ended between the two steps, and was forgotten before it was known.
            exchange.departure().forget(this);
        }
    }

    void callerGone() {
        cancel(RpcError.CALLER_GONE);
    }

    /** Cancels it that long after it has arrived, on another thread than the timer's, which all of the process share. Asked again, it changes nothing. */
    void expireAfter(Duration timeout) {
        CompletableFuture<Void> timer;
        synchronized (this) {
            if (ended || expiry != null || (untimedOnceBegun && begun)) {
                return;
            }
            timer = new CompletableFuture<>();
            expiry = timer;
        }
        long left = Math.max(0, timeout.toNanos() - (System.nanoTime() - arrived));
        var unused = timer.orTimeout(left, TimeUnit.NANOSECONDS).exceptionallyAsync(fault -> {
            cancel(RpcError.TIMED_OUT);
            return null;
        });
    }

    /** What cannot be undone once it has begun: its time ends with that. */
    synchronized void expireOnlyBeforeItBegins() {
        untimedOnceBegun = true;
    }

    /** It does not begin at once; told again, or too late, it changes nothing. */
    synchronized void waits() {
        waits = waits || !(begun || ended);
    }

    /**
     * The handler begins; false if it need not, since the call has ended.
     *
     * @param interruptible whether this thread is the handler's alone
     */
    synchronized boolean begin(boolean interruptible) {
        if (!ended) {
            begun = true;
            begunAt = waits ? System.nanoTime() : arrived;
            runner = interruptible ? Thread.currentThread() : null;
            stopExpiring();
        }
        return !ended;
    }

    /** Whether the handler has begun; once the call has ended, it will not. */
    synchronized boolean begun() {
        return begun;
    }

    /** The handler has returned; an interruption that was meant for it does not outlive it. */
    synchronized void returned() {
        if (runner != null && cancelled) {
            Thread.interrupted();
        }
        runner = null;
    }

    /** What the handler will answer with; cancelled with the call. */
    void follows(CompletionStage<?> answer) {
        boolean late;
        synchronized (this) {
            stage = answer;
            late = cancelled;
        }
        if (late) {
            cancel(answer);
        }
    }

    boolean ended() {
        synchronized (this) {
            return ended;
        }
    }

    /** Its answer, unless it has ended before. */
    void end(Outcome answer) {
        if (ending(false)) {
            finish(answer);
        }
    }

    /** There is no place for it any more, unless it has ended before; whoever answers may ask what was told. */
    void refuse(Runnable told) {
        if (ending(false)) {
            try {
                run(told);
            } finally {
                finish(Outcome.error(RpcError.RATE_LIMITED));
            }
        }
    }

    /** The JVM is broken. */
    void fail(Throwable broken) {
        if (ending(false)) {
            try {
                tell(CallEnd.FAULT);
            } finally {
                outcome.completeExceptionally(broken);
            }
        }
    }

    private void stopExpiring() {
        if (untimedOnceBegun && expiry != null) {
            expiry.complete(null);
        }
    }

    private void cancel(RpcError error) {
        List<Runnable> first;
        List<Runnable> due;
        CompletionStage<?> answer;
        synchronized (this) {
            boolean tooLate = error.equals(RpcError.TIMED_OUT) && untimedOnceBegun && begun;
            if (tooLate || !ending(true)) {
                return;
            }
            first = firstActions;
            firstActions = List.of();
            due = actions;
            actions = List.of();
            answer = stage;
            if (runner != null) {
                runner.interrupt();
            }
        }
        try {
            first.forEach(Runnable::run);
        } finally {
            // Whatever becomes of the place: there may be no thread for whoever gets it.
            finish(Outcome.error(error));
        }
        // Last the node's own code, which may take its time.
        due.forEach(this::run);
        if (answer != null) {
            cancel(answer);
        }
    }

    /** Only by whoever has ended it. */
    private void finish(Outcome answer) {
        try {
            tell(answer.end());
        } finally {
            outcome.complete(answer);
        }
    }

    /** What has ended neither waits nor begins any more, so that nobody changes what is read here. */
    private void tell(CallEnd end) {
        long now = System.nanoTime();
        long from = waits && !begun ? now : begunAt;
        try {
            exchange.guard().ended(exchange.caller(), method, end, from - arrived, now - from);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            Incidents.report(method, e);
        }
    }

    private synchronized boolean ending(boolean early) {
        if (ended) {
            return false;
        }
        ended = true;
        cancelled = early;
        if (attended) {
            exchange.departure().forget(this);
        }
        if (expiry != null) {
            expiry.complete(null);
        }
        return true;
    }

    private void cancel(CompletionStage<?> answer) {
        try {
            answer.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException e) {
            return; // a stage may say that it is no future; then nobody can cancel it
        } catch (RuntimeException e) {
            Incidents.report(method, e);
        }
    }

    /** Most calls have none. */
    private static List<Runnable> more(List<Runnable> some, Runnable action) {
        List<Runnable> all = some.isEmpty() ? new ArrayList<>(2) : some;
        all.add(action);
        return all;
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            Incidents.report(method, e);
        }
    }
}
