package io.securerpc.caller;

import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Proofs that were accepted, so that none is twice. Only what proved good comes here, so nobody without a token can fill it.
 *
 * <p>Remembers proofs for longer than their window while there is room, and refuses whatever is as old as what it forgot: a clock that is put back opens no window again.
 */
final class SpentProofs {
    /** Whether a proof may be accepted. */
    enum Answer {
        /** For the first time: yes, and never again. */
        FRESH,
        /** It was accepted before. */
        SPENT,
        /** Nobody remembers whether it was. */
        FORGOTTEN,
        /** It would have to be remembered, and there is no room. */
        FULL
    }

    /** A token makes one proof a second: with the default window, more than {@link ParityTable#MOST} tokens can make. */
    static final int MOST = 16_384;

    private final int most;
    private final NavigableMap<Long, Set<String>> bySecond = new TreeMap<>();
    private int size;
    private long forgotten;

    /** begin: proofs of an earlier second are refused, because whoever served then may have accepted them. */
    SpentProofs(int most, long begin) {
        this.most = most;
        this.forgotten = begin - 1;
    }

    /** earliest: of proofs from before, none gets here as long as the clock goes forward. */
    synchronized Answer spend(ParityProof proof, long earliest) {
        if (proof.seconds() <= forgotten) {
            return Answer.FORGOTTEN;
        }
        if (bySecond.getOrDefault(proof.seconds(), Set.of()).contains(proof.hex())) {
            return Answer.SPENT;
        }
        while (size >= most && bySecond.firstKey() < earliest) {
            Map.Entry<Long, Set<String>> oldest = bySecond.pollFirstEntry();
            size -= oldest.getValue().size();
            forgotten = Math.max(forgotten, oldest.getKey());
        }
        if (size >= most) {
            return Answer.FULL;
        }
        bySecond.computeIfAbsent(proof.seconds(), second -> new HashSet<>()).add(proof.hex());
        size++;
        return Answer.FRESH;
    }
}
