package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.TABLES;
import static io.securerpc.config.ValueKind.TEXT;
import static io.securerpc.config.ValueKind.TEXTS;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The keys for signers of web tokens: a table for each. */
final class JwtTable {
    static final ConfigKey<List<ObjectNode>> JWT = new ConfigKey<>(TABLE, "jwt", TABLES, List.of());

    static final ConfigKey<String> ISSUER = new ConfigKey<>("", "issuer", TEXT, "");
    static final ConfigKey<String> AUDIENCE = new ConfigKey<>("", "audience", TEXT, "");
    static final ConfigKey<List<String>> KEYS = new ConfigKey<>("", "keys", TEXTS, List.of());
    static final ConfigKey<String> KEYS_URL = new ConfigKey<>("", "keys_url", TEXT, "");
    static final ConfigKey<String> KEYS_URL_AUTHORITIES = new ConfigKey<>("", "keys_url_authorities", PATH, "");
    static final ConfigKey<List<String>> ALGORITHMS = new ConfigKey<>("", "algorithms", TEXTS, List.of());
    static final ConfigKey<Duration> LONGEST_LIFE = new ConfigKey<>(
            "", "longest_life", ValueKind.duration(Duration.ofSeconds(1), Duration.ofDays(366)), Duration.ofHours(24));
    static final ConfigKey<String> NAME = new ConfigKey<>("", "name", TEXT, "");
    static final ConfigKey<String> SECRET_FILE = new ConfigKey<>("", "secret_file", PATH, "");
    static final ConfigKey<Duration> ISSUE_WINDOW =
            upTo("issue_window", Duration.ofMinutes(10), Duration.ofSeconds(60));
    static final ConfigKey<Duration> CLOCK_SKEW = upTo("clock_skew", Duration.ofMinutes(10), Duration.ofSeconds(30));
    static final ConfigKey<Duration> KEY_GRACE = upTo("key_grace", Duration.ofDays(30), Duration.ZERO);
    static final ConfigKey<String> PERMISSIONS_CLAIM = new ConfigKey<>("", "permissions_claim", TEXT, "");

    /** What only an issuer with keys of its own has. */
    static final List<ConfigKey<?>> OF_ISSUERS =
            List.of(ISSUER, KEYS, KEYS_URL, KEYS_URL_AUTHORITIES, ALGORITHMS, LONGEST_LIFE);

    /** What only a shared secret has. */
    static final List<ConfigKey<?>> OF_SECRETS = List.of(NAME, SECRET_FILE, ISSUE_WINDOW);

    static final List<ConfigKey<?>> ALL = List.of(
            ISSUER,
            AUDIENCE,
            KEYS,
            KEYS_URL,
            KEYS_URL_AUTHORITIES,
            ALGORITHMS,
            LONGEST_LIFE,
            NAME,
            SECRET_FILE,
            ISSUE_WINDOW,
            CLOCK_SKEW,
            KEY_GRACE,
            PERMISSIONS_CLAIM);

    private JwtTable() {}

    private static ConfigKey<Duration> upTo(String name, Duration most, Duration fallback) {
        return new ConfigKey<>("", name, ValueKind.duration(Duration.ZERO, most), fallback);
    }
}
