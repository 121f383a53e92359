package io.securerpc.jetty;

import io.securerpc.gate.Refusal;
import io.securerpc.gate.Verdict;
import java.util.Optional;

/** What became of the calls of one HTTP request: where all of them were too much, the answer's status says so, and when to come again. */
final class CallTally {
    /** How soon there may be room again, nobody knows; as long as for a connection. */
    private static final long BUSY_SECONDS = 1;

    private int admitted;
    private boolean refusedOtherwise;
    private long longestWait;

    synchronized void count(Verdict verdict) {
        if (verdict instanceof Verdict.Refused refused
                && refused.refusals().get(0).code() == Refusal.Code.RATE_LIMITED) {
            longestWait = Math.max(longestWait, Long.parseLong(refused.headers().getOrDefault("Retry-After", "1")));
        } else if (verdict instanceof Verdict.Refused) {
            refusedOtherwise = true;
        } else {
            admitted++;
        }
    }

    /** One of those that were admitted has not run, because too many do. */
    synchronized void turnedAway() {
        admitted--;
        longestWait = Math.max(longestWait, BUSY_SECONDS);
    }

    /** Seconds; empty if some call ran, was refused for another reason, or there was none. */
    synchronized Optional<Long> retryAfter() {
        return admitted > 0 || refusedOtherwise || longestWait == 0 ? Optional.empty() : Optional.of(longestWait);
    }
}
