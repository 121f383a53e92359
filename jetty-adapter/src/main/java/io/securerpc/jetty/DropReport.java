package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Tells of connections that were dropped because a limit is reached: the first of a second, and how many there were meanwhile, so that a flood costs no more than a count. */
final class DropReport {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SecurityEventListener events;
    private final AtomicLong dropped = new AtomicLong();
    private final Map<String, Told> told = new HashMap<>();

    private static final class Told {
        long next = System.nanoTime();
        long leftOut;
    }

    DropReport(SecurityEventListener events) {
        this.events = events;
    }

    /** How many so far. */
    long count() {
        return dropped.get();
    }

    /**
     * Counts one, and tells of it if it is the first of a second.
     *
     * @param limit the key that sets it
     */
    void tell(Optional<InetSocketAddress> remote, String limit) {
        dropped.incrementAndGet();
        long leftOut = admit(limit);
        if (leftOut >= 0) {
            events.on(new SecurityEvent.ConnectionDropped("connection from "
                    + remote.map(InetSocketAddress::toString).orElse("an unknown address") + " dropped: "
                    + limit + " is reached" + (leftOut == 0 ? "" : " (" + leftOut + " more since the last)")));
        }
    }

    /**
     * Tells of a request that was refused for want of room, if it is the first of a second.
     *
     * @param limit the key that sets it
     */
    void tellRefused(InetSocketAddress remote, String limit) {
        long leftOut = admit(limit);
        if (leftOut >= 0) {
            events.on(new SecurityEvent.Warning("request from " + remote + " refused: " + limit + " is reached"
                    + (leftOut == 0 ? "" : " (" + leftOut + " more since the last)")));
        }
    }

    /** How many were left out since the last that was told; negative if this one is, too. */
    private synchronized long admit(String limit) {
        Told last = told.computeIfAbsent(limit, first -> new Told());
        long now = System.nanoTime();
        if (now - last.next < 0) {
            last.leftOut++;
            return -1;
        }
        last.next = now + QUIET_NANOS;
        long leftOut = last.leftOut;
        last.leftOut = 0;
        return leftOut;
    }
}
