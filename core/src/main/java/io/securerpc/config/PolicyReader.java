package io.securerpc.config;

import io.securerpc.tls.NamedGroup;
import io.securerpc.tls.SignatureScheme;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.tls.TlsPolicyBuilder;
import io.securerpc.tls.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;

/** One reading of the TLS policy: a preset, and each key that replaces a part of it. */
final class PolicyReader {
    private final ConfigSource source;
    private boolean whole = true;

    private PolicyReader(ConfigSource source) {
        this.source = source;
    }

    /** The policy; empty when some of it is refused, which has then been said. */
    static Optional<TlsPolicy> read(ConfigSource source) {
        return new PolicyReader(source).policy();
    }

    private Optional<TlsPolicy> policy() {
        TlsPolicyBuilder policy = preset().toBuilder();
        if (source.has(PolicyKeys.CIPHERS) && source.has(PolicyKeys.CIPHER_SUITES)) {
            source.refuse(PolicyKeys.CIPHERS, "set", "no " + PolicyKeys.CIPHER_SUITES.qualified() + " beside it");
            whole = false;
        }
        replace(PolicyKeys.VERSIONS, names -> policy.versions(all(names, TlsVersion::parse, TlsVersion[]::new)));
        replace(PolicyKeys.CIPHER_SUITES, names -> policy.cipherSuiteNames(names.toArray(String[]::new)));
        replace(PolicyKeys.CIPHERS, policy::opensslCipherString);
        replace(PolicyKeys.GROUPS, names -> policy.groups(all(names, NamedGroup::parse, NamedGroup[]::new)));
        replace(
                PolicyKeys.SIGNATURE_SCHEMES,
                names -> policy.signatureSchemes(all(names, SignatureScheme::parse, SignatureScheme[]::new)));
        replace(PolicyKeys.SESSION_LIFETIME, policy::sessionLifetime);
        replace(
                PolicyKeys.CLIENT_PREFERENCE,
                clients -> clients ? policy.clientPreference() : policy.serverPreference());
        // What does not fit together can only be judged of parts that are good each.
        return whole ? built(policy) : Optional.empty();
    }

    private TlsPolicy preset() {
        return switch (source.value(PolicyKeys.POLICY)) {
            case "modern" -> TlsPolicy.modern();
            case "compatible" -> TlsPolicy.compatible();
            default -> TlsPolicy.intermediate();
        };
    }

    private <T> void replace(ConfigKey<T> key, Function<T, TlsPolicyBuilder> setter) {
        if (source.refused(key)) {
            whole = false;
        } else if (source.has(key)) {
            whole &= source.made(key, () -> setter.apply(source.value(key))).isPresent();
        }
    }

    private Optional<TlsPolicy> built(TlsPolicyBuilder policy) {
        try {
            return Optional.of(policy.build());
        } catch (IllegalStateException e) {
            String.valueOf(e.getMessage()).lines().forEach(line -> source.refuse(guilty(line), line));
            return Optional.empty();
        }
    }

    /** The key to change: the one whose setting the problem begins with, if it stands in the file, else the preset's. */
    private ConfigKey<?> guilty(String problem) {
        Map<String, List<ConfigKey<?>>> settings = new LinkedHashMap<>();
        settings.put("versions", List.of(PolicyKeys.VERSIONS));
        settings.put("cipher suites", List.of(PolicyKeys.CIPHER_SUITES, PolicyKeys.CIPHERS));
        settings.put("groups", List.of(PolicyKeys.GROUPS));
        settings.put("signature schemes", List.of(PolicyKeys.SIGNATURE_SCHEMES));
        settings.put("session lifetime", List.of(PolicyKeys.SESSION_LIFETIME));
        return settings.entrySet().stream()
                .filter(setting -> problem.startsWith("tls policy: " + setting.getKey() + ":"))
                .flatMap(setting -> setting.getValue().stream())
                .filter(source::has)
                .findFirst()
                .orElse(PolicyKeys.POLICY);
    }

    /** Every name is tried, so that all that are unknown are named. */
    private static <T> T[] all(List<String> names, Function<String, T> parser, IntFunction<T[]> array) {
        List<T> values = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            try {
                values.add(parser.apply(name));
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
        return values.toArray(array);
    }
}
