package io.securerpc.jetty;

import java.util.function.LongSupplier;

/**
 * The time that counts against a peer: it stands still while the server is busy with what came before, reads nothing meanwhile, and so cannot know whether the peer is late.
 *
 * <p><b>Threads</b>: one at a time is busy; any may ask for the time.
 */
final class PeerClock {
    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanos;
    private volatile long busySince = NEVER;
    private volatile long busyNanos;

    PeerClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    long nanos() {
        // In this order: whoever stops being busy between the two reads makes it seem earlier, never later.
        long since = busySince;
        return (since == NEVER ? nanos.getAsLong() : since) - busyNanos;
    }

    void standStill(Runnable meanwhile) {
        long since = nanos.getAsLong();
        busySince = since;
        try {
            meanwhile.run();
        } finally {
            long busy = busyNanos + nanos.getAsLong() - since;
            busyNanos = busy;
            busySince = NEVER;
        }
    }
}
