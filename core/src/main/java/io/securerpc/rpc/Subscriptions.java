package io.securerpc.rpc;

import io.securerpc.internal.Faults;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open subscriptions of one connection. The door makes one for each WebSocket and closes it when the connection closes, however it
 * closes.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; closing while a subscription is being made closes that one too, and each is closed exactly once.
 */
public final class Subscriptions implements AutoCloseable {
    enum Admission {
        ADDED,
        ALREADY,
        FULL,
        STOPPING,
        CLOSED
    }

    private final Map<String, ActiveSubscription> open = new HashMap<>();
    private boolean stopping;
    private boolean closed;

    /** None yet. */
    public Subscriptions() {}

    /** Ends all, and admits no further one. What the node's own code throws on closing is logged. */
    @Override
    public void close() {
        List<ActiveSubscription> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(open.values());
            open.clear();
        }
        eachOf(ending, ActiveSubscription::end);
    }

    /**
     * Ends all because the server stops, and admits no further one: what waits for its subscriber still leaves, then a last message that says so, and what the node gave is closed. For a
     * connection that goes on for a while; the door closes this when the connection closes.
     */
    public void stop() {
        List<ActiveSubscription> ending;
        synchronized (this) {
            stopping = true;
            // They leave when they have ended, which those that wait for their answer do with it.
            ending = List.copyOf(open.values());
        }
        eachOf(ending, ActiveSubscription::stop);
    }

    /** Whatever one of them throws, the others follow: nobody else would end them. */
    static void eachOf(List<ActiveSubscription> subscriptions, Consumer<ActiveSubscription> step) {
        Faults faults = new Faults();
        subscriptions.forEach(each -> faults.collect(() -> step.accept(each)));
        faults.rethrow();
    }

    /**
     * How many are open.
     *
     * @return the number
     */
    public synchronized int size() {
        return open.size();
    }

    synchronized Admission add(String key, ActiveSubscription subscription, int max) {
        if (closed) {
            return Admission.CLOSED;
        }
        if (stopping) {
            return Admission.STOPPING;
        }
        if (open.containsKey(key)) {
            return Admission.ALREADY;
        }
        if (open.size() >= max) {
            return Admission.FULL;
        }
        open.put(key, subscription);
        return Admission.ADDED;
    }

    /** Puts one in the place of another of its key, which ends. One that has ended meanwhile takes no place. Nor does one whose connection ends, or is gone. */
    Admission replace(String key, ActiveSubscription next) {
        ActiveSubscription before;
        synchronized (this) {
            if (closed || stopping) {
                return closed ? Admission.CLOSED : Admission.STOPPING;
            }
            before = open.put(key, next);
            if (next.ended()) {
                open.remove(key);
            }
        }
        if (before != null) {
            next.takeOver(before);
        }
        return Admission.ADDED;
    }

    @Nullable
    synchronized ActiveSubscription find(String key) {
        return open.get(key);
    }

    synchronized boolean hasOptions(String key) {
        ActiveSubscription one = open.get(key);
        return one != null && one.withOptions();
    }

    /** Ends one; false if there is none of that key. */
    boolean end(String key) {
        ActiveSubscription subscription = taken(key);
        if (subscription == null) {
            return false;
        }
        subscription.end();
        return true;
    }

    synchronized void forget(String key, ActiveSubscription subscription) {
        open.remove(key, subscription);
    }

    private synchronized @Nullable ActiveSubscription taken(String key) {
        return open.remove(key);
    }
}
