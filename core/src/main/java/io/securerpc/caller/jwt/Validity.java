package io.securerpc.caller.jwt;

import io.securerpc.caller.CredentialProof.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** When a token is taken as a proof: not before some moments and not after others, each with the words for who comes too early or too late. */
final class Validity {
    private record Bound(Instant at, boolean inclusive, String claim, Duration allowance) {
        boolean before(Instant now) {
            return now.isBefore(at);
        }

        boolean over(Instant now) {
            return inclusive ? now.isAfter(at) : !now.isBefore(at);
        }
    }

    private final List<Bound> begins = new ArrayList<>();
    private final List<Bound> ends = new ArrayList<>();

    /** From that moment on, or a little before it. */
    void notBefore(String claim, Instant moment, Duration allowance) {
        begins.add(new Bound(moment.minus(allowance), true, claim, allowance));
    }

    /** Until that moment and a little after it; at the very end it is over (RFC 7519 §4.1.4). */
    void until(String claim, Instant moment, Duration allowance) {
        ends.add(new Bound(moment.plus(allowance), false, claim, allowance));
    }

    /** The same, and at the very end it is still good, as the engine API's clients have it for {@code iat}. */
    void through(String claim, Instant moment, Duration allowance) {
        ends.add(new Bound(moment.plus(allowance), true, claim, allowance));
    }

    boolean covers(Instant now) {
        return begins.stream().noneMatch(begin -> begin.before(now))
                && ends.stream().noneMatch(end -> end.over(now));
    }

    void check(Instant now) throws Refused {
        for (Bound begin : begins) {
            if (begin.before(now)) {
                Duration ahead = Duration.between(now, begin.at().plus(begin.allowance()));
                throw new Refused(
                        Reason.NOT_YET_VALID,
                        begin.claim() + " is " + seconds(ahead) + " ahead of this server's clock"
                                + allowed(begin.allowance()));
            }
        }
        for (Bound end : ends) {
            if (end.over(now)) {
                Duration behind = Duration.between(end.at().minus(end.allowance()), now);
                throw new Refused(
                        Reason.EXPIRED,
                        end.claim() + " is " + seconds(behind) + " behind this server's clock"
                                + allowed(end.allowance()));
            }
        }
    }

    private static String allowed(Duration allowance) {
        return " (allowed: " + seconds(allowance) + ")";
    }

    /** Whole ones where they say it all. */
    private static String seconds(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
