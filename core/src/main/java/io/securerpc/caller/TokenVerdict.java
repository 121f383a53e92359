package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Whether what somebody sent is a token that is good. */
public sealed interface TokenVerdict {
    /**
     * One function per verdict.
     *
     * @param onAccepted for {@link Accepted}
     * @param onRefused for {@link Refused}
     * @param <R> what they return
     * @return what the function of this verdict returns
     */
    default <R> R match(Function<Accepted, R> onAccepted, Function<Refused, R> onRefused) {
        return this instanceof Accepted accepted ? onAccepted.apply(accepted) : onRefused.apply((Refused) this);
    }

    /** Why a token is refused: for the log alone, peers are told nothing but that it is not valid. */
    enum Reason {
        /** No library of this kind made it: mistyped, cut short, or something else altogether. */
        MALFORMED,
        /** It is not in the file: revoked, rotated away, or of another server. */
        UNKNOWN,
        /** Its time, or that of its old secret, has come. */
        EXPIRED
    }

    /**
     * It is good.
     *
     * @param token which one
     * @param until the moment from which it is not any more; empty if there is none
     */
    record Accepted(BearerToken token, Optional<Instant> until) implements TokenVerdict {
        /**
         * Requires both.
         *
         * @param token which one
         * @param until the moment from which it is not any more
         */
        public Accepted {
            requireNonNull(token, "token");
            requireNonNull(until, "until");
        }
    }

    /**
     * It is not.
     *
     * @param reason why
     */
    record Refused(Reason reason) implements TokenVerdict {
        /**
         * Requires a reason.
         *
         * @param reason why
         */
        public Refused {
            requireNonNull(reason, "reason");
        }
    }
}
