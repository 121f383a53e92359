package io.securerpc.tls;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collects settings, each of which may be set once; whatever does not fit together is named at once by {@link #build()}.
 *
 * <h2>Defaults</h2>
 *
 * <p>What is not set comes from the policy the builder started from; of its cipher suites those of the versions that are offered.
 *
 * <h2>Security</h2>
 *
 * <p>A name that is unknown or unsafe is refused, never left out; there are no constants for what is unsafe.
 *
 * <h2>Threads</h2>
 *
 * <p>One; what it builds is immutable.
 */
public final class TlsPolicyBuilder {
    private final PolicySettings base;
    private @Nullable List<TlsVersion> versions;
    private @Nullable List<CipherSuite> cipherSuites;
    private @Nullable List<CipherSuite> tls12Suites;
    private @Nullable List<NamedGroup> groups;
    private @Nullable List<SignatureScheme> signatureSchemes;
    private @Nullable Duration sessionLifetime;
    private @Nullable Boolean serverPreference;

    TlsPolicyBuilder(PolicySettings base) {
        this.base = base;
    }

    /**
     * The versions to offer.
     *
     * @param offered at least one, in any order
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder versions(TlsVersion... offered) {
        versions = once("versions", versions, list("versions", offered));
        return this;
    }

    /**
     * The cipher suites to offer.
     *
     * @param offered at least one for each version, the preferred one first
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder cipherSuites(CipherSuite... offered) {
        cipherSuites = once("cipher suites", cipherSuites, list("cipherSuites", offered));
        return this;
    }

    /**
     * The cipher suites to offer, by their names; the same setting as {@link #cipherSuites}.
     *
     * @param names of the IANA registry or of OpenSSL, the preferred one first
     * @return this builder
     * @throws IllegalArgumentException naming each that is unknown or unsafe, and why
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder cipherSuiteNames(String... names) {
        List<String> problems = new ArrayList<>();
        List<CipherSuite> offered = list("names", names).stream()
                .map(name -> parse(name, problems))
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        cipherSuites = once("cipher suites", cipherSuites, offered);
        return this;
    }

    /**
     * The cipher suites of TLS 1.2, as an OpenSSL cipher string: what nginx takes as {@code ssl_ciphers}. As there, the suites of
     * TLS 1.3 are not touched by it.
     *
     * @param cipherString such as {@code ECDHE+AESGCM:ECDHE+CHACHA20}
     * @return this builder
     * @throws IllegalArgumentException naming each word that is unknown and each selected suite that is unsafe, and why
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder opensslCipherString(String cipherString) {
        tls12Suites = once("cipher string", tls12Suites, OpensslCipherString.select(cipherString));
        return this;
    }

    /**
     * The groups for the key exchange; the engine's own if not set.
     *
     * @param offered the preferred one first
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder groups(NamedGroup... offered) {
        groups = once("groups", groups, list("groups", offered));
        return this;
    }

    /**
     * The schemes to sign with; the engine's own if not set.
     *
     * @param offered the preferred one first
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder signatureSchemes(SignatureScheme... offered) {
        signatureSchemes = once("signature schemes", signatureSchemes, list("signatureSchemes", offered));
        return this;
    }

    /**
     * How long a session may be resumed.
     *
     * @param lifetime whole seconds, from 1 second to 24 hours
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder sessionLifetime(Duration lifetime) {
        sessionLifetime = once("session lifetime", sessionLifetime, requireNonNull(lifetime, "sessionLifetime"));
        return this;
    }

    /**
     * Lets the client's order of cipher suites decide: useful where phones without AES in hardware should get ChaCha20-Poly1305.
     *
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder clientPreference() {
        serverPreference = once("server preference", serverPreference, false);
        return this;
    }

    /**
     * Lets the server's order of cipher suites decide, as every preset does.
     *
     * @return this builder
     * @throws IllegalStateException if set before
     */
    public TlsPolicyBuilder serverPreference() {
        serverPreference = once("server preference", serverPreference, true);
        return this;
    }

    /**
     * Checks that the settings fit together.
     *
     * @return the policy
     * @throws IllegalStateException naming every problem, one line each
     */
    public TlsPolicy build() {
        return new TlsPolicy(settings());
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

    private static Optional<CipherSuite> parse(String name, List<String> problems) {
        try {
            return Optional.of(CipherSuite.parse(name));
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
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
}
