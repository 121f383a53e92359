package io.securerpc.listener;

import io.securerpc.caller.AccessDecision;
import io.securerpc.caller.AccessDecision.Reason;
import io.securerpc.caller.Caller;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.RegisteredMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a node is open to strangers although it is not public.
 *
 * @param permissions those that anonymous callers have and that open something
 * @param methods those that a rule opens by name
 */
record Opened(Set<String> permissions, Set<String> methods) {
    static Optional<Opened> toAnonymous(Grants grants, RegisteredMethods registered) {
        Caller anonymous = grants.caller(Caller.ANONYMOUS);
        Set<String> permissions = new TreeSet<>();
        Set<String> methods = new TreeSet<>();
        for (Map.Entry<String, Permission> method : new TreeMap<>(registered.all()).entrySet()) {
            AccessDecision decision = anonymous.decide(method.getKey(), method.getValue());
            if (decision.reason() == Reason.ALLOWED) {
                methods.add(method.getKey());
            } else if (decision.admitted() && !method.getValue().equals(Permission.PUBLIC)) {
                permissions.add(method.getValue().name());
            }
        }
        return permissions.isEmpty() && methods.isEmpty()
                ? Optional.empty()
                : Optional.of(new Opened(permissions, methods));
    }

    /** What they have, as a predicate. */
    String have() {
        List<String> parts = new ArrayList<>();
        if (!permissions.isEmpty()) {
            parts.add("have the permission " + String.join(", ", permissions));
        }
        if (!methods.isEmpty()) {
            parts.add("are allowed " + String.join(", ", methods));
        }
        return String.join(" and ", parts);
    }

    /** What would not be there any more if it were safe. */
    String without() {
        List<String> parts = new ArrayList<>();
        if (!permissions.isEmpty()) {
            parts.add("no grant of " + String.join(", ", permissions) + " to anonymous");
        }
        if (!methods.isEmpty()) {
            parts.add("no allow rule of anonymous for those");
        }
        return String.join(" and ", parts);
    }
}
