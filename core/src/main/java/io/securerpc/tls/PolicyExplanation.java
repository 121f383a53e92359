package io.securerpc.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A policy in words. */
final class PolicyExplanation {
    private static final String ENGINES_OWN = "the engine's own";

    private PolicyExplanation() {}

    /** On one line: versions and suites, and whatever else is not as in every preset. */
    static String line(TlsPolicy policy) {
        StringBuilder line = new StringBuilder("TlsPolicy[")
                .append(join(policy.versions(), TlsVersion::toString))
                .append(": ")
                .append(join(policy.cipherSuites(), CipherSuite::ianaName));
        policy.groups().ifPresent(groups -> line.append("; groups ").append(join(groups, NamedGroup::jsseName)));
        policy.signatureSchemes()
                .ifPresent(schemes ->
                        line.append("; signature schemes ").append(join(schemes, SignatureScheme::jsseName)));
        if (!policy.sessionLifetime().equals(PolicySettings.DEFAULT_SESSION_LIFETIME)) {
            line.append("; sessions live ")
                    .append(policy.sessionLifetime().toSeconds())
                    .append(" s");
        }
        return line.append(policy.serverPreference() ? "]" : "; the client's order]")
                .toString();
    }

    static String describe(TlsPolicy policy) {
        return of(policy).stream()
                .map(entry -> entry.setting() + " " + entry.value() + ": " + entry.reason())
                .collect(Collectors.joining("\n"));
    }

    static List<TlsPolicy.Entry> of(TlsPolicy policy) {
        List<TlsPolicy.Entry> entries = new ArrayList<>();
        policy.versions()
                .forEach(version -> entries.add(new TlsPolicy.Entry("version", version.toString(), version.reason())));
        policy.cipherSuites()
                .forEach(suite -> entries.add(new TlsPolicy.Entry("cipher suite", suite.ianaName(), suite.reason())));
        entries.addAll(policy.groups()
                .map(groups -> groups.stream()
                        .map(group -> new TlsPolicy.Entry("group", group.jsseName(), group.reason()))
                        .toList())
                .orElse(List.of(new TlsPolicy.Entry(
                        "groups", ENGINES_OWN, "the JDK's updates keep them current, the hybrid ones included"))));
        entries.addAll(policy.signatureSchemes()
                .map(schemes -> schemes.stream()
                        .map(scheme -> new TlsPolicy.Entry("signature scheme", scheme.jsseName(), scheme.reason()))
                        .toList())
                .orElse(List.of(new TlsPolicy.Entry(
                        "signature schemes",
                        ENGINES_OWN,
                        "the identity's key decides among those the client offers"))));
        entries.add(new TlsPolicy.Entry(
                "session lifetime",
                policy.sessionLifetime().toSeconds() + " s",
                "a client that comes back within it saves a full handshake, and a stolen ticket lives as long"));
        entries.add(
                policy.serverPreference()
                        ? new TlsPolicy.Entry(
                                "preference",
                                "the server's",
                                "what is negotiated does not depend on a client's mistakes")
                        : new TlsPolicy.Entry(
                                "preference",
                                "the client's",
                                "a client without AES in hardware gets ChaCha20-Poly1305; every suite offered is safe"));
        return List.copyOf(entries);
    }

    private static <T> String join(List<T> values, Function<T, String> name) {
        return values.stream().map(name).collect(Collectors.joining(", "));
    }
}
