package io.securerpc.config;

import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of Nano's {@code config-rpc.toml}, with Nano's own defaults. */
final class NanoKeys {
    static final ConfigKey<String> ADDRESS = new ConfigKey<>("", "address", TEXT, "::1");
    static final ConfigKey<Long> PORT = new ConfigKey<>("", "port", ValueKind.wholeNumber(0, 65_535), 7076L);
    static final ConfigKey<Boolean> ENABLE_CONTROL = new ConfigKey<>("", "enable_control", BOOLEAN, false);
    static final ConfigKey<Long> MAX_JSON_DEPTH =
            new ConfigKey<>("", "max_json_depth", ValueKind.wholeNumber(1, 255), 20L);
    static final ConfigKey<Long> MAX_REQUEST_SIZE =
            new ConfigKey<>("", "max_request_size", ValueKind.wholeNumber(1, 1L << 30), 32L * 1024 * 1024);

    static final List<ConfigKey<?>> ALL = List.of(ADDRESS, PORT, ENABLE_CONTROL, MAX_JSON_DEPTH, MAX_REQUEST_SIZE);

    /** Keys Nano knows that mean nothing here, and why. */
    static final Map<String, String> INAPPLICABLE = inapplicable();

    private NanoKeys() {}

    private static Map<String, String> inapplicable() {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String name : List.of("io_threads", "ipc_address", "ipc_port", "num_ipc_connections")) {
            reasons.put("process." + name, "the RPC server runs inside the node, there is no second process");
        }
        reasons.put("logging.log_rpc", "requests are logged as the node's own logging is set up");
        return reasons;
    }
}
