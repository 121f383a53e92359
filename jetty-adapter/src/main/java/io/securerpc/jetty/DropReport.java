package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Tells of connections that were dropped because a limit is reached: the first of a second, and how many there were meanwhile, so that a flood costs no more than a count. */
final class DropReport {
    private final SecurityEventListener events;
    private final AtomicLong dropped = new AtomicLong();
    private final OncePerSecond told = new OncePerSecond();

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
        long leftOut = told.admit(limit);
        if (leftOut >= 0) {
            events.on(new SecurityEvent.ConnectionDropped("connection from "
                    + remote.map(InetSocketAddress::toString).orElse("an unknown address") + " dropped: "
                    + limit + " is reached" + OncePerSecond.more(leftOut)));
        }
    }

    /**
     * Tells of a request that was refused for want of room, if it is the first of a second.
     *
     * @param limit the key that sets it
     */
    void tellRefused(InetSocketAddress remote, String limit) {
        long leftOut = told.admit(limit);
        if (leftOut >= 0) {
            events.on(SecurityEvent.Warning.ofPeers(
                    "request from " + remote + " refused: " + limit + " is reached" + OncePerSecond.more(leftOut)));
        }
    }
}
