package io.securerpc.tls;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Everything that keeps settings from being a policy, each in one line. */
final class PolicyProblems {
    private final PolicySettings settings;
    private final List<String> problems = new ArrayList<>();

    private PolicyProblems(PolicySettings settings) {
        this.settings = settings;
    }

    static List<String> of(PolicySettings settings) {
        PolicyProblems found = new PolicyProblems(settings);
        found.lists();
        found.suites();
        found.groups();
        found.schemes();
        found.lifetime();
        return List.copyOf(found.problems);
    }

    private void lists() {
        eachOnce("versions", settings.versions(), TlsVersion::toString);
        eachOnce("cipher suites", settings.cipherSuites(), CipherSuite::ianaName);
        settings.groups().ifPresent(groups -> eachOnce("groups", groups, NamedGroup::jsseName));
        settings.signatureSchemes()
                .ifPresent(schemes -> eachOnce("signature schemes", schemes, SignatureScheme::jsseName));
    }

    private <T> void eachOnce(String setting, List<T> values, Function<T, String> name) {
        if (values.isEmpty()) {
            problem(setting, "none", "at least one");
        }
        Set<T> seen = new HashSet<>();
        Set<T> reported = new HashSet<>();
        for (T value : values) {
            if (!seen.add(value) && reported.add(value)) {
                problem(setting, name.apply(value) + " more than once", "each once");
            }
        }
    }

    private void suites() {
        for (TlsVersion version : new HashSet<>(settings.versions())) {
            if (settings.cipherSuites().stream().noneMatch(suite -> suite.version() == version)) {
                problem("cipher suites", "none of " + version, "at least one for each version");
            }
        }
        for (CipherSuite suite : settings.cipherSuites()) {
            if (!settings.versions().contains(suite.version())) {
                problem("cipher suites", suite.ianaName() + " of " + suite.version(), "of a version that is offered");
            }
        }
    }

    /** A suite that no group can serve would never be negotiated, nor a group that no suite can use. */
    private void groups() {
        List<NamedGroup> groups = settings.groups().orElse(List.of());
        if (groups.isEmpty()) {
            return;
        }
        for (CipherSuite.KeyExchange exchange : CipherSuite.KeyExchange.values()) {
            List<CipherSuite> suites = offered(suite -> suite.keyExchange() == exchange);
            if (!suites.isEmpty() && groups.stream().noneMatch(exchange::uses)) {
                problem(
                        "groups",
                        join(groups, NamedGroup::jsseName) + " for " + join(suites, CipherSuite::ianaName),
                        exchange.groupRule());
            }
        }
        for (NamedGroup group : groups) {
            if (offered(suite -> suite.keyExchange().uses(group)).isEmpty()) {
                problem("groups", group.jsseName(), "of use to a cipher suite that is offered");
            }
        }
    }

    /** Only what can never serve is a problem: which of EC and RSA is used depends on the identity. */
    private void schemes() {
        List<SignatureScheme> schemes = settings.signatureSchemes().orElse(List.of());
        if (schemes.isEmpty()) {
            return;
        }
        for (TlsVersion version : new HashSet<>(settings.versions())) {
            List<CipherSuite> suites = offered(suite -> suite.version() == version);
            if (!suites.isEmpty()
                    && schemes.stream().noneMatch(scheme -> suites.stream().anyMatch(suite -> signs(scheme, suite)))) {
                problem(
                        "signature schemes",
                        join(schemes, SignatureScheme::jsseName),
                        "one that a cipher suite of " + version + " can use");
            }
        }
        for (SignatureScheme scheme : schemes) {
            if (!settings.versions().contains(TlsVersion.TLS_1_3)
                    && offered(suite -> signs(scheme, suite)).isEmpty()) {
                problem("signature schemes", scheme.jsseName(), "of use to a cipher suite that is offered");
            }
        }
    }

    private static boolean signs(SignatureScheme scheme, CipherSuite suite) {
        return suite.version() == TlsVersion.TLS_1_3
                ? scheme.signsTls13()
                : suite.authentication() == scheme.authentication();
    }

    private void lifetime() {
        Duration lifetime = settings.sessionLifetime();
        if (lifetime.compareTo(PolicySettings.SHORTEST_SESSION_LIFETIME) < 0
                || lifetime.compareTo(PolicySettings.LONGEST_SESSION_LIFETIME) > 0
                || lifetime.toNanosPart() != 0) {
            problem("session lifetime", lifetime.toString(), "whole seconds, from 1 second to 24 hours");
        }
    }

    private List<CipherSuite> offered(Predicate<CipherSuite> condition) {
        return settings.cipherSuites().stream()
                .distinct()
                .filter(suite -> settings.versions().contains(suite.version()))
                .filter(condition)
                .toList();
    }

    private static <T> String join(List<T> values, Function<T, String> name) {
        return values.stream().map(name).distinct().collect(Collectors.joining(", "));
    }

    private void problem(String setting, String value, String rule) {
        problems.add("tls policy: %s: %s (expected: %s)".formatted(setting, value, rule));
    }
}
