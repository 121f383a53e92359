package io.securerpc.caller;

import io.securerpc.internal.EditDistance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds rules that do not mean what whoever wrote them thinks: names that nothing has, permissions that nothing asks for, and rules that can never
 * decide. A rule that denies what nobody may do yet is not one of them: it is a promise for the day somebody may.
 */
final class GrantCheck {
    private final GrantRules rules;
    private final Ceiling ceiling;
    private final RegisteredMethods registered;
    private final SortedMap<String, Permission> names;
    private final List<String> problems = new ArrayList<>();

    GrantCheck(GrantRules rules, RegisteredMethods registered) {
        this.rules = rules;
        this.registered = registered;
        this.ceiling = rules.ceiling().boundTo(registered);
        this.names = new TreeMap<>(registered.all());
    }

    /** One line each. */
    List<String> problems() {
        problems.addAll(ceiling.problems(registered));
        Set<String> assigned = new TreeSet<>();
        rules.subjects().values().forEach(subject -> assigned.addAll(subject.roles()));
        rules.subjects().forEach((id, subject) -> {
            checkRoles(id, subject, assigned);
            checkQuotas(id, subject);
            subject.permissions().forEach(permission -> checkPermission(id, subject, permission));
            subject.allowed().forEach(pattern -> checkAllow(id, subject, pattern));
            subject.denied().forEach(pattern -> checkDeny(id, subject, pattern));
        });
        return List.copyOf(problems);
    }

    private void checkRoles(String id, Subject subject, Set<String> assigned) {
        if (Subject.isRole(id) && !assigned.contains(id)) {
            refuse(id, "nobody has it", "a caller it is assigned to");
        }
        subject.roles().stream()
                .filter(role -> !rules.subjects().containsKey(role))
                .forEach(role -> refuse(id + ": " + role, "nothing is said of it", "a role with rules"));
    }

    /** Of two roles with a quota each, no order says which counts. */
    private void checkQuotas(String id, Subject subject) {
        SortedSet<String> quotas = new TreeSet<>();
        for (String role : subject.roles()) {
            Subject named = rules.subjects().get(role);
            if (named != null && named.quota() != null) {
                quotas.add(named.quota());
            }
        }
        if (quotas.size() > 1 && subject.quota() == null) {
            refuse(id + ": quotas " + quotas + " of its roles", "more than one", "one, or a quota of its own");
        }
    }

    private void checkPermission(String id, Subject subject, Permission permission) {
        String what = id + ": permission " + permission.name();
        if (permission.equals(Permission.PUBLIC)) {
            refuse(what, "everybody has it", "none, or deny rules to take methods away");
        } else if (!names.containsValue(permission)) {
            refuse(what, "no method asks for it", "one of " + asked());
        } else if (names.entrySet().stream()
                .allMatch(method -> !method.getValue().equals(permission) || isClosed(subject, method))) {
            refuse(what, "all its methods are denied", "a permission that opens something");
        }
    }

    private void checkAllow(String id, Subject subject, MethodPattern pattern) {
        String what = id + ": allow " + pattern;
        List<Map.Entry<String, Permission>> matched = matched(what, pattern);
        if (matched.isEmpty() || checkCovered(what, pattern, subject.allowed())) {
            return;
        }
        if (matched.stream().allMatch(method -> method.getValue().equals(Permission.NOBODY))) {
            refuse(what, "nobody may call what it matches", "methods that declare a permission");
        } else if (matched.stream().allMatch(method -> isClosed(subject, method))) {
            refuse(what, "all it matches is denied", "methods that are not");
        } else if (matched.stream().allMatch(method -> isClosed(subject, method) || isHad(subject, method))) {
            refuse(what, "the caller may call all it matches without it", "methods that ask for a permission it lacks");
        }
    }

    private void checkDeny(String id, Subject subject, MethodPattern pattern) {
        String what = id + ": deny " + pattern;
        List<Map.Entry<String, Permission>> matched = matched(what, pattern);
        if (matched.isEmpty() || checkCovered(what, pattern, subject.denied())) {
            return;
        }
        if (matched.stream()
                .allMatch(method -> method.getValue().equals(Permission.NOBODY)
                        || ceiling.refusal(method.getKey(), method.getValue()) != null)) {
            refuse(what, "nobody may call what it matches", "methods that somebody could be allowed");
        }
    }

    private List<Map.Entry<String, Permission>> matched(String what, MethodPattern pattern) {
        List<Map.Entry<String, Permission>> matched = names.entrySet().stream()
                .filter(method -> pattern.matches(method.getKey()))
                .toList();
        if (matched.isEmpty()) {
            refuse(what, "matches no method", nearest(pattern));
        }
        return matched;
    }

    private boolean checkCovered(String what, MethodPattern pattern, Set<MethodPattern> beside) {
        return beside.stream()
                .filter(other -> !other.equals(pattern) && other.covers(pattern))
                .findFirst()
                .map(wider -> {
                    refuse(what, "within " + wider, "one of the two");
                    return true;
                })
                .orElse(false);
    }

    /** Denied to the subject whatever it is granted. */
    private boolean isClosed(Subject subject, Map.Entry<String, Permission> method) {
        if (method.getValue().equals(Permission.NOBODY)
                || ceiling.refusal(method.getKey(), method.getValue()) != null) {
            return true;
        }
        Subject everyone = rules.subjects().getOrDefault(Subject.EVERYONE, new Subject());
        return matchesAny(subject.denied(), method.getKey()) || matchesAny(everyone.denied(), method.getKey());
    }

    private static boolean isHad(Subject subject, Map.Entry<String, Permission> method) {
        return method.getValue().equals(Permission.PUBLIC)
                || subject.permissions().contains(method.getValue());
    }

    private static boolean matchesAny(Set<MethodPattern> patterns, String method) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(method));
    }

    private String nearest(MethodPattern pattern) {
        return names.keySet().stream()
                .min(Comparator.comparingInt(name -> distance(pattern, name)))
                .map(name -> "a registered name, such as " + name)
                .orElse("methods, there are none");
    }

    /** For a beginning, that to the nearest beginning of the name: a letter may be missing or too many. */
    private static int distance(MethodPattern pattern, String name) {
        if (!pattern.prefix()) {
            return EditDistance.between(pattern.stem(), name);
        }
        int length = pattern.stem().length();
        return IntStream.rangeClosed(Math.max(0, length - 1), length + 1)
                .map(end -> EditDistance.between(pattern.stem(), name.substring(0, Math.min(end, name.length()))))
                .min()
                .orElseThrow();
    }

    private String asked() {
        String asked = registered.permissions().stream()
                .filter(permission -> !permission.equals(Permission.PUBLIC) && !permission.equals(Permission.NOBODY))
                .map(Permission::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return asked.isEmpty() ? "none, all methods are public" : asked;
    }

    private void refuse(String what, String found, String rule) {
        problems.add("grants: " + what + ": " + found + " (expected: " + rule + ")");
    }
}
