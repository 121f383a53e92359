package io.securerpc.caller;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All that is said of one caller, its own, its roles' and everybody's, compiled into look-ups. */
final class CallerRules {
    private final Ceiling ceiling;
    private final MethodTable denied;
    private final Map<Permission, AccessDecision> permissions;
    private final MethodTable allowed;
    private final String quotaClass;

    CallerRules(
            Ceiling ceiling,
            MethodTable denied,
            Map<Permission, AccessDecision> permissions,
            MethodTable allowed,
            String quotaClass) {
        this.quotaClass = quotaClass;
        this.ceiling = ceiling;
        this.denied = denied;
        this.permissions = Map.copyOf(permissions);
        this.allowed = allowed;
    }

    /** Permissions alone. */
    static CallerRules of(Set<Permission> permissions, String quotaClass) {
        Map<Permission, AccessDecision> granted = new HashMap<>();
        permissions.forEach(permission -> granted.put(permission, by(permission, "the caller itself")));
        return new CallerRules(Ceiling.NONE, MethodTable.EMPTY, granted, MethodTable.EMPTY, quotaClass);
    }

    /** With what a credential carries itself. */
    CallerRules with(Set<Permission> more) {
        Map<Permission, AccessDecision> all = new HashMap<>(permissions);
        more.forEach(permission -> all.putIfAbsent(permission, by(permission, "the caller's credential")));
        return new CallerRules(ceiling, denied, all, allowed, quotaClass);
    }

    static AccessDecision by(Permission permission, String subject) {
        return permission.equals(Permission.PUBLIC)
                ? AccessDecision.PUBLIC
                : new AccessDecision(
                        AccessDecision.Reason.PERMISSION, "permission " + permission.name() + " of " + subject);
    }

    AccessDecision decide(String method, Permission required) {
        if (required.equals(Permission.NOBODY)) {
            return AccessDecision.NOBODY;
        }
        AccessDecision closed = ceiling.refusal(method, required);
        AccessDecision no = closed == null ? denied.find(method) : closed;
        if (no != null) {
            return no;
        }
        AccessDecision had = permissions.get(required);
        AccessDecision yes = had == null ? allowed.find(method) : had;
        return yes == null ? AccessDecision.NOT_GRANTED : yes;
    }

    String quotaClass() {
        return quotaClass;
    }

    boolean has(Permission permission) {
        return permissions.containsKey(permission) && !ceiling.closes(permission);
    }

    Set<Permission> permissions() {
        return permissions.keySet().stream()
                .filter(permission -> !ceiling.closes(permission))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Equal if they decide alike; which rule they name is not asked. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallerRules rules
                && rules.ceiling.equals(ceiling)
                && rules.denied.equals(denied)
                && rules.permissions.keySet().equals(permissions.keySet())
                && rules.allowed.equals(allowed)
                && rules.quotaClass.equals(quotaClass);
    }

    @Override
    public int hashCode() {
        return permissions.keySet().hashCode();
    }
}
