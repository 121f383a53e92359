package io.securerpc.jetty;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the requests of one HTTP/2 connection take beside their bodies until they are over, counted among all requests of the server in steps: with few of them open there is less than one, and the lock
 * of all requests is left alone.
 *
 * <p>So each connection holds less than a step that is counted nowhere, as one of HTTP/1.1 does by its one header, and their number is bounded. Each step is a share of its own, as small as a request:
 * by one large share a connection of many small requests would have no part in what is kept for small ones.
 *
 * <p><b>Threads</b>: any. Room is asked for with no lock held: it may be made by ending another connection, or this one.
 */
final class HeaderRoom {
    /** The largest header there is: what a connection of HTTP/1.1 may hold. */
    static final long STEP = Connectors.MAX_HEADER_BYTES;

    private final List<Step> steps = new ArrayList<>(0);
    private long held;
    private long counted;
    /** Of what is held, that for which room is being asked. */
    private long asked;

    /**
     * Holds what one more request takes, until it is {@linkplain #release released}, which has to follow whatever this answers.
     *
     * @param shares opens a share among all requests
     * @return false if there is no room
     */
    boolean hold(long bytes, Supplier<ByteBudget.Share> shares) {
        Step step;
        synchronized (this) {
            held += bytes;
            if (held - counted < STEP) {
                return true;
            }
            // Others may ask at this moment, and not get it: each asks for its own at least.
            step = new Step(shares.get(), Math.max(bytes, held - counted - asked));
            asked += step.bytes;
        }
        boolean room = false;
        try {
            room = step.share.grow(step.bytes);
        } finally {
            answered(step, room);
        }
        return room;
    }

    /** One of the requests is over. */
    synchronized void release(long bytes) {
        held -= bytes;
        giveBack();
    }

    private synchronized void answered(Step step, boolean room) {
        asked -= step.bytes;
        if (!room) {
            step.share.release();
            return;
        }
        steps.add(step);
        counted += step.bytes;
        // Others may have ended meanwhile.
        giveBack();
    }

    /** Each step without which all is counted that is held: so they are asked for again only after as much has come as has gone. */
    private void giveBack() {
        for (Iterator<Step> each = steps.iterator(); each.hasNext(); ) {
            Step step = each.next();
            if (counted - step.bytes >= held) {
                each.remove();
                counted -= step.bytes;
                step.share.release();
            }
        }
    }

    private record Step(ByteBudget.Share share, long bytes) {}
}
