package io.securerpc.config;

import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.SECRET;

import java.util.List;
import java.util.stream.Stream;

/** The keys that set up TLS; the same ones stand in {@code [secure]} (V19 to V22) and at the top of {@code config-tls.toml} (V23 to V26). */
record TlsKeys(
        List<ConfigKey<Boolean>> switches,
        ConfigKey<Boolean> verboseLogging,
        ConfigKey<String> certificate,
        ConfigKey<String> key,
        ConfigKey<String> passphrase,
        ConfigKey<String> dhParameters,
        ConfigKey<String> clientCertificates) {
    static final TlsKeys SECURE_TABLE = in("secure", "enable");
    static final TlsKeys TLS_FILE = in("", "enable_https", "enable_wss");

    private static TlsKeys in(String table, String... switches) {
        return new TlsKeys(
                Stream.of(switches)
                        .map(name -> new ConfigKey<>(table, name, BOOLEAN, false))
                        .toList(),
                new ConfigKey<>(table, "verbose_logging", BOOLEAN, false),
                new ConfigKey<>(table, "server_cert_path", PATH, ""),
                new ConfigKey<>(table, "server_key_path", PATH, ""),
                new ConfigKey<>(table, "server_key_passphrase", SECRET, ""),
                new ConfigKey<>(table, "server_dh_path", PATH, ""),
                new ConfigKey<>(table, "client_certs_path", PATH, ""));
    }

    List<ConfigKey<?>> all() {
        return Stream.concat(switches.stream(), settings().stream()).toList();
    }

    /** All but the switches. */
    List<ConfigKey<?>> settings() {
        return List.of(verboseLogging, certificate, key, passphrase, dhParameters, clientCertificates);
    }
}
