package io.securerpc.limit;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait with the same right: each client's in the order in which they have asked, and the clients by turns, so that who waits with one call waits for no more than one of each other's.
 *
 * <p><b>Threads</b>: one at a time. Each step takes time by the logarithm of how many wait, because whoever fills the room chooses how many.
 */
final class WaitingCalls {
    /** Whose turn it is comes first. */
    private final Map<Client, Line> turns = new LinkedHashMap<>();
    /** Of equally long ones the one that was begun last comes last. */
    private final NavigableSet<Line> byLength = new TreeSet<>(
            Comparator.comparingInt((Line line) -> line.calls.size()).thenComparingLong(line -> line.begun));

    private int size;
    private long tickets;

    int size() {
        return size;
    }

    /** With how many calls a client waits. */
    int of(Client client) {
        Line line = turns.get(client);
        return line == null ? 0 : line.calls.size();
    }

    void add(CallPlace place) {
        Line line = turns.computeIfAbsent(place.client(), client -> new Line(++tickets));
        byLength.remove(line);
        place.ticket = ++tickets;
        line.calls.add(place);
        byLength.add(line);
        size++;
    }

    /** One that has been added and is still there. */
    void remove(CallPlace place) {
        Line line = turns.get(place.client());
        if (line == null) {
            throw new IllegalStateException("call of " + place.client() + ": waits nowhere (expected: in its line)");
        }
        byLength.remove(line);
        line.calls.remove(place);
        size--;
        if (line.calls.isEmpty()) {
            turns.remove(place.client());
        } else {
            byLength.add(line);
        }
    }

    /** Takes out the oldest call of the client whose turn it is, which is the last one then; null for nobody. */
    @Nullable
    CallPlace next() {
        if (size == 0) {
            return null;
        }
        Line line = turns.values().iterator().next();
        CallPlace oldest = line.calls.first();
        turns.remove(oldest.client());
        turns.put(oldest.client(), line);
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
