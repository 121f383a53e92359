package io.securerpc.listener;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds listeners that strangers could misuse: reached from beyond this machine without TLS, or by anonymous callers with more than public
 * permissions. A server with such a problem does not start unless a {@code dangerously…} setting says so.
 *
 * <h2>Security</h2>
 *
 * <p>Judges the addresses that are bound, nothing else: a proxy on this machine, a container's port mapping or a tunnel that leads to loopback is not
 * seen. An address of all zeros reaches beyond this machine whatever a firewall does.
 */
public final class ExposureGuard {
    private ExposureGuard() {}

    /**
     * Judges all listeners; asks the name service for those bound by name.
     *
     * @param listeners where the server is going to listen
     * @param grants who may do what
     * @param needed the permissions that methods ask for; what no method asks for endangers nothing
     * @return one line each, with why and the smallest remedy; empty if there is no problem
     */
    public static List<String> problems(List<Listener> listeners, Grants grants, Set<Permission> needed) {
        requireNonNull(listeners, "listeners");
        requireNonNull(grants, "grants");
        requireNonNull(needed, "needed");
        Set<String> anonymous = beyondPublic(grants, needed);
        List<String> problems = new ArrayList<>();
        for (Listener listener : listeners) {
            switch (BindAddress.reach(listener.host())) {
                case LOOPBACK -> {}
                case UNKNOWN ->
                    problems.add(
                            subject(listener)
                                    + ": name does not resolve, so nobody can say who would reach it (expected: an address of this machine, such as 127.0.0.1)");
                case BEYOND -> {
                    withoutTls(listener).ifPresent(problems::add);
                    withAnonymous(listener, anonymous).ifPresent(problems::add);
                }
            }
        }
        return List.copyOf(problems);
    }

    private static Set<String> beyondPublic(Grants grants, Set<Permission> needed) {
        Set<String> names = new TreeSet<>();
        for (Permission permission : grants.anonymous()) {
            if (needed.contains(permission) && !permission.equals(Permission.PUBLIC)) {
                names.add(permission.name());
            }
        }
        return names;
    }

    private static Optional<String> withoutTls(Listener listener) {
        return listener.match(
                tls -> Optional.empty(),
                plain -> Optional.of(subject(plain)
                        + ": reached from beyond this machine without TLS, so whoever is on the way can read and change every call"
                        + " (expected: TLS, or bind 127.0.0.1)"));
    }

    private static Optional<String> withAnonymous(Listener listener, Set<String> permissions) {
        if (permissions.isEmpty() || !listener.admitsAnonymous()) {
            return Optional.empty();
        }
        String names = String.join(", ", permissions);
        return Optional.of(subject(listener)
                + ": reached from beyond this machine by anonymous callers who have the permission " + names
                + ", so any stranger can run those methods (expected: client certificates required, or no grant of "
                + names + " to anonymous, or bind 127.0.0.1)");
    }

    private static String subject(Listener listener) {
        String host = listener.host().indexOf(':') >= 0 && !listener.host().startsWith("[")
                ? '[' + listener.host() + ']'
                : listener.host();
        return "listener " + host + ':' + listener.port();
    }
}
