package io.securerpc.tls;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The six settings of a policy, in the one order in which equal policies are equal.
 *
 * @param versions the highest first: both peers always take the highest they share
 * @param cipherSuites those of TLS 1.3 first: suites of different versions never compete
 * @param groups empty for the engine's own
 * @param signatureSchemes empty for the engine's own
 * @param sessionLifetime whole seconds
 * @param serverPreference whether the server's order of suites decides
 */
record PolicySettings(
        List<TlsVersion> versions,
        List<CipherSuite> cipherSuites,
        Optional<List<NamedGroup>> groups,
        Optional<List<SignatureScheme>> signatureSchemes,
        Duration sessionLifetime,
        boolean serverPreference) {
    static final Duration DEFAULT_SESSION_LIFETIME = Duration.ofHours(1);
    /** JSSE takes zero for "for ever". */
    static final Duration SHORTEST_SESSION_LIFETIME = Duration.ofSeconds(1);
    /** What JSSE itself takes when nobody says anything. */
    static final Duration LONGEST_SESSION_LIFETIME = Duration.ofHours(24);

    PolicySettings {
        versions = versions.stream()
                .sorted(Comparator.<TlsVersion>naturalOrder().reversed())
                .toList();
        cipherSuites = cipherSuites.stream()
                .sorted(Comparator.comparing(CipherSuite::version).reversed())
                .toList();
        groups = groups.map(List::copyOf);
        signatureSchemes = signatureSchemes.map(List::copyOf);
    }

    /** What every preset shares: only the versions and suites differ. */
    static PolicySettings preset(boolean finiteFields, TlsVersion... versions) {
        List<TlsVersion> offered = List.of(versions);
        List<CipherSuite> suites = Arrays.stream(CipherSuite.values())
                .filter(suite -> offered.contains(suite.version()))
                .filter(suite -> finiteFields || suite.keyExchange() != CipherSuite.KeyExchange.DHE)
                .toList();
        return new PolicySettings(offered, suites, Optional.empty(), Optional.empty(), DEFAULT_SESSION_LIFETIME, true);
    }
}
