package io.securerpc.rpc;

import io.securerpc.rpc.PushChannel.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one subscription that wait, in their order, which is that in which they leave, and how many were dropped in front of each: the first that follows a gap tells it, and none that is older.
 *
 * <p><b>Threads</b>: guarded by itself; an event takes that lock when it leaves.
 */
final class WaitingEvents {
    /** Where more have waited at once, the room for their places is given up with most of them: it is counted nowhere. */
    private static final int MANY = 64;

    private final PushChannel channel;
    private final EventText text;
    private Deque<Event> events = new ArrayDeque<>();

    /** Those of them that a later one may take the place of. */
    private Map<Object, Event> replaceable = new HashMap<>();

    /** So many have waited at once since room was given up. */
    private int most;
    /** Behind all that wait: told by the next. */
    private long dropped;

    WaitingEvents(PushChannel channel, EventText text) {
        this.channel = channel;
        this.text = text;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    /** One that waits nowhere yet. */
    Event event(byte[] json, @Nullable Object key) {
        return new Event(json, key, OverflowPolicy.keyBytes(key));
    }

    /** Puts one behind all others. */
    Offer add(Event event, boolean activated) {
        Offer offer = activated ? channel.offer(event, event.size()) : channel.hold(event, event.size());
        if (offer == Offer.QUEUED) {
            event.lost = dropped;
            dropped = 0;
            events.add(event);
            most = Math.max(most, events.size());
            if (event.key != null) {
                replaceable.put(event.key, event);
            }
        }
        return offer;
    }

    /** Puts one in the place of that with its key, which is dropped; gone if there is none. */
    Offer replace(Event event) {
        Event before = event.key == null ? null : replaceable.get(event.key);
        if (before == null) {
            return Offer.GONE;
        }
        Offer offer = channel.resize(before, before.sizeWith(event.json));
        if (offer == Offer.QUEUED) {
            before.json = event.json;
            before.lost++;
        }
        return offer;
    }

    /** Drops the oldest; one that is just leaving is not dropped, but makes room as well. False if none waits. */
    boolean dropOldest() {
        Event oldest = events.poll();
        if (oldest == null) {
            return false;
        }
        if (channel.withdraw(oldest)) {
            lose(1 + oldest.lost);
        }
        return true;
    }

    /** So many were dropped before the first of those that wait, or behind the last that left. */
    void lose(long more) {
        Event next = events.peek();
        if (next == null) {
            dropped += more;
        } else {
            next.lost += more;
        }
    }

    /** How many were dropped that no event which waits will tell of; whoever takes them tells. */
    long takeUntold() {
        long untold = dropped;
        dropped = 0;
        return untold;
    }

    /** Drops all; how many those were, with those that were dropped in front of them. */
    long withdrawAll() {
        List<Event> all = new ArrayList<>(events);
        events.clear();
        replaceable.clear();
        giveUpRoom();
        return all.stream()
                .filter(channel::withdraw)
                .mapToLong(each -> 1 + each.lost)
                .sum();
    }

    /** Those that were held may leave. */
    void offerAll() {
        events.forEach(event -> channel.offer(event, event.size()));
    }

    /** One that leaves is the first, unless it has been dropped on its way. */
    private void forget(Event leaving) {
        if (events.peek() == leaving) {
            events.remove();
        }
        if (leaving.key != null) {
            replaceable.remove(leaving.key, leaving);
        }
        giveUpRoom();
    }

    private void giveUpRoom() {
        if (most > MANY && events.size() < most / 4) {
            most = events.size();
            events = new ArrayDeque<>(events);
            replaceable = new HashMap<>(replaceable);
        }
    }

    /** An event that waits; its text changes where a later one takes its place. */
    final class Event extends QueuedMessage {
        private final @Nullable Object key;
        private final int keyBytes;
        private byte[] json;
        /** Dropped in front of it, behind the one before. */
        private long lost;

        private Event(byte[] json, @Nullable Object key, int keyBytes) {
            this.json = json;
            this.key = key;
            this.keyBytes = keyBytes;
        }

        private int size() {
            return sizeWith(json);
        }

        private int sizeWith(byte[] other) {
            return (int) Math.min(Integer.MAX_VALUE, (long) other.length + keyBytes);
        }

        @Override
        public byte[] leave() {
            synchronized (WaitingEvents.this) {
                forget(this);
                return lost == 0 ? json : text.afterLoss(json, lost);
            }
        }
    }
}
