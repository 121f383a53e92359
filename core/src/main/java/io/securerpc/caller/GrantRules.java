package io.securerpc.caller;

import io.securerpc.caller.AccessDecision.Reason;
import io.securerpc.internal.CallerKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All subjects with what is said of them, and how that adds up for one caller. */
final class GrantRules {
    private final SortedMap<String, Subject> subjects;
    private final Ceiling ceiling;
    private final boolean unsafeForEveryone;

    GrantRules(Map<String, Subject> subjects, Ceiling ceiling, boolean unsafeForEveryone) {
        SortedMap<String, Subject> copies = new TreeMap<>();
        subjects.forEach((id, subject) -> copies.put(id, new Subject(subject)));
        this.subjects = copies;
        this.ceiling = ceiling;
        this.unsafeForEveryone = unsafeForEveryone;
    }

    GrantRules boundTo(RegisteredMethods registered) {
        return new GrantRules(subjects, ceiling.boundTo(registered), unsafeForEveryone);
    }

    SortedMap<String, Subject> subjects() {
        return subjects;
    }

    Ceiling ceiling() {
        return ceiling;
    }

    /** What holds for the caller: its own rules, those of its kind, everybody's, and those of the roles of all these. */
    CallerRules compiled(String id) {
        MethodTable.Builder denied = new MethodTable.Builder();
        MethodTable.Builder allowed = new MethodTable.Builder();
        Map<Permission, AccessDecision> permissions = new HashMap<>();
        permissions.put(Permission.PUBLIC, AccessDecision.PUBLIC);
        applying(id).forEach((name, subject) -> {
            subject.denied().forEach(pattern -> denied.add(pattern, Ceiling.denied("deny " + pattern + " of " + name)));
            subject.allowed()
                    .forEach(pattern -> allowed.add(
                            pattern, new AccessDecision(Reason.ALLOWED, "allow " + pattern + " of " + name)));
            subject.permissions()
                    .forEach(permission -> permissions.putIfAbsent(permission, CallerRules.by(permission, name)));
        });
        if (unsafeForEveryone) {
            permissions.putIfAbsent(
                    Permission.UNSAFE,
                    new AccessDecision(Reason.PERMISSION, "rpc_methods unsafe opens permission unsafe to everybody"));
        }
        return new CallerRules(ceiling, denied.build(), permissions, allowed.build(), quotaClass(id));
    }

    /** The nearest that is said: of the caller itself, its roles, its kind, everyone. */
    private String quotaClass(String id) {
        return applying(id).values().stream()
                .map(Subject::quota)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(id.equals(Caller.ANONYMOUS) ? Caller.ANONYMOUS : Caller.DEFAULT_QUOTA);
    }

    private Map<String, Subject> applying(String id) {
        Map<String, Subject> applying = new LinkedHashMap<>();
        addWithRoles(id, applying);
        if (CallerKind.isCertificate(id)) {
            addWithRoles(CallerKind.EVERY_CERTIFICATE, applying);
        }
        addWithRoles(Subject.EVERYONE, applying);
        return applying;
    }

    private void addWithRoles(String id, Map<String, Subject> applying) {
        Subject subject = subjects.get(id);
        if (subject != null) {
            applying.put(id, subject);
            for (String role : subject.roles()) {
                Subject named = subjects.get(role);
                if (named != null) {
                    applying.put(role, named);
                }
            }
        }
    }
}
