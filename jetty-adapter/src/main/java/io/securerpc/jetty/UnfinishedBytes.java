package io.securerpc.jetty;

import org.jspecify.annotations.Nullable;

/**
 * What a WebSocket's unfinished message takes of the room for all requests; a message that is whole takes its own.
 *
 * <p><b>Threads</b>: one at a time holds, any closes. No lock, because whoever needs room ends other connections.
 */
final class UnfinishedBytes {
    private final FrontDoor.Entrance entrance;
    private final ByteBudget requests;
    private volatile ByteBudget.@Nullable Share share;
    private volatile boolean closed;
    private long held;

    UnfinishedBytes(FrontDoor.Entrance entrance, ByteBudget requests) {
        this.entrance = entrance;
        this.requests = requests;
    }

    /**
     * So many are held now.
     *
     * @return false if there is no room for them
     */
    boolean hold(long bytes) {
        ByteBudget.Share current = share;
        if (bytes == 0) {
            share = null;
            held = 0;
            if (current != null) {
                current.release();
            }
            return true;
        }
        if (current == null) {
            current = requests.open(entrance.facts().remote(), () -> entrance.drop("max_request_bytes_total"));
            share = current;
        }
        long more = bytes - held;
        held = bytes;
        boolean room = more == 0 || current.grow(more);
        if (closed) {
            current.release();
        }
        return room;
    }

    /** Holds nothing any more, for good. */
    void close() {
        closed = true;
        ByteBudget.Share current = share;
        if (current != null) {
            current.release();
        }
    }
}
