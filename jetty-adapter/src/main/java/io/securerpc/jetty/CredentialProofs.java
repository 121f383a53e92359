package io.securerpc.jetty;

import io.securerpc.gate.Gate;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.ProofNeeded;
import io.securerpc.gate.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Has the credentials of requests judged elsewhere, because it may take a while; then the requests go on where requests are served. Whoever has to wait until others of its address or name are decided takes no
 * thread and no place in the queue meanwhile.
 *
 * <p><b>Threads</b>: any.
 */
final class CredentialProofs implements AutoCloseable {
    /** As long as a full queue of passwords takes. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** Whose credential is to be judged, and what TLS and trust say of the peer by then. */
    record Asked(Gate gate, Request request, Response response, Callback callback, Supplier<PeerVerdict> peer) {}

    private final ProofThreads threads;
    private final Exchanges exchanges;
    private final Duration longestWait;

    CredentialProofs(ProofThreads threads, Exchanges exchanges, Duration longestWait) {
        this.threads = threads;
        this.exchanges = exchanges;
        this.longestWait = longestWait;
    }

    /** answer: told the verdict, once, unless the request ends before; throws nothing. */
    void judge(ProofNeeded needed, Asked asked, Consumer<Verdict> answer) {
        new Judged(asked, answer, exchanges.workOn(Exchange.of(asked.request()))).begin(needed);
    }

    /** What is still waiting is not done. */
    @Override
    public void close() {
        threads.close();
    }

    /** One request, from when its credential is asked for until it goes on. */
    private final class Judged {
        private final Asked asked;
        private final Consumer<Verdict> answer;
        private final Runnable workEnds;

        Judged(Asked asked, Consumer<Verdict> answer, Runnable workEnds) {
            this.asked = asked;
            this.answer = answer;
            this.workEnds = workEnds;
        }

        void begin(ProofNeeded needed) {
            if (needed.mustWait()) {
                new Waiter(this, needed).begin();
            } else {
                prove(needed);
            }
        }

        private void prove(ProofNeeded needed) {
            if (!threads.offer(() -> proveHere(needed))) {
                goOn(asked.gate().turnAway(needed));
            }
        }

        private void proveHere(ProofNeeded needed) {
            try {
                Verdict verdict = asked.gate().prove(needed, asked.peer());
                handOn(() -> goOn(verdict), () -> {});
            } catch (Throwable failure) {
                // Nobody hears of it here, and the request would never end.
                fail(failure);
            }
        }

        /** Its turn has come, or never will. */
        void resume(ProofNeeded needed) {
            Verdict verdict;
            try {
                verdict = asked.gate().resume(needed, asked.peer());
            } catch (Throwable failure) {
                asked.gate().turnAway(needed);
                fail(failure);
                return;
            }
            if (verdict instanceof ProofNeeded now) {
                prove(now);
            } else {
                goOn(verdict);
            }
        }

        void goOn(Verdict verdict) {
            try {
                answer.accept(verdict);
            } finally {
                workEnds.run();
            }
        }

        /** To where requests are served. A pool that has no thread for it, and says so, may have taken it all the same: only one of the two is done. */
        void handOn(Runnable next, Runnable undo) {
            AtomicBoolean taken = new AtomicBoolean();
            try {
                asked.request().getContext().execute(() -> {
                    if (taken.compareAndSet(false, true)) {
                        next.run();
                    }
                });
            } catch (RejectedExecutionException stopped) {
                // So has its connection.
                if (taken.compareAndSet(false, true)) {
                    undo.run();
                    drop(stopped);
                }
            } catch (Throwable failure) {
                if (taken.compareAndSet(false, true)) {
                    undo.run();
                    fail(failure);
                }
            }
        }

        void fail(Throwable failure) {
            Response.writeError(asked.request(), asked.response(), asked.callback(), failure);
            workEnds.run();
        }

        /** Its client is gone. */
        void drop(Throwable failure) {
            asked.callback().failed(failure);
            workEnds.run();
        }
    }

    /** A request that waits for its turn, until that comes, or it has waited too long, or its client is gone, whichever is first. */
    private final class Waiter {
        private final Judged judged;
        private final ProofNeeded needed;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile @Nullable Runnable leave;
        private volatile Scheduler.@Nullable Task deadline;

        Waiter(Judged judged, ProofNeeded needed) {
            this.judged = judged;
            this.needed = needed;
        }

        void begin() {
            try {
                queue();
            } catch (Throwable failure) {
                if (end()) {
                    judged.fail(failure);
                }
            }
        }

        private void queue() {
            Request request = judged.asked.request();
            request.addFailureListener(this::gone);
            deadline = request.getConnectionMetaData()
                    .getConnector()
                    .getScheduler()
                    .schedule(this::tooLong, longestWait.toMillis(), TimeUnit.MILLISECONDS);
            Optional<Runnable> place = judged.asked.gate().await(needed, this::turn);
            if (place.isPresent()) {
                leave = place.get();
                if (over.get()) {
                    place.get().run();
                }
            } else if (end()) {
                judged.resume(needed);
            }
        }

        private void turn(ProofNeeded mine) {
            Runnable giveBack = () -> judged.asked.gate().turnAway(mine);
            if (end()) {
                judged.handOn(() -> judged.resume(mine), giveBack);
            } else {
                giveBack.run();
            }
        }

        private void tooLong() {
            if (end()) {
                judged.handOn(() -> judged.goOn(judged.asked.gate().turnAway(needed)), () -> {});
            }
        }

        private void gone(Throwable failure) {
            if (end()) {
                judged.drop(failure);
            }
        }

        /** Whether it has waited until now. */
        private boolean end() {
            if (!over.compareAndSet(false, true)) {
                return false;
            }
            Scheduler.Task task = deadline;
            if (task != null) {
                task.cancel();
            }
            Runnable leaving = leave;
            if (leaving != null) {
                leaving.run();
            }
            return true;
        }
    }
}
