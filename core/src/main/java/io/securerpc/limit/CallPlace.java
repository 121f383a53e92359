package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The place of one call among those that run or wait: asked for once, given back once, whatever else happens to the call.
 *
 * <h2>Security</h2>
 *
 * <p>A place is given back when the handler has ended, not when somebody stops waiting for it: until then it does cost what it costs. Whoever calls and goes away, again and again, has no more handlers
 * at work than whoever stays. A place that is given back twice counts once, and one that was refused counts nowhere.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
public abstract class CallPlace {
    /** What becomes of it. */
    enum State {
        NEW,
        WAITING,
        RUNNING,
        OVERDUE,
        GONE
    }

    private final ConnectionCalls connection;
    /** With the lock of all calls held, as what follows. */
    State state = State.NEW;

    boolean reserve;
    /** Its place in its client's line. */
    long ticket;

    /**
     * One that has not been asked for.
     *
     * @param connection whose call it is
     */
    protected CallPlace(ConnectionCalls connection) {
        this.connection = requireNonNull(connection, "connection");
    }

    /** What was answered to whoever asked for a place. */
    public enum Answer {
        /** The handler may begin, on this thread. */
        RUNS(Optional.empty()),
        /** It begins with {@link CallPlace#proceed}. */
        WAITS(Optional.empty()),
        /** There is no place in the server. */
        FULL(Optional.of(CallBound.WAITING)),
        /** Places are free, and its client runs all that it may at once; no more may wait. */
        CLIENT_FULL(Optional.of(CallBound.CLIENT)),
        /** The connection has all that it may have. */
        CONNECTION_FULL(Optional.of(CallBound.CONNECTION));

        private final Optional<CallBound> bound;

        Answer(Optional<CallBound> bound) {
            this.bound = bound;
        }

        /**
         * Why there is no place.
         *
         * @return empty if there is one
         */
        public Optional<CallBound> bound() {
            return bound;
        }
    }

    /**
     * Asks for it; clients that wait get it by turns, each for its calls in the order in which they have asked, and whoever has the reserve before all others. Whose client runs
     * all that it may at once waits until one of those has ended, and holds up nobody else. Where no more may wait, the newest call of the client that waits with most is
     * {@linkplain #displaced displaced}, on this thread, if that makes it fairer.
     *
     * @param reserve whether the caller has the reserved places too
     * @return whether there is one
     * @throws IllegalStateException if asked for before
     */
    public final Answer ask(boolean reserve) {
        this.reserve = reserve;
        return connection.slots.ask(this);
    }

    /**
     * Gives it back, or waits no longer; what waits may have it.
     *
     * @return whether it was there to give back; false the second time
     */
    public final boolean giveBack() {
        return connection.slots.giveBack(this);
    }

    /** Nobody waits for the answer any more, and the handler goes on: it is counted as such until the place is given back. */
    public final void overdue() {
        connection.slots.overdue(this);
    }

    /**
     * Whether it has been given back, or was refused or displaced.
     *
     * @return true from then on
     */
    protected final boolean gone() {
        return connection.slots.gone(this);
    }

    /** It has waited and has a place now: on a thread of the server's. */
    protected abstract void proceed();

    /** It has waited, has a place, and there is no thread for it, because the server stops; the place is given back by whoever calls this. */
    protected abstract void turnedAway();

    /** It has waited, and is refused after all, because clients that wait with fewer calls came; told at most once, and it never proceeds. It must take no lock that whoever asks may hold. */
    protected abstract void displaced();

    /** It has been given back, or was refused or displaced; told once, and nobody waits for it. */
    protected void released() {}

    ConnectionCalls connection() {
        return connection;
    }

    Client client() {
        return connection.client;
    }
}
