package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.TABLES;
import static io.securerpc.config.ValueKind.TEXT;
import static io.securerpc.config.ValueKind.TEXTS;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The keys for proxies in front of the server, and for more places to listen than Nano's one. */
final class ListenerKeys {
    static final ConfigKey<List<String>> TRUSTED_PROXIES = new ConfigKey<>(TABLE, "trusted_proxies", TEXTS, List.of());
    static final ConfigKey<Boolean> PROXY_PROTOCOL = new ConfigKey<>(TABLE, "proxy_protocol", BOOLEAN, false);
    static final ConfigKey<List<ObjectNode>> LISTENERS = new ConfigKey<>(TABLE, "listeners", TABLES, List.of());

    static final List<ConfigKey<?>> ALL = List.of(TRUSTED_PROXIES, PROXY_PROTOCOL, LISTENERS);

    private ListenerKeys() {}

    /** The keys of each table of {@link #LISTENERS}. */
    static final class Member {
        static final ConfigKey<String> ADDRESS = new ConfigKey<>("", "address", TEXT, "");
        static final ConfigKey<Long> PORT =
                new ConfigKey<>("", "port", ValueKind.wholeNumber(0, 65_535), NanoKeys.PORT.fallback());
        static final ConfigKey<Boolean> TLS = new ConfigKey<>("", "tls", BOOLEAN, true);
        static final ConfigKey<Boolean> PROXY_PROTOCOL = new ConfigKey<>("", "proxy_protocol", BOOLEAN, false);
        static final ConfigKey<String> REDIRECT_TO = new ConfigKey<>("", "redirect_to", TEXT, "");
        static final ConfigKey<String> PATH_OF_SOCKET = new ConfigKey<>("", "path", PATH, "");
        static final ConfigKey<String> MODE = new ConfigKey<>("", "mode", TEXT, "rw-------");

        static final List<ConfigKey<?>> ALL =
                List.of(ADDRESS, PORT, TLS, PROXY_PROTOCOL, REDIRECT_TO, PATH_OF_SOCKET, MODE);

        private Member() {}
    }
}
