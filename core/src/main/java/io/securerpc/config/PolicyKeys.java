package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.REPLACEMENT;
import static io.securerpc.config.ValueKind.REPLACEMENT_TEXT;

import io.securerpc.tls.TlsPolicy;
import io.securerpc.tls.TlsPolicyBuilder;
import java.time.Duration;
import java.util.List;

/** The keys of the TLS policy: a preset, and what shall be otherwise than it says. */
final class PolicyKeys {
    static final ConfigKey<String> POLICY = new ConfigKey<>(
            TABLE, "tls_policy", ValueKind.oneOf("intermediate", "modern", "compatible"), "intermediate");
    static final ConfigKey<List<String>> VERSIONS = new ConfigKey<>(TABLE, "tls_versions", REPLACEMENT, List.of());
    static final ConfigKey<List<String>> CIPHER_SUITES =
            new ConfigKey<>(TABLE, "tls_cipher_suites", REPLACEMENT, List.of());
    static final ConfigKey<String> CIPHERS = new ConfigKey<>(TABLE, "tls_ciphers", REPLACEMENT_TEXT, "");
    static final ConfigKey<List<String>> GROUPS = new ConfigKey<>(TABLE, "tls_groups", REPLACEMENT, List.of());
    static final ConfigKey<List<String>> SIGNATURE_SCHEMES =
            new ConfigKey<>(TABLE, "tls_signature_schemes", REPLACEMENT, List.of());
    /** The range is that of {@link TlsPolicyBuilder#sessionLifetime}. */
    static final ConfigKey<Duration> SESSION_LIFETIME = new ConfigKey<>(
            TABLE,
            "tls_session_lifetime",
            ValueKind.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            TlsPolicy.intermediate().sessionLifetime());

    static final ConfigKey<Boolean> CLIENT_PREFERENCE = new ConfigKey<>(TABLE, "tls_client_preference", BOOLEAN, false);

    static final List<ConfigKey<?>> ALL = List.of(
            POLICY, VERSIONS, CIPHER_SUITES, CIPHERS, GROUPS, SIGNATURE_SCHEMES, SESSION_LIFETIME, CLIENT_PREFERENCE);

    private PolicyKeys() {}
}
