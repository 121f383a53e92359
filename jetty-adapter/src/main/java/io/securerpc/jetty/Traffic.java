package io.securerpc.jetty;

/**
 * What is being answered on one connection, or on one WebSocket, and whether more may come: whoever ends it and whoever enters exclude each other, so that nothing is begun whose answer could not be
 * sent.
 *
 * <p><b>Threads</b>: any.
 */
final class Traffic {
    private static final long NOTHING = -1;

    private int running;
    private long entered;
    /** The highest HTTP/2 stream that has entered; 0 for what has no streams. */
    private long highest;

    private long admitted = Long.MAX_VALUE;
    private boolean heard;

    /**
     * Something is about to be served.
     *
     * @param stream of HTTP/2, else 0
     * @return false if it came too late, and may not be
     */
    synchronized boolean enter(long stream) {
        if (stream > admitted) {
            return false;
        }
        running++;
        entered++;
        highest = Math.max(highest, stream);
        return true;
    }

    /** It has been answered, or has failed. */
    synchronized void leave() {
        running--;
    }

    /** Lets nothing enter any more if nothing runs; whether nothing does any more. */
    synchronized boolean endIfIdle() {
        if (running == 0) {
            admitted = NOTHING;
        }
        return isOver();
    }

    /** Lets nothing enter any more. */
    synchronized void end() {
        admitted = NOTHING;
    }

    /** Lets no stream enter that is above all that have; returns that one. */
    synchronized int endAboveHighest() {
        admitted = Math.min(admitted, highest);
        return (int) highest;
    }

    /** Nothing enters, and nothing runs. */
    synchronized boolean isOver() {
        return admitted == NOTHING && running == 0;
    }

    synchronized long entered() {
        return entered;
    }

    /** The peer has read all that was sent before a question of ours. */
    synchronized void hear() {
        heard = true;
    }

    synchronized boolean isHeard() {
        return heard;
    }
}
