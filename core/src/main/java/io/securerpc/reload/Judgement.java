package io.securerpc.reload;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Whether a value that was loaded takes the place of the one in use. */
public sealed interface Judgement {
    /**
     * One function per decision.
     *
     * @param onBetter for {@link Better}
     * @param onUnchanged for {@link Unchanged}
     * @param onHeldBack for {@link HeldBack}
     * @param onNotYet for {@link NotYet}
     * @param <R> what they return
     * @return what the function of this decision returns
     */
    default <R> R match(
            Function<Better, R> onBetter,
            Function<Unchanged, R> onUnchanged,
            Function<HeldBack, R> onHeldBack,
            Function<NotYet, R> onNotYet) {
        if (this instanceof Better better) {
            return onBetter.apply(better);
        }
        if (this instanceof Unchanged unchanged) {
            return onUnchanged.apply(unchanged);
        }
        return this instanceof HeldBack heldBack ? onHeldBack.apply(heldBack) : onNotYet.apply((NotYet) this);
    }

    /**
     * It takes the place at once.
     *
     * @param warnings what an operator should hear about it; may be none
     */
    record Better(List<String> warnings) implements Judgement {
        /**
         * Copies the warnings.
         *
         * @param warnings what an operator should hear about it
         */
        public Better {
            warnings = List.copyOf(requireNonNull(warnings, "warnings"));
        }
    }

    /** It is the one in use. */
    record Unchanged() implements Judgement {}

    /**
     * The one in use stays, until the files change or time makes a difference.
     *
     * @param reason why
     */
    record HeldBack(String reason) implements Judgement {
        /**
         * Requires a reason.
         *
         * @param reason why
         */
        public HeldBack {
            requireNonNull(reason, "reason");
        }
    }

    /**
     * It looks like something that is still being written: the one in use stays until the files have been unchanged for a while.
     *
     * @param reason what it looks like
     * @param stableFor how long they must be unchanged
     * @param warnings what an operator should hear about it besides the reason, once it is taken
     */
    record NotYet(String reason, Duration stableFor, List<String> warnings) implements Judgement {
        /**
         * Copies the warnings.
         *
         * @param reason what it looks like
         * @param stableFor how long they must be unchanged
         * @param warnings what an operator should hear about it besides
         */
        public NotYet {
            requireNonNull(reason, "reason");
            requireNonNull(stableFor, "stableFor");
            warnings = List.copyOf(requireNonNull(warnings, "warnings"));
        }
    }
}
