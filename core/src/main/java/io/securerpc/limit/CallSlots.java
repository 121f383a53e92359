package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The places of all calls of a server: so many run, so many wait, and of both some more for whoever has the reserve. One {@link Client} runs no more than so many, from however
 * many connections; what it calls beyond that waits for its own calls, though places are free. Nobody else waits who may run, and among those with the same right the clients that
 * wait have their turns one after the other, each with its oldest call.
 *
 * <h2>Security</h2>
 *
 * <p>Whoever keeps all places taken that he may have leaves some for all others, who run at once. Whoever calls more than the server can do waits behind his own calls and keeps
 * nobody else out: where no more may wait, whoever waits with fewer calls, the new one counted, than the client that waits with most takes the place of that one's newest, which is
 * refused. So nobody loses a call to another who has more, and the calls of a client that waits with one, or with no more than an equal part of all that wait, are never displaced.
 * What runs is never ended. Those with the reserve are displaced only by others with the reserve.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each question takes one lock, for a time by the logarithm of how many wait. What has waited goes on in the executor, never on the thread of the call that has ended: that one would run others' handlers in its
 * own stack, one deeper each.
 */
public final class CallSlots {
    private final CallLimits limits;
    private final Executor executor;
    private final ReentrantLock lock = new ReentrantLock();
    private final RunningCalls running = new RunningCalls();
    private final WaitingCalls waiting;
    private final WaitingCalls waitingWithReserve;
    private int overdue;
    private long refused;

    /**
     * All places are free.
     *
     * @param limits how many there are
     * @param executor where calls that have waited go on
     */
    public CallSlots(CallLimits limits, Executor executor) {
        this.limits = requireNonNull(limits, "limits");
        this.executor = requireNonNull(executor, "executor");
        int mostOfClient = limits.maxRunningCallsPerClient();
        waiting = new WaitingCalls(running, mostOfClient);
        waitingWithReserve = new WaitingCalls(running, mostOfClient + limits.reservedCalls());
    }

    /**
     * For one more connection.
     *
     * @return none of its calls is there yet
     */
    public ConnectionCalls connection() {
        return new ConnectionCalls(this);
    }

    /**
     * Calls that have a place, those that are overdue included.
     *
     * @return at most {@link CallLimits#maxCalls()} and {@link CallLimits#reservedCalls()}
     */
    public int running() {
        lock.lock();
        try {
            return running.all();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Calls that wait for a place.
     *
     * @return at most {@link CallLimits#maxWaitingCalls()} and {@link CallLimits#reservedCalls()}
     */
    public int waiting() {
        lock.lock();
        try {
            return waitingNow();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Calls whose handlers go on though nobody waits for their answers.
     *
     * @return some of {@link #running()}
     */
    public int overdue() {
        lock.lock();
        try {
            return overdue;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Calls that were refused because too many ran and waited, displaced ones included.
     *
     * @return how many so far
     */
    public long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }

    CallLimits limits() {
        return limits;
    }

    /** Of how many something is kept: each one's calls that run, and its calls that wait by either right. */
    int clients() {
        lock.lock();
        try {
            return running.clients() + waiting.clients() + waitingWithReserve.clients();
        } finally {
            lock.unlock();
        }
    }

    CallPlace.Answer ask(CallPlace place) {
        CallPlace.Answer answer;
        CallPlace loser = null;
        lock.lock();
        try {
            if (place.state != CallPlace.State.NEW) {
                throw new IllegalStateException("place of a call: " + place.state + " (expected: asked for once)");
            }
            answer = answer(place);
            if (answer == CallPlace.Answer.FULL || answer == CallPlace.Answer.CLIENT_FULL) {
                loser = loserTo(place);
            }
            if (loser != null) {
                leave(loser);
                refused++;
                answer = CallPlace.Answer.WAITS;
            }
            enter(place, answer);
        } finally {
            lock.unlock();
        }
        if (answer.bound().isPresent()) {
            place.released();
        }
        if (loser != null) {
            tell(loser, place);
        }
        return answer;
    }

    private void enter(CallPlace place, CallPlace.Answer answer) {
        switch (answer) {
            case RUNS -> run(place);
            case WAITS -> {
                place.state = CallPlace.State.WAITING;
                queue(place).add(place);
            }
            case FULL, CLIENT_FULL, CONNECTION_FULL -> {
                place.state = CallPlace.State.GONE;
                refused++;
            }
        }
        if (answer.bound().isEmpty()) {
            place.connection().add(1);
        }
    }

    private void tell(CallPlace loser, CallPlace newcomer) {
        try {
            loser.released();
            loser.displaced();
        } catch (RuntimeException | Error broken) {
            // Whoever hears of this has no place.
            giveBack(newcomer);
            throw broken;
        }
    }

    boolean giveBack(CallPlace place) {
        CallPlace next;
        lock.lock();
        try {
            if (place.state == CallPlace.State.NEW || place.state == CallPlace.State.GONE) {
                return false;
            }
            next = leave(place);
        } finally {
            lock.unlock();
        }
        place.released();
        goOn(next);
        return true;
    }

    void overdue(CallPlace place) {
        lock.lock();
        try {
            if (place.state == CallPlace.State.RUNNING) {
                place.state = CallPlace.State.OVERDUE;
                overdue++;
            }
        } finally {
            lock.unlock();
        }
    }

    boolean gone(CallPlace place) {
        lock.lock();
        try {
            return place.state == CallPlace.State.GONE;
        } finally {
            lock.unlock();
        }
    }

    private CallPlace.Answer answer(CallPlace place) {
        if (place.connection().count() >= limits.maxCallsPerConnection()) {
            return CallPlace.Answer.CONNECTION_FULL;
        }
        int more = place.reserve ? limits.reservedCalls() : 0;
        boolean free = running.all() < limits.maxCalls() + more;
        if (free && queue(place).mayRunMore(place.client())) {
            return CallPlace.Answer.RUNS;
        }
        if (waitingNow() < limits.maxWaitingCalls() + more) {
            return CallPlace.Answer.WAITS;
        }
        return free ? CallPlace.Answer.CLIENT_FULL : CallPlace.Answer.FULL;
    }

    /** Only where the newcomer's client has fewer even then: to change places with equals would help nobody, and who comes again and again would win. */
    private @Nullable CallPlace loserTo(CallPlace newcomer) {
        int more = waiting.of(newcomer.client()) + waitingWithReserve.of(newcomer.client()) + 2;
        CallPlace loser = waiting.newestOfMost(more);
        return loser == null && newcomer.reserve ? waitingWithReserve.newestOfMost(more) : loser;
    }

    /** Who has the place now; null for nobody. */
    private @Nullable CallPlace leave(CallPlace place) {
        CallPlace.State before = place.state;
        place.state = CallPlace.State.GONE;
        place.connection().add(-1);
        if (before == CallPlace.State.WAITING) {
            queue(place).remove(place);
            return null;
        }
        running.remove(place.client());
        changed(place.client());
        if (before == CallPlace.State.OVERDUE) {
            overdue--;
        }
        CallPlace next = next();
        if (next != null) {
            run(next);
        }
        return next;
    }

    /**
     * Who begins now that a call has ended. One is enough, because before it ended nobody waited who might run: if no place was free, one is now; if one was, all who waited did so
     * for calls of their own, and of these only the client whose call has ended may run one more. Once one has begun, as many run as before.
     */
    private @Nullable CallPlace next() {
        CallPlace reserved =
                running.all() < limits.maxCalls() + limits.reservedCalls() ? waitingWithReserve.next() : null;
        return reserved == null && running.all() < limits.maxCalls() ? waiting.next() : reserved;
    }

    private void run(CallPlace place) {
        place.state = CallPlace.State.RUNNING;
        running.add(place.client());
        changed(place.client());
    }

    private void changed(Client client) {
        waiting.changed(client);
        waitingWithReserve.changed(client);
    }

    private WaitingCalls queue(CallPlace place) {
        return place.reserve ? waitingWithReserve : waiting;
    }

    private int waitingNow() {
        return waiting.size() + waitingWithReserve.size();
    }

    /** A loop, because an executor that is closed refuses all that wait, one after the other. */
    private void goOn(@Nullable CallPlace first) {
        Throwable broken = null;
        for (CallPlace next = first; next != null; ) {
            CallPlace place = next;
            next = null;
            try {
                executor.execute(place::proceed);
            } catch (RejectedExecutionException closed) {
                place.turnedAway();
                next = left(place);
            } catch (RuntimeException | Error failure) {
                // No thread to be had: whoever waits behind must not wait for ever.
                broken = failure;
                place.turnedAway();
                next = left(place);
            }
        }
        if (broken instanceof Error error) {
            throw error;
        } else if (broken instanceof RuntimeException exception) {
            throw exception;
        }
    }

    private @Nullable CallPlace left(CallPlace place) {
        CallPlace next;
        lock.lock();
        try {
            if (place.state == CallPlace.State.GONE) {
                return null;
            }
            next = leave(place);
        } finally {
            lock.unlock();
        }
        place.released();
        return next;
    }
}
