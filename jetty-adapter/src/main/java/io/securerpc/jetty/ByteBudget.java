package io.securerpc.jetty;

import io.securerpc.limit.Client;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes that many hold and that are never more than a bound: where there is no room for more, of the address that holds the most the largest that can give way does, until there is.
 *
 * <p>That may be whoever asks. So nobody loses anything to an address that holds more than his own, and who has many connections has no more room by them.
 *
 * <p><b>Threads</b>: any; whoever has to give way is told by the thread that needs the room, which holds no lock then.
 */
final class ByteBudget {
    private static final Logger LOG = LoggerFactory.getLogger(ByteBudget.class);

    /** Most calls are smaller than that by far. */
    static final long SMALL_BYTES = 64 * 1024;

    private static final int RESERVED_PART = 8;

    private final long maxBytes;
    private final long maxBytesOfLarge;
    private final YieldingShares yielding = new YieldingShares();
    private long held;
    /** So many times a share has become one that can give way. */
    private long yielded;

    private ByteBudget(long maxBytes, long maxBytesOfLarge) {
        this.maxBytes = maxBytes;
        this.maxBytesOfLarge = maxBytesOfLarge;
    }

    static ByteBudget of(long maxBytes) {
        return new ByteBudget(maxBytes, maxBytes);
    }

    /** A part is for small shares alone, unless the largest needs it: what cannot give way would otherwise keep out everybody. */
    static ByteBudget withRoomForSmall(long maxBytes, long largest) {
        return new ByteBudget(maxBytes, Math.max(largest, maxBytes - maxBytes / RESERVED_PART));
    }

    /** All that is held. */
    synchronized long held() {
        return held;
    }

    /**
     * A share that holds nothing yet.
     *
     * @param client whose it is; all addresses of an IPv6 /64 are one's
     * @param giveWay told at most once, when what the share held is counted no more
     */
    Share open(InetSocketAddress client, Runnable giveWay) {
        return new Share(Client.of(client), giveWay);
    }

    /** What one request or answer holds. */
    final class Share {
        private final Client client;
        private final Runnable giveWay;
        private long bytes;
        private long yieldingSince;
        private boolean closed;

        private Share(Client client, Runnable giveWay) {
            this.client = client;
            this.giveWay = giveWay;
        }

        /**
         * Holds more, or less, and can still give way.
         *
         * @return false if there is no room, or it had to give way before; it holds nothing then
         */
        boolean grow(long more) {
            return change(more, true);
        }

        /** The same, and does not give way any more. */
        boolean keep(long more) {
            return change(more, false);
        }

        /** Gives back what it holds, once. */
        void release() {
            synchronized (ByteBudget.this) {
                close();
            }
        }

        private boolean change(long more, boolean yields) {
            List<Share> losers = new ArrayList<>(0);
            boolean room;
            synchronized (ByteBudget.this) {
                room = !closed && takeRoom(more, yields, losers);
            }
            losers.forEach(Share::tell);
            return room;
        }

        /** Whatever it throws, the others are told, and whoever has the room now keeps it. */
        private void tell() {
            try {
                giveWay.run();
            } catch (RuntimeException | Error failure) {
                LOG.error(
                        "what gives way to others could not be ended: {}",
                        Incident.of(failure).trace());
            }
        }

        private boolean takeRoom(long more, boolean yields, List<Share> losers) {
            // It is sorted by what it holds.
            boolean yielded = yielding.remove(this);
            if (!makeRoom(more, losers)) {
                return false;
            }
            bytes += more;
            held += more;
            if (yields) {
                yieldingSince = yielded ? yieldingSince : ++ByteBudget.this.yielded;
                yielding.add(this);
            }
            return true;
        }

        private boolean makeRoom(long more, List<Share> losers) {
            long most = bytes + more <= SMALL_BYTES ? maxBytes : maxBytesOfLarge;
            while (more > 0 && held + more > most) {
                Share loser = yielding.heaviest(this, bytes + more);
                loser.close();
                if (loser == this) {
                    return false;
                }
                losers.add(loser);
            }
            return true;
        }

        private void close() {
            if (!closed) {
                closed = true;
                // Before it holds nothing: it is sorted by that.
                yielding.remove(this);
                held -= bytes;
                bytes = 0;
            }
        }

        Client client() {
            return client;
        }

        long bytes() {
            return bytes;
        }

        /** In the order in which they have become such that can give way. */
        long yieldingSince() {
            return yieldingSince;
        }
    }
}
