package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.TABLES;
import static io.securerpc.config.ValueKind.TEXT;
import static io.securerpc.config.ValueKind.TEXTS;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The keys for authorities that may vouch for clients, which Nano has none of. */
final class AuthorityKeys {
    static final ConfigKey<List<ObjectNode>> AUTHORITIES =
            new ConfigKey<>(TABLE, "client_authorities", TABLES, List.of());

    static final List<ConfigKey<?>> ALL = List.of(AUTHORITIES);

    private AuthorityKeys() {}

    /** The keys of each table of {@link #AUTHORITIES}. */
    static final class Member {
        static final ConfigKey<String> NAME = new ConfigKey<>("", "name", TEXT, "");
        static final ConfigKey<String> CERTIFICATES = new ConfigKey<>("", "certificates", PATH, "");
        static final ConfigKey<List<String>> REVOCATION_LISTS =
                new ConfigKey<>("", "revocation_lists", TEXTS, List.of());
        static final ConfigKey<String> REVOCATION =
                new ConfigKey<>("", "revocation", ValueKind.oneOf("required", "optional", "none"), "required");
        static final ConfigKey<String> CALLER = new ConfigKey<>(
                "",
                "caller",
                ValueKind.oneOf("common-name", "dns-name", "email", "uri", "spiffe", "fingerprint"),
                "common-name");
        static final ConfigKey<String> SPIFFE_TRUST_DOMAIN = new ConfigKey<>("", "spiffe_trust_domain", TEXT, "");
        static final ConfigKey<Long> MAX_INTERMEDIATES =
                new ConfigKey<>("", "max_intermediates", ValueKind.wholeNumber(0, 8), 3L);

        static final List<ConfigKey<?>> ALL = List.of(
                NAME, CERTIFICATES, REVOCATION_LISTS, REVOCATION, CALLER, SPIFFE_TRUST_DOMAIN, MAX_INTERMEDIATES);

        private Member() {}
    }
}
