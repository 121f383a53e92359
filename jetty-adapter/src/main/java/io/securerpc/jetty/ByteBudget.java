package io.securerpc.jetty;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bytes that many hold and that are never more than a bound: where there is no room for more, of the address that holds the most the largest that can give way does, until there is.
 *
 * <p>That may be whoever asks. So nobody loses anything to an address that holds more than his own, and who has many connections has no more room by them.
 *
 * <p><b>Threads</b>: any; whoever has to give way is told by the thread that needs the room, which holds no lock then.
 */
final class ByteBudget {
    /** Most calls are smaller than that by far. */
    static final long SMALL_BYTES = 64 * 1024;

    private static final int RESERVED_PART = 8;

    private final long maxBytes;
    private final long maxBytesOfLarge;
    /** Those that can give way, the oldest first. */
    private final Set<Share> yielding = new LinkedHashSet<>();

    private long held;

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
        return new Share(customer(client), giveWay);
    }

    private static Object customer(InetSocketAddress client) {
        InetAddress address = client.getAddress();
        if (address instanceof Inet6Address) {
            return ByteBuffer.wrap(address.getAddress(), 0, 8).slice();
        }
        return address == null ? "" : address;
    }

    /** What one request or answer holds. */
    final class Share {
        private final Object client;
        private final Runnable giveWay;
        private long bytes;
        private boolean closed;

        private Share(Object client, Runnable giveWay) {
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
                room = !closed && makeRoom(more, losers);
                if (room) {
                    bytes += more;
                    held += more;
                    if (yields) {
                        yielding.add(this);
                    } else {
                        yielding.remove(this);
                    }
                }
            }
            losers.forEach(loser -> loser.giveWay.run());
            return room;
        }

        private boolean makeRoom(long more, List<Share> losers) {
            long most = bytes + more <= SMALL_BYTES ? maxBytes : maxBytesOfLarge;
            while (more > 0 && held + more > most) {
                Share loser = heaviest(more);
                loser.close();
                if (loser == this) {
                    return false;
                }
                losers.add(loser);
            }
            return true;
        }

        private Share heaviest(long more) {
            Map<Object, Long> sums = new HashMap<>();
            yielding.forEach(each -> sums.merge(each.client, each.bytes, Long::sum));
            // What it has counts already if it is among them.
            sums.merge(client, yielding.contains(this) ? more : bytes + more, Long::sum);
            Share heaviest = this;
            long size = bytes + more;
            for (Share each : yielding) {
                long own = each == this ? bytes + more : each.bytes;
                int bySum = Long.compare(sumOf(each, sums), sumOf(heaviest, sums));
                int order = bySum == 0 ? Long.compare(own, size) : bySum;
                // Whoever asks stays where another is no smaller: that one has had its time.
                if (order > 0 || (order == 0 && heaviest == this)) {
                    heaviest = each;
                    size = own;
                }
            }
            return heaviest;
        }

        private void close() {
            if (!closed) {
                closed = true;
                held -= bytes;
                bytes = 0;
                yielding.remove(this);
            }
        }
    }

    private static long sumOf(Share share, Map<Object, Long> sums) {
        return sums.getOrDefault(share.client, 0L);
    }
}
