package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;

import io.securerpc.caller.ParityTokens;
import java.time.Duration;
import java.util.List;

/** The keys of Parity's signer tokens. */
final class ParityKeys {
    static final ConfigKey<String> FILE = new ConfigKey<>(TABLE, "parity_tokens_file", ValueKind.PATH, "");
    static final ConfigKey<Duration> WINDOW = new ConfigKey<>(
            TABLE,
            "parity_window",
            ValueKind.duration(ParityTokens.NARROWEST_WINDOW, ParityTokens.WIDEST_WINDOW),
            ParityTokens.WINDOW);
    static final ConfigKey<Duration> LIFETIME = new ConfigKey<>(
            TABLE,
            "parity_token_lifetime",
            ValueKind.duration(ParityTokens.SHORTEST_LIFETIME, ParityTokens.LONGEST_LIFETIME),
            ParityTokens.LIFETIME);

    static final List<ConfigKey<?>> ALL = List.of(FILE, WINDOW, LIFETIME);

    private ParityKeys() {}
}
