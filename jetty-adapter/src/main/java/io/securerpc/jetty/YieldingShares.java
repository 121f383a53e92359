package io.securerpc.jetty;

import io.securerpc.limit.Client;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The shares of a {@link ByteBudget} that can give way, by clients, who hold most first, each client's by their size, of equal ones the oldest first.
 *
 * <p><b>Threads</b>: one at a time. Each step takes time by the logarithm of how many there are, because clients choose how many, and how often somebody has to give way.
 */
final class YieldingShares {
    private static final Comparator<ByteBudget.Share> LARGEST = Comparator.comparingLong(ByteBudget.Share::bytes)
            .reversed()
            .thenComparingLong(ByteBudget.Share::yieldingSince);

    private final Map<Client, Sum> sums = new HashMap<>();
    private final NavigableSet<Sum> heaviest = new TreeSet<>(
            Comparator.comparingLong((Sum sum) -> sum.bytes).reversed().thenComparing(Sum::largest, LARGEST));

    /** One that is not there; it keeps its bytes, and since when it yields, until it is removed. */
    void add(ByteBudget.Share share) {
        Sum sum = sums.computeIfAbsent(share.client(), client -> new Sum());
        if (!sum.shares.isEmpty()) {
            heaviest.remove(sum);
        }
        sum.shares.add(share);
        sum.bytes += share.bytes();
        heaviest.add(sum);
    }

    /** Whether it was there. */
    boolean remove(ByteBudget.Share share) {
        Sum sum = sums.get(share.client());
        if (sum == null || !sum.shares.contains(share)) {
            return false;
        }
        heaviest.remove(sum);
        sum.shares.remove(share);
        sum.bytes -= share.bytes();
        if (sum.shares.isEmpty()) {
            sums.remove(share.client());
        } else {
            heaviest.add(sum);
        }
        return true;
    }

    /**
     * Who gives way where one more wants room: of whoever would hold most by then the largest, of equal ones the oldest, and who wants the room only if it is larger than all others.
     *
     * @param asker is not there
     * @param bytes what it would hold
     */
    ByteBudget.Share heaviest(ByteBudget.Share asker, long bytes) {
        Sum own = sums.get(asker.client());
        long sum = bytes + (own == null ? 0 : own.bytes);
        long size = bytes;
        ByteBudget.Share loser = asker;
        // Whoever asks stays where another is no smaller: that one has had its time.
        if (own != null && own.largest().bytes() >= size) {
            loser = own.largest();
            size = loser.bytes();
        }
        Sum other = heaviestBut(own);
        if (other == null) {
            return loser;
        }
        int bySum = Long.compare(other.bytes, sum);
        int order = bySum == 0 ? Long.compare(other.largest().bytes(), size) : bySum;
        boolean older = loser == asker || other.largest().yieldingSince() < loser.yieldingSince();
        return order > 0 || (order == 0 && older) ? other.largest() : loser;
    }

    private @Nullable Sum heaviestBut(@Nullable Sum own) {
        Iterator<Sum> sorted = heaviest.iterator();
        Sum first = sorted.hasNext() ? sorted.next() : null;
        return first == null || first != own ? first : sorted.hasNext() ? sorted.next() : null;
    }

    /** What one client's take together. */
    private static final class Sum {
        private final NavigableSet<ByteBudget.Share> shares = new TreeSet<>(LARGEST);
        private long bytes;

        ByteBudget.Share largest() {
            return shares.first();
        }
    }
}
