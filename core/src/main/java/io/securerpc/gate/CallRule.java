package io.securerpc.gate;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.gate.Refusal.Code;
import java.util.Optional;

/** What is said of a call whose caller lacks the permission. */
final class CallRule {
    private CallRule() {}

    static Refusal forbidden(Caller caller, String method, Permission required) {
        String seen = method + " needs " + required.name() + ", caller is " + caller.id();
        return Refusal.of(Code.CALL_FORBIDDEN, seen, remedy(caller, required));
    }

    /** Nobody can be granted what nobody may; and what is granted to anonymous callers is granted to every stranger. */
    private static Optional<Remedy> remedy(Caller caller, Permission required) {
        return required.equals(Permission.NOBODY) || caller.id().equals(Caller.ANONYMOUS)
                ? Optional.empty()
                : Remedy.grant(caller.id(), required);
    }
}
