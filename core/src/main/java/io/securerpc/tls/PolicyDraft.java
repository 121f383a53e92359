package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings on their way to become a policy: each may be set once, whatever is not set is that of the base. */
final class PolicyDraft {
    private final PolicySettings base;
    private @Nullable List<TlsVersion> versions;
    private @Nullable List<CipherSuite> cipherSuites;
    private @Nullable List<CipherSuite> tls12Suites;
    private @Nullable List<NamedGroup> groups;
    private @Nullable List<SignatureScheme> signatureSchemes;
    private @Nullable Duration sessionLifetime;
    private @Nullable Boolean serverPreference;

    PolicyDraft(PolicySettings base) {
        this.base = base;
    }

    void versions(TlsVersion... offered) {
        versions = once("versions", versions, list("versions", offered));
    }

    void cipherSuites(CipherSuite... offered) {
        cipherSuites = once("cipher suites", cipherSuites, list("cipherSuites", offered));
    }

    void cipherSuiteNames(String... names) {
        List<String> problems = new ArrayList<>();
        List<CipherSuite> offered = list("names", names).stream()
                .map(name -> parse(name, problems))
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        cipherSuites = once("cipher suites", cipherSuites, offered);
    }

    private static Optional<CipherSuite> parse(String name, List<String> problems) {
        try {
            return Optional.of(CipherSuite.parse(name));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    void opensslCipherString(String cipherString) {
        tls12Suites = once("cipher string", tls12Suites, OpensslCipherString.select(cipherString));
    }

    void groups(NamedGroup... offered) {
        groups = once("groups", groups, list("groups", offered));
    }

    void signatureSchemes(SignatureScheme... offered) {
        signatureSchemes = once("signature schemes", signatureSchemes, list("signatureSchemes", offered));
    }

    void sessionLifetime(Duration lifetime) {
        sessionLifetime = once("session lifetime", sessionLifetime, requireNonNull(lifetime, "sessionLifetime"));
    }

    void serverPreference(boolean servers) {
        serverPreference = once("server preference", serverPreference, servers);
    }

    private static <T> List<T> list(String name, T[] values) {
        return Stream.of(requireNonNull(values, name))
                .map(value -> requireNonNull(value, name))
                .toList();
    }

    private static <T> T once(String name, @Nullable T first, T value) {
        if (first != null) {
            throw new IllegalStateException(
                    "tls policy: %s: %s (expected: set once, is %s)".formatted(name, value, first));
        }
        return value;
    }

    /** The settings, with every problem named that keeps them from being a policy. */
    PolicySettings settings() {
        List<String> problems = new ArrayList<>();
        List<TlsVersion> offered = versions == null ? base.versions() : versions;
        PolicySettings settings = new PolicySettings(
                offered,
                suites(offered, problems),
                groups == null ? base.groups() : Optional.of(groups),
                signatureSchemes == null ? base.signatureSchemes() : Optional.of(signatureSchemes),
                sessionLifetime == null ? base.sessionLifetime() : sessionLifetime,
                serverPreference == null ? base.serverPreference() : serverPreference);
        problems.addAll(PolicyProblems.of(settings));
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join(System.lineSeparator(), problems));
        }
        return settings;
    }

    private List<CipherSuite> suites(List<TlsVersion> offered, List<String> problems) {
        List<CipherSuite> named = cipherSuites == null
                ? base.cipherSuites().stream()
                        .filter(suite -> offered.contains(suite.version()))
                        .toList()
                : cipherSuites;
        if (tls12Suites == null) {
            return named;
        }
        if (cipherSuites != null && named.stream().anyMatch(suite -> suite.version() == TlsVersion.TLS_1_2)) {
            problems.add(
                    "tls policy: cipher suites: of TLS 1.2 by name and by a cipher string (expected: one of the two)");
        }
        return Stream.concat(
                        named.stream().filter(suite -> suite.version() == TlsVersion.TLS_1_3), tls12Suites.stream())
                .toList();
    }
}
