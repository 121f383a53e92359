package io.securerpc.jetty;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one request into memory of its own, of which no more is held than was announced, nor than twice what has arrived; all of it is counted.
 *
 * <p>Jetty's own reader keeps the network's buffers, which hold many times what arrives where it arrives byte by byte.
 *
 * <p><b>Threads</b>: Jetty calls one after the other; whoever needs the room may take it meanwhile.
 */
final class BodyReader implements Runnable {
    /** What becomes of the body; one of these, once, and by then nothing reads any more. */
    interface Outcome {
        /**
         * All of it is there.
         *
         * @param handled to be told when nobody uses it any more: until then it counts; need not be where this throws
         */
        void arrived(byte[] body, Runnable handled);

        /** There is more of it than one request may have. */
        void tooBig();

        /** There is no room for it beside all others. */
        void noRoom();

        /** Its sender is gone. */
        void failed(Throwable failure);

        /** We failed: while it was read, or while it was handed over. */
        void broken(Throwable fault);
    }

    private static final byte[] NOTHING = {};

    private final Request request;
    private final int maxBytes;
    private final long declared;
    private final Outcome outcome;
    private final ByteBudget.Share share;
    private byte[] bytes = NOTHING;
    private int length;
    /** Whether nothing more is to be read. */
    private boolean over;

    private boolean arrived;
    private boolean displaced;
    /** Threads in here: nobody may end the exchange under them. */
    private int inside;

    /**
     * A reader that has not begun.
     *
     * @param declared bytes that the sender announces; negative if he does not
     * @param shares opens the share that is counted
     */
    BodyReader(
            Request request,
            long maxBytes,
            long declared,
            Outcome outcome,
            Function<Runnable, ByteBudget.Share> shares) {
        this.request = request;
        this.maxBytes = (int) Math.min(Integer.MAX_VALUE - 8, maxBytes);
        this.declared = declared;
        this.outcome = outcome;
        this.share = shares.apply(this::displace);
    }

    /** Gives back what the body takes, because nobody waits for the rest of it; one that has arrived is given back by whom it was handed to. */
    void release() {
        synchronized (this) {
            if (arrived) {
                return;
            }
        }
        share.release();
    }

    /** Reads what is there, and is called again when there is more. */
    @Override
    public void run() {
        synchronized (this) {
            if (over) {
                return;
            }
            inside++;
        }
        try {
            read();
        } catch (Throwable fault) {
            // Jetty passes over what is thrown where more of a body has come, and the request would never end.
            giveUp();
            outcome.broken(fault);
        } finally {
            leave();
        }
    }

    private void read() {
        while (!isOver()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                end(() -> outcome.failed(chunk.getFailure()));
                return;
            }
            byte[] whole;
            try {
                whole = take(chunk.getByteBuffer(), chunk.isLast());
            } finally {
                chunk.release();
            }
            if (whole != null) {
                handOver(whole);
            }
        }
    }

    private void handOver(byte[] whole) {
        try {
            outcome.arrived(whole, share::release);
        } catch (Throwable broken) {
            share.release();
            throw broken;
        }
    }

    /** All of the body, once it is there. */
    private byte @Nullable [] take(ByteBuffer part, boolean last) {
        long needed = (long) length + part.remaining();
        if (needed > maxBytes) {
            end(outcome::tooBig);
            return null;
        }
        int capacity = last ? (int) needed : capacityFor((int) needed);
        long more = (long) capacity - bytes.length;
        if (!(last ? share.keep(more) : share.grow(more))) {
            end(outcome::noRoom);
            return null;
        }
        synchronized (this) {
            if (over) {
                return null;
            }
            if (capacity != bytes.length) {
                bytes = Arrays.copyOf(bytes, capacity);
            }
            part.get(bytes, length, part.remaining());
            length = (int) needed;
            if (!last) {
                return null;
            }
            byte[] whole = bytes;
            over = true;
            arrived = true;
            bytes = NOTHING;
            return whole;
        }
    }

    /** Twice as much each time, so that it is copied a few times only, but no more than will come. */
    private int capacityFor(int needed) {
        if (needed <= bytes.length) {
            return bytes.length;
        }
        long most = declared >= needed ? Math.min(declared, maxBytes) : maxBytes;
        return (int) Math.max(needed, Math.min(2L * bytes.length, most));
    }

    private synchronized boolean isOver() {
        return over;
    }

    private void end(Runnable told) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            bytes = NOTHING;
        }
        share.release();
        told.run();
    }

    private void giveUp() {
        synchronized (this) {
            over = true;
            displaced = false;
            bytes = NOTHING;
        }
        share.release();
    }

    /** Somebody else needs the room. */
    private void displace() {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            displaced = true;
            bytes = NOTHING;
            if (inside > 0) {
                return;
            }
        }
        outcome.noRoom();
    }

    private void leave() {
        synchronized (this) {
            inside--;
            if (!displaced || inside > 0) {
                return;
            }
            displaced = false;
        }
        outcome.noRoom();
    }
}
