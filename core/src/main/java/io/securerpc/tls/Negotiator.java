package io.securerpc.tls;

import io.securerpc.certificate.ServerIdentities;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.internal.PeerText;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SNIHostName;

/**
 * Does in values what the JDK's server engine does in a full handshake.
 *
 * <p>Version and suite: the highest version of both; then, in TLS 1.3, the first suite of whoever decides that the other has. The group is the
 * <em>client's</em> choice: in TLS 1.3 its first key share that the server takes, else (HelloRetryRequest) its first group; in TLS 1.2 its first
 * group. In TLS 1.2 suites are tried in turn until one has an identity and a group. Schemes are the client's choice too: the
 * first that the key of the identity signs with.
 */
final class Negotiator {
    private final TlsPolicy policy;
    private final ClientOffer offer;
    private final ServerIdentities identities;
    private final List<NamedGroup> groups;
    private final List<SignatureScheme> schemes;
    private final Set<String> problems = new LinkedHashSet<>();

    Negotiator(TlsPolicy policy, ClientOffer offer, ServerIdentities identities) {
        this.policy = policy;
        this.offer = offer;
        this.identities = identities;
        this.groups = policy.groups().orElseGet(EngineDefaults::groups);
        this.schemes = policy.signatureSchemes().orElseGet(EngineDefaults::schemes);
    }

    Negotiation negotiate() {
        checkServerName();
        Set<TlsVersion> offered = offer.versions().stream()
                .flatMap(name -> TlsVersion.find(name).stream())
                .collect(Collectors.toSet());
        Optional<TlsVersion> version =
                policy.versions().stream().filter(offered::contains).findFirst();
        if (version.isEmpty()) {
            problem("version", offer.versions(), names(policy.versions(), TlsVersion::jsseName));
            return failed();
        }
        return version.get() == TlsVersion.TLS_1_3 ? tls13() : tls12();
    }

    private Negotiation tls13() {
        Optional<CipherSuite> suite = suites(TlsVersion.TLS_1_3).stream().findFirst();
        Optional<NamedGroup> group = tls13Group();
        Optional<ServerIdentity> identity = tls13Identity();
        Optional<SignatureScheme> scheme = identity.flatMap(served -> scheme(TlsVersion.TLS_1_3, served));
        return problems.isEmpty()
                ? new Negotiation.Agreed(
                        TlsVersion.TLS_1_3, suite.orElseThrow(), group, scheme.orElseThrow(), identity.orElseThrow())
                : failed();
    }

    private Optional<NamedGroup> tls13Group() {
        Optional<NamedGroup> group = firstCommon(offer.keyShares().orElse(List.of()), groups)
                .or(() -> firstCommon(offer.groups().orElse(List.of()), groups));
        if (group.isEmpty() || offer.groups().isEmpty()) {
            groupProblem(groups);
        }
        return group;
    }

    private Optional<ServerIdentity> tls13Identity() {
        List<SignatureScheme> signing = schemes(offer.signatureSchemes()).stream()
                .filter(scheme -> SchemeKeys.signsIn(TlsVersion.TLS_1_3, scheme))
                .toList();
        if (signing.isEmpty()) {
            schemeProblem(TlsVersion.TLS_1_3);
            return Optional.empty();
        }
        IdentityRequest request = request(TlsVersion.TLS_1_3);
        Set<String> signable = signing.stream().map(SchemeKeys::keyType).collect(Collectors.toSet());
        Optional<ServerIdentity> identity = certificateSchemes().stream()
                .map(SchemeKeys::keyType)
                .distinct()
                .filter(signable::contains)
                .flatMap(type -> request.choose(identities, type).stream())
                .findFirst();
        if (identity.isEmpty()) {
            identityProblem();
        }
        return identity;
    }

    private Negotiation tls12() {
        if (offer.signatureSchemes().isPresent()
                && schemes(offer.signatureSchemes()).isEmpty()) {
            schemeProblem(TlsVersion.TLS_1_2);
        }
        List<CipherSuite> suites = suites(TlsVersion.TLS_1_2);
        if (!problems.isEmpty()) {
            return failed();
        }
        IdentityRequest request = request(TlsVersion.TLS_1_2);
        for (CipherSuite suite : suites) {
            Optional<ServerIdentity> identity = tls12Identity(request, suite);
            Optional<NamedGroup> group = identity.flatMap(served -> tls12Group(suite));
            if (group.isPresent()) {
                return tls12(suite, group, identity.orElseThrow());
            }
        }
        return failed();
    }

    /** The engine has chosen: a key that cannot sign now ends the handshake, other suites are not tried. */
    private Negotiation tls12(CipherSuite suite, Optional<NamedGroup> group, ServerIdentity identity) {
        return scheme(TlsVersion.TLS_1_2, identity)
                .<Negotiation>map(scheme -> new Negotiation.Agreed(TlsVersion.TLS_1_2, suite, group, scheme, identity))
                .orElseGet(this::failed);
    }

    private Optional<ServerIdentity> tls12Identity(IdentityRequest request, CipherSuite suite) {
        boolean ecdsa = suite.ianaName().contains("_ECDSA_");
        for (String type : ecdsa ? List.of("EC", "EdDSA") : List.of("RSA", "RSASSA-PSS")) {
            Optional<ServerIdentity> identity = request.choose(identities, type);
            if (identity.isPresent() && curveFits(identity.get().leaf().getPublicKey())) {
                return identity;
            }
        }
        if (problems.isEmpty()) {
            identityProblem();
        }
        return Optional.empty();
    }

    /** RFC 8422, section 5.1: in TLS 1.2 the curve of a certificate is one of the client's groups as well. */
    private boolean curveFits(PublicKey key) {
        if (!key.getAlgorithm().equals("EC")) {
            return true;
        }
        Optional<NamedGroup> curve = SchemeKeys.curve(key).filter(groups::contains);
        if (curve.isEmpty()
                || !offer.groups().map(names -> offers(names, curve.get())).orElse(true)) {
            groupProblem(curve.map(List::of).orElse(groups));
            return false;
        }
        return true;
    }

    private static boolean offers(List<String> names, NamedGroup group) {
        return names.stream().anyMatch(name -> NamedGroup.find(name).equals(Optional.of(group)));
    }

    private Optional<NamedGroup> tls12Group(CipherSuite suite) {
        List<String> known = offer.groups().orElse(List.of()).stream()
                .filter(EngineDefaults::knows)
                .toList();
        List<NamedGroup> usable =
                groups.stream().filter(suite.keyExchange()::uses).toList();
        Optional<NamedGroup> common = firstCommon(known, usable);
        if (common.isPresent()) {
            return common;
        }
        if (suite.keyExchange() == CipherSuite.KeyExchange.DHE) {
            // RFC 7919 would go on to another suite if the client named finite fields; the JDK takes its default of
            // 2048 bits.
            return Optional.of(NamedGroup.FFDHE2048);
        }
        if (known.isEmpty()) {
            return usable.stream().findFirst();
        }
        groupProblem(usable);
        return Optional.empty();
    }

    private List<CipherSuite> suites(TlsVersion version) {
        List<CipherSuite> offered = offer.cipherSuites().stream()
                .flatMap(name -> CipherSuite.find(name).stream())
                .distinct()
                .toList();
        List<CipherSuite> ours = policy.cipherSuites().stream()
                .filter(suite -> suite.version() == version)
                .toList();
        List<CipherSuite> common = policy.serverPreference()
                ? ours.stream().filter(offered::contains).toList()
                : offered.stream().filter(ours::contains).toList();
        if (common.isEmpty()) {
            problem("cipher suite", offer.cipherSuites(), names(ours, CipherSuite::ianaName));
        }
        return common;
    }

    private Optional<SignatureScheme> scheme(TlsVersion version, ServerIdentity identity) {
        Optional<SignatureScheme> scheme = SchemeKeys.first(
                schemes(offer.signatureSchemes()), version, identity.leaf().getPublicKey());
        if (scheme.isEmpty()) {
            schemeProblem(version);
        }
        return scheme;
    }

    /** What the engine would tell its key manager. */
    private IdentityRequest request(TlsVersion version) {
        Set<String> algorithms = offer.signatureSchemes().isEmpty()
                ? Set.of("SHA1withECDSA", "SHA1withRSA") // RFC 5246, section 7.4.1.4.1
                : certificateSchemes().stream().map(SchemeKeys::algorithm).collect(Collectors.toSet());
        return new IdentityRequest(offer.serverName(), algorithms, version);
    }

    private List<SignatureScheme> certificateSchemes() {
        return schemes(offer.certificateSchemes().or(offer::signatureSchemes));
    }

    private List<SignatureScheme> schemes(Optional<List<String>> names) {
        return names.orElse(List.of()).stream()
                .flatMap(name -> SignatureScheme.find(name).stream())
                .filter(schemes::contains)
                .toList();
    }

    private static Optional<NamedGroup> firstCommon(List<String> names, List<NamedGroup> groups) {
        return names.stream()
                .flatMap(name -> NamedGroup.find(name).stream())
                .filter(groups::contains)
                .findFirst();
    }

    /** The engine parses the name with the same class, and ends the handshake where that refuses. */
    private void checkServerName() {
        offer.serverName().ifPresent(name -> {
            try {
                new SNIHostName(name.getBytes(StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                problems.add("server name: " + Names.quoted(name) + " (expected: a host name without a trailing dot)");
            }
        });
    }

    private void groupProblem(List<NamedGroup> expected) {
        problem("group", offer.groups().orElse(List.of()), names(expected, NamedGroup::jsseName));
    }

    private void schemeProblem(TlsVersion version) {
        List<SignatureScheme> expected = schemes.stream()
                .filter(scheme -> SchemeKeys.signsIn(version, scheme))
                .toList();
        problem(
                "signature scheme",
                offer.signatureSchemes().orElse(List.of()),
                names(expected, SignatureScheme::jsseName));
    }

    private void identityProblem() {
        problems.add("identity: none of " + identities.all().size() + " (expected: one that the client can verify, for "
                + offer.serverName().map(PeerText::escape).orElse("any name") + ")");
    }

    private void problem(String subject, List<String> found, String expected) {
        problems.add(subject + ": " + (found.isEmpty() ? "none" : PeerText.escape(String.join(", ", found)))
                + " (expected: " + expected + ")");
    }

    private static <T> String names(List<T> values, Function<T, String> name) {
        return values.stream().map(name).collect(Collectors.joining(", ", "one of ", ""));
    }

    private Negotiation failed() {
        return new Negotiation.Failed(String.join("; ", problems));
    }
}
