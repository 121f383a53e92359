package io.securerpc.gate;

import io.securerpc.caller.AccessDecision;
import io.securerpc.caller.AccessDecision.Reason;
import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.gate.Refusal.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of a call that the caller's rules refuse. */
final class CallRule {
    private CallRule() {}

    static Refusal forbidden(Caller caller, String method, Permission required, AccessDecision decision) {
        String seen = method + " needs " + required.name() + ", caller is " + caller.id();
        boolean denied = decision.reason() == Reason.DENIED;
        return Refusal.of(
                Code.CALL_FORBIDDEN, denied ? seen + ": " + decision.rule() : seen, remedy(caller, required, decision));
    }

    /** Whole seconds, at least one: a caller that waits as long is admitted. */
    static Verdict.Refused tooMuch(Caller caller, String method, Duration wait) {
        long seconds = wait.plusNanos(999_999_999).toSeconds();
        String seen = method + " of " + caller.id() + ", quota " + caller.quotaClass() + ", again in " + seconds + " s";
        return new Verdict.Refused(
                List.of(Refusal.of(Code.RATE_LIMITED, seen)),
                Map.of("Retry-After", String.valueOf(seconds)),
                Optional.empty());
    }

    /**
     * Nobody can be granted what nobody may; what is granted to anonymous callers is granted to every stranger; and where a rule denies, somebody has decided: it is
     * named, to be taken back or not.
     */
    private static Optional<Remedy> remedy(Caller caller, Permission required, AccessDecision decision) {
        return decision.reason() != Reason.NOT_GRANTED || caller.id().equals(Caller.ANONYMOUS)
                ? Optional.empty()
                : Remedy.grant(caller.id(), required);
    }
}
