package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.CallPlace;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call and its place: waits for one, runs the handler, and gives the place back when the handler has ended, before the caller gets its answer, so that whoever calls again at once finds it free.
 *
 * <p>A handler that has not begun when its call ends never will, so that the place is given back then: of a call that waits, and of one that an executor holds or has thrown away. A thread that does not
 * return keeps its place for ever, because it is gone for everybody else too. A stage that does not complete costs no thread: it loses its place after a while.
 */
final class PlacedCall extends CallPlace {
    private static final Logger LOG = LoggerFactory.getLogger(RpcService.class);

    private final RpcMethod method;
    private final RunningCall call;
    private final Methods methods;
    private final @Nullable Executor executor;
    private final RequestCalls calls;
    /** Runs out where a stage does not end though it was cancelled. */
    private volatile @Nullable CompletableFuture<Void> grace;

    /**
     * A call that has not started.
     *
     * @param executor where the handler runs; null for the thread of the door
     * @param calls those of its request
     */
    PlacedCall(RpcMethod method, RunningCall call, Methods methods, @Nullable Executor executor, RequestCalls calls) {
        super(call.exchange().calls());
        this.method = method;
        this.call = call;
        this.methods = methods;
        this.executor = executor;
        this.calls = calls;
    }

    CompletionStage<Outcome> start() {
        calls.begins();
        Answer answer = ask(hasReserve(call.caller()));
        if (answer.bound().isPresent()) {
            refuse(answer.bound().get());
        } else if (answer == Answer.RUNS) {
            begin();
        } else {
            watch();
        }
        return call.outcome();
    }

    @Override
    protected void proceed() {
        call.waits(); // whoever started it may not have come to say so
        begin();
    }

    @Override
    protected void turnedAway() {
        call.waits();
        call.end(Outcome.error(RpcError.BUSY));
    }

    @Override
    protected void displaced() {
        call.waits();
        refuse(CallBound.WAITING);
    }

    @Override
    protected void released() {
        calls.ends();
    }

    private void refuse(CallBound full) {
        call.refuse(() -> call.exchange().guard().turnedAway(call.caller(), call.method(), full));
    }

    /** What every stranger has keeps nobody a place. */
    private static boolean hasReserve(Caller caller) {
        return caller.has(Permission.CONTROL) && !caller.id().equals(Caller.ANONYMOUS);
    }

    /** What waits, or runs on another thread, can be cancelled meanwhile. */
    private void watch() {
        call.waits();
        call.firstOnCancelled(this::cancelled);
        call.expireAfter(timeout());
    }

    private Duration timeout() {
        Duration ceiling = call.exchange().calls().limits().methodTimeout();
        return methods.terms().timeout(call.method(), ceiling);
    }

    private void begin() {
        if (executor == null) {
            run(false);
            return;
        }
        watch();
        try {
            executor.execute(() -> run(true));
        } catch (RejectedExecutionException e) {
            end(Outcome.error(RpcError.BUSY));
        } catch (Throwable e) {
            endBadly(e);
        }
    }

    /** Only a thread that is the handler's alone may be interrupted, which the door's is not. */
    private void run(boolean interruptible) {
        if (!call.begin(interruptible)) {
            giveBack();
            return;
        }
        try {
            Object answer = answer();
            if (answer instanceof CompletionStage<?> stage) {
                await(stage);
            } else {
                end(outcome(answer));
            }
        } catch (Throwable e) {
            if (!call.ended()) {
                Methods.restoreInterruption(e);
            }
            endBadly(e);
        }
    }

    private @Nullable Object answer() throws Exception {
        try {
            return method.call(call);
        } finally {
            call.returned();
        }
    }

    private void await(CompletionStage<?> stage) {
        call.follows(stage);
        stage.whenComplete((value, fault) -> {
            try {
                if (fault != null) {
                    endBadly(unwrapped(fault));
                } else if (call.ended()) {
                    release();
                } else {
                    end(outcome(value));
                }
            } catch (Throwable e) {
                endBadly(e);
            }
        });
        call.firstOnCancelled(this::stageCancelled);
        call.expireAfter(timeout());
    }

    private void cancelled() {
        if (call.begun()) {
            overdue();
        } else {
            giveBack();
        }
    }

    private void stageCancelled() {
        overdue();
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().orTimeout(methods.terms().grace().toNanos(), TimeUnit.NANOSECONDS);
        grace = timer;
        if (gone()) {
            timer.complete(null);
        }
        var unused = timer.exceptionallyAsync(late -> {
            if (giveBack()) {
                LOG.warn(
                        "rpc {}: its stage goes on {} after it was cancelled (expected: to complete); its place is another's",
                        call.method(),
                        methods.terms().grace());
            }
            return null;
        });
    }

    private Outcome outcome(@Nullable Object answer) {
        return answer instanceof Outcome made ? made : methods.outcome(call.method(), answer);
    }

    private void end(Outcome outcome) {
        release();
        call.end(outcome);
    }

    private void release() {
        giveBack();
        CompletableFuture<Void> timer = grace;
        if (timer != null) {
            timer.complete(null);
        }
    }

    /** The fault of a call that was cancelled is what was asked for. */
    private void endBadly(Throwable fault) {
        try {
            if (!call.ended() || fault instanceof VirtualMachineError) {
                end(methods.failure(call.method(), fault));
            }
        } catch (Throwable e) {
            // Only what failure() lets through: the request must end all the same.
            release();
            call.fail(e);
            throw e;
        }
        release();
    }

    private static Throwable unwrapped(Throwable fault) {
        Throwable inner = fault;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
