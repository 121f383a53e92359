package io.securerpc.caller;

import io.securerpc.internal.CallerKind;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that was said of one caller, role or group, in an order of its own whatever the order of the settings. */
final class Subject {
    /** Every caller that is admitted, anonymous ones included. */
    static final String EVERYONE = "everyone";

    static final String ROLE = "role:";

    private final SortedSet<String> permissions = new TreeSet<>();
    private final SortedSet<MethodPattern> allowed = new TreeSet<>();
    private final SortedSet<MethodPattern> denied = new TreeSet<>();
    private final SortedSet<String> roles = new TreeSet<>();
    private @Nullable String quota;

    Subject() {}

    Subject(Subject original) {
        permissions.addAll(original.permissions);
        allowed.addAll(original.allowed);
        denied.addAll(original.denied);
        roles.addAll(original.roles);
        quota = original.quota;
    }

    void grant(Permission permission) {
        permissions.add(permission.name());
    }

    void allow(MethodPattern pattern) {
        allowed.add(pattern);
    }

    void deny(MethodPattern pattern) {
        denied.add(pattern);
    }

    void assign(String role) {
        roles.add(role);
    }

    /** Once: of two, one would not count. */
    void quota(String quotaClass) {
        if (quota != null) {
            throw new IllegalStateException(
                    "quota: " + quotaClass + " (expected: set once, was " + quota + " already)");
        }
        quota = quotaClass;
    }

    @Nullable
    String quota() {
        return quota;
    }

    List<Permission> permissions() {
        return permissions.stream().map(Permission::of).toList();
    }

    Set<MethodPattern> allowed() {
        return allowed;
    }

    Set<MethodPattern> denied() {
        return denied;
    }

    Set<String> roles() {
        return roles;
    }

    /** The id, if it is one that rules can be said of. */
    static String checked(String setting, String id) {
        if (id.equals(EVERYONE) || (isRole(id) && RoleName.matches(id.substring(ROLE.length())))) {
            return id;
        }
        if (isRole(id)) {
            throw new IllegalArgumentException(setting + ": '" + id + "' (expected: role: and " + RoleName.RULE + ")");
        }
        CallerKind.checkedId(id);
        if (id.endsWith(":*") && !id.equals(CallerKind.EVERY_CERTIFICATE)) {
            throw new IllegalArgumentException(setting + ": '" + id + "' (expected: an exact id, or certificate:*)");
        }
        return id;
    }

    static boolean isRole(String id) {
        return id.startsWith(ROLE);
    }

    /** What roles are called. */
    private static final class RoleName {
        static final String RULE = "lower-case letters, digits, . _ and -, a letter first";

        static boolean matches(String name) {
            return name.matches("[a-z][a-z0-9._-]{0,63}");
        }
    }
}
