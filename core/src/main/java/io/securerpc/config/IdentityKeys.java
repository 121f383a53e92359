package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.SECRET;
import static io.securerpc.config.ValueKind.TABLES;
import static io.securerpc.config.ValueKind.TEXT;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The keys for what Nano cannot say about identities: key stores, other places for the passphrase, and more than one identity. */
final class IdentityKeys {
    static final ConfigKey<String> PASSPHRASE_FILE = new ConfigKey<>(TABLE, "server_key_passphrase_file", PATH, "");
    static final ConfigKey<String> PASSPHRASE_ENVIRONMENT =
            new ConfigKey<>(TABLE, "server_key_passphrase_environment", TEXT, "");
    static final ConfigKey<String> KEY_STORE = new ConfigKey<>(TABLE, "server_key_store", PATH, "");
    static final ConfigKey<String> KEY_STORE_ALIAS = new ConfigKey<>(TABLE, "server_key_store_alias", TEXT, "");
    static final ConfigKey<Boolean> ALLOW_OLDER = new ConfigKey<>(TABLE, "allow_older_certificate", BOOLEAN, false);
    static final ConfigKey<List<ObjectNode>> IDENTITIES = new ConfigKey<>(TABLE, "identities", TABLES, List.of());

    static final List<ConfigKey<?>> ALL =
            List.of(PASSPHRASE_FILE, PASSPHRASE_ENVIRONMENT, KEY_STORE, KEY_STORE_ALIAS, ALLOW_OLDER, IDENTITIES);

    private IdentityKeys() {}

    /** The keys of each table of {@link #IDENTITIES}. */
    static final class Member {
        static final ConfigKey<String> CERTIFICATE = new ConfigKey<>("", "certificate", PATH, "");
        static final ConfigKey<String> KEY = new ConfigKey<>("", "key", PATH, "");
        static final ConfigKey<String> KEY_STORE = new ConfigKey<>("", "key_store", PATH, "");
        static final ConfigKey<String> ALIAS = new ConfigKey<>("", "alias", TEXT, "");
        static final ConfigKey<String> PASSPHRASE = new ConfigKey<>("", "passphrase", SECRET, "");
        static final ConfigKey<String> PASSPHRASE_FILE = new ConfigKey<>("", "passphrase_file", PATH, "");
        static final ConfigKey<String> PASSPHRASE_ENVIRONMENT = new ConfigKey<>("", "passphrase_environment", TEXT, "");

        static final List<ConfigKey<?>> ALL =
                List.of(CERTIFICATE, KEY, KEY_STORE, ALIAS, PASSPHRASE, PASSPHRASE_FILE, PASSPHRASE_ENVIRONMENT);

        private Member() {}
    }
}
