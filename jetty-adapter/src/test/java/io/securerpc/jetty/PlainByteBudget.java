package io.securerpc.jetty;

import io.securerpc.limit.Client;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What {@link ByteBudget} should do, with sums made anew from one list of all that can give way, walked from its beginning each time. */
final class PlainByteBudget {
    /** What one holds. */
    static final class Share {
        final String name;
        private final Client client;
        private long bytes;
        private boolean closed;

        Share(String name, Client client) {
            this.name = name;
            this.client = client;
        }
    }

    private final long maxBytes;
    private final long maxBytesOfLarge;
    private final List<Share> yielding = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private long held;

    PlainByteBudget(long maxBytes, long maxBytesOfLarge) {
        this.maxBytes = maxBytes;
        this.maxBytesOfLarge = maxBytesOfLarge;
    }

    long held() {
        return held;
    }

    /** Who had to give way to another, in their order. */
    List<String> gone() {
        return gone;
    }

    boolean change(Share asker, long more, boolean yields) {
        if (asker.closed) {
            return false;
        }
        long most = asker.bytes + more <= ByteBudget.SMALL_BYTES ? maxBytes : maxBytesOfLarge;
        while (more > 0 && held + more > most) {
            Share loser = heaviest(asker, more);
            release(loser);
            if (loser == asker) {
                return false;
            }
            gone.add(loser.name);
        }
        asker.bytes += more;
        held += more;
        if (!yields) {
            yielding.remove(asker);
        } else if (!yielding.contains(asker)) {
            yielding.add(asker);
        }
        return true;
    }

    void release(Share share) {
        if (!share.closed) {
            share.closed = true;
            held -= share.bytes;
            share.bytes = 0;
            yielding.remove(share);
        }
    }

    /** The first of those that hold most, whoever asks counted last, and with what he wants. */
    private Share heaviest(Share asker, long more) {
        List<Share> all = new ArrayList<>(yielding);
        all.remove(asker);
        all.add(asker);
        Comparator<Share> bySum = Comparator.comparingLong(share -> all.stream()
                .filter(each -> each.client.equals(share.client))
                .mapToLong(each -> wanted(each, asker, more))
                .sum());
        Comparator<Share> bySize = Comparator.comparingLong(share -> wanted(share, asker, more));
        return all.stream()
                .reduce((one, next) -> bySum.thenComparing(bySize).compare(next, one) > 0 ? next : one)
                .orElseThrow();
    }

    private static long wanted(Share share, Share asker, long more) {
        return share.bytes + (share == asker ? more : 0);
    }
}
