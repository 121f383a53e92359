package io.securerpc.limit;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait with the same right: each client's in the order in which they have asked, and the clients by turns, so that who waits with one call waits for no more than one of each other's. A client
 * that runs as many as it may has no turns, and so holds up nobody's; it has them again, after all others, when one of its calls has ended.
 *
 * <p><b>Threads</b>: one at a time. Each step takes time by the logarithm of how many wait, because whoever fills the room chooses how many.
 */
final class WaitingCalls {
    private final RunningCalls running;
    private final int mostOfClient;
    private final Map<Client, Line> lines = new HashMap<>();
    /** Of the clients that may run one more; whose turn it is comes first. */
    private final Set<Line> turns = new LinkedHashSet<>();
    /** Of equally long ones the one that was begun last comes last. */
    private final NavigableSet<Line> byLength = new TreeSet<>(
            Comparator.comparingInt((Line line) -> line.calls.size()).thenComparingLong(line -> line.begun));

    private int size;
    private long tickets;

    /**
     * Nobody waits.
     *
     * @param running all that run, by whatever right
     * @param mostOfClient how many of them may be one client's for its next one to begin by this right
     */
    WaitingCalls(RunningCalls running, int mostOfClient) {
        this.running = running;
        this.mostOfClient = mostOfClient;
    }

    int size() {
        return size;
    }

    /** With how many calls a client waits. */
    int of(Client client) {
        Line line = lines.get(client);
        return line == null ? 0 : line.calls.size();
    }

    int clients() {
        return lines.size();
    }

    /** Whether one more of the client's may run, as far as its own calls go. */
    boolean mayRunMore(Client client) {
        return running.of(client) < mostOfClient;
    }

    /** To be told when one of the client's has begun or ended. */
    void changed(Client client) {
        Line line = lines.get(client);
        if (line != null) {
            changed(client, line);
        }
    }

    void add(CallPlace place) {
        Line line = lines.computeIfAbsent(place.client(), client -> new Line(++tickets));
        byLength.remove(line);
        place.ticket = ++tickets;
        line.calls.add(place);
        byLength.add(line);
        changed(place.client(), line);
        size++;
    }

    /** One that has been added and is still there. */
    void remove(CallPlace place) {
        Line line = lines.get(place.client());
        if (line == null) {
            throw new IllegalStateException("call of " + place.client() + ": waits nowhere (expected: in its line)");
        }
        byLength.remove(line);
        line.calls.remove(place);
        size--;
        if (line.calls.isEmpty()) {
            lines.remove(place.client());
            turns.remove(line);
        } else {
            byLength.add(line);
        }
    }

    /** Takes out the oldest call of the client whose turn it is, which is the last one then; null for nobody. */
    @Nullable
    CallPlace next() {
        if (turns.isEmpty()) {
            return null;
        }
        Line line = turns.iterator().next();
        CallPlace oldest = line.calls.first();
        turns.remove(line);
        turns.add(line);
        remove(oldest);
        return oldest;
    }

    /** The newest call of the client that waits with most, and stays; null where nobody waits with so many. */
    @Nullable
    CallPlace newestOfMost(int calls) {
        return size == 0 || byLength.last().calls.size() < calls
                ? null
                : byLength.last().calls.last();
    }

    private void changed(Client client, Line line) {
        if (mayRunMore(client)) {
            turns.add(line);
        } else {
            turns.remove(line);
        }
    }

    /** One client's. */
    private static final class Line {
        private final long begun;
        private final NavigableSet<CallPlace> calls =
                new TreeSet<>(Comparator.comparingLong((CallPlace place) -> place.ticket));

        Line(long begun) {
            this.begun = begun;
        }
    }
}
