package io.securerpc.caller;

import io.securerpc.caller.AccessDecision.Reason;
import io.securerpc.internal.CallerKind;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All subjects with what is said of them, and how that adds up for one caller. */
final class GrantRules {
    private final SortedMap<String, Subject> subjects;
    private final Map<String, List<String>> spellings;
    private final Ceiling ceiling;
    private final boolean unsafeForEveryone;

    GrantRules(Map<String, Subject> subjects, Ceiling ceiling, boolean unsafeForEveryone) {
        SortedMap<String, Subject> copies = new TreeMap<>();
        subjects.forEach((id, subject) -> copies.put(id, new Subject(subject)));
        this.subjects = copies;
        this.spellings = copies.keySet().stream().collect(Collectors.groupingBy(CallerKind::key));
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
        Map<String, Subject> own = new LinkedHashMap<>();
        addWithRoles(id, own);
        return compiled(id, own, respelled(id));
    }

    /** What holds for every spelling of a certificate's name that is not named itself. */
    CallerRules compiledUnnamed(String id) {
        Map<String, Subject> respelled = respelled(id);
        addWithRoles(id, respelled);
        return compiled(id, Map.of(), respelled);
    }

    private CallerRules compiled(String id, Map<String, Subject> own, Map<String, Subject> respelled) {
        MethodTable.Builder denied = new MethodTable.Builder();
        MethodTable.Builder allowed = new MethodTable.Builder();
        Map<Permission, AccessDecision> permissions = new HashMap<>();
        permissions.put(Permission.PUBLIC, AccessDecision.PUBLIC);
        Map<String, Subject> applying = new LinkedHashMap<>(own);
        addOfKind(id, applying);
        applying.forEach((name, subject) -> {
            subject.denied().forEach(pattern -> denied.add(pattern, Ceiling.denied("deny " + pattern + " of " + name)));
            subject.allowed()
                    .forEach(pattern -> allowed.add(
                            pattern, new AccessDecision(Reason.ALLOWED, "allow " + pattern + " of " + name)));
            subject.permissions()
                    .forEach(permission -> permissions.putIfAbsent(permission, CallerRules.by(permission, name)));
        });
        respelled.forEach((name, subject) -> subject.denied()
                .forEach(pattern -> denied.add(pattern, Ceiling.denied("deny " + pattern + " of " + name))));
        if (unsafeForEveryone) {
            permissions.putIfAbsent(
                    Permission.UNSAFE,
                    new AccessDecision(Reason.PERMISSION, "rpc_methods unsafe opens permission unsafe to everybody"));
        }
        // The nearest that is said: of the caller itself, its roles, another spelling of it, its kind, everyone.
        String quotaClass = Stream.of(own, respelled, applying)
                .flatMap(said -> said.values().stream())
                .map(Subject::quota)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(id.equals(Caller.ANONYMOUS) ? Caller.ANONYMOUS : Caller.DEFAULT_QUOTA);
        return new CallerRules(ceiling, denied.build(), permissions, allowed.build(), quotaClass);
    }

    /** What is said of other spellings of one certificate's name: it takes away from this one too, and gives it nothing. */
    private Map<String, Subject> respelled(String id) {
        Map<String, Subject> respelled = new LinkedHashMap<>();
        if (CallerKind.isProvenByCertificate(id) && !id.equals(CallerKind.EVERY_CERTIFICATE)) {
            spellings.getOrDefault(CallerKind.key(id), List.of()).stream()
                    .filter(other -> !other.equals(id))
                    .forEach(other -> addWithRoles(other, respelled));
        }
        return respelled;
    }

    private void addOfKind(String id, Map<String, Subject> applying) {
        if (CallerKind.isCertificate(id)) {
            addWithRoles(CallerKind.EVERY_CERTIFICATE, applying);
        }
        addWithRoles(Subject.EVERYONE, applying);
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
