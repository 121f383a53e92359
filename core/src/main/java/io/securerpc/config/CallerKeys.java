package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.PATH;

import java.util.List;

/** The keys of credentials beside certificates. */
final class CallerKeys {
    static final ConfigKey<String> USERS = new ConfigKey<>(TABLE, "users", PATH, "");
    /** Pactus' own name for one line of such a file. */
    static final ConfigKey<String> BASIC_AUTH = new ConfigKey<>(TABLE, "basic_auth", ValueKind.SECRET, "");

    static final ConfigKey<String> TOKENS_FILE = new ConfigKey<>(TABLE, "tokens_file", PATH, "");

    static final ConfigKey<Boolean> ALLOW_ANONYMOUS = new ConfigKey<>(TABLE, "allow_anonymous", BOOLEAN, false);

    static final ConfigKey<Boolean> WEBSOCKET_TICKETS = new ConfigKey<>(TABLE, "websocket_tickets", BOOLEAN, false);

    static final ConfigKey<String> REALM = new ConfigKey<>(TABLE, "realm", ValueKind.TEXT, "rpc");

    static final List<ConfigKey<?>> ALL =
            List.of(USERS, BASIC_AUTH, TOKENS_FILE, JwtTable.JWT, ALLOW_ANONYMOUS, WEBSOCKET_TICKETS, REALM);

    private CallerKeys() {}
}
