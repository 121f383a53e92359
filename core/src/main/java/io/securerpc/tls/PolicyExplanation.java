package io.securerpc.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Under a heading for each setting, its entries with their reasons. */
    static String describe(TlsPolicy policy) {
        Map<String, List<String>> settings = new LinkedHashMap<>();
        of(policy)
                .forEach(entry -> settings.computeIfAbsent(entry.setting(), setting -> new ArrayList<>())
                        .add("  " + entry.value() + ": " + entry.reason()));
        return settings.entrySet().stream()
                .map(setting -> setting.getKey() + "\n" + String.join("\n", setting.getValue()))
                .collect(Collectors.joining("\n"));
    }

    static List<TlsPolicy.Entry> of(TlsPolicy policy) {
        List<TlsPolicy.Entry> entries = new ArrayList<>();
        entries.addAll(entries("versions", policy.versions(), TlsVersion::toString, TlsVersion::reason));
        entries.addAll(entries("cipher suites", policy.cipherSuites(), CipherSuite::ianaName, CipherSuite::reason));
        entries.addAll(policy.groups()
                .map(groups -> entries("groups", groups, NamedGroup::jsseName, NamedGroup::reason))
                .orElse(List.of(new TlsPolicy.Entry(
                        "groups",
                        ENGINES_OWN,
                        "updates of the JDK keep them current, and bring the hybrid post-quantum ones"))));
        entries.addAll(policy.signatureSchemes()
                .map(schemes ->
                        entries("signature schemes", schemes, SignatureScheme::jsseName, SignatureScheme::reason))
                .orElse(List.of(new TlsPolicy.Entry(
                        "signature schemes",
                        ENGINES_OWN,
                        "the key of the identity decides, among what the client can verify"))));
        entries.add(new TlsPolicy.Entry(
                "session lifetime",
                policy.sessionLifetime().toSeconds() + " s",
                "a client that comes back saves a full handshake, and a stolen ticket is of use for no longer"));
        entries.add(
                policy.serverPreference()
                        ? new TlsPolicy.Entry(
                                "preference",
                                "the server's",
                                "what is negotiated does not depend on a client's mistakes")
                        : new TlsPolicy.Entry(
                                "preference",
                                "the client's",
                                "each client gets the suite that is fastest for it, and all are safe"));
        return List.copyOf(entries);
    }

    private static <T> List<TlsPolicy.Entry> entries(
            String setting, List<T> values, Function<T, String> name, Function<T, String> reason) {
        return values.stream()
                .map(value -> new TlsPolicy.Entry(setting, name.apply(value), reason.apply(value)))
                .toList();
    }

    private static <T> String join(List<T> values, Function<T, String> name) {
        return values.stream().map(name).collect(Collectors.joining(", "));
    }
}
