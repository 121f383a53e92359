package io.securerpc.config;

import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.PATH;
import static io.securerpc.config.ValueKind.TEXT;

import io.securerpc.limit.Limits;
import io.securerpc.limit.LimitsBuilder;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The keys of the one table that is not Nano's, {@code [secure_rpc]}: what the builder can set and Nano has no key for. */
final class SecureRpcKeys {
    static final String TABLE = "secure_rpc";

    static final ConfigKey<Map<String, JsonNode>> GRANTS = new ConfigKey<>(TABLE, "grants", ValueKind.NAMED, Map.of());
    static final ConfigKey<Map<String, JsonNode>> QUOTAS = new ConfigKey<>(TABLE, "quotas", ValueKind.NAMED, Map.of());
    static final ConfigKey<Map<String, JsonNode>> METHOD_COSTS =
            new ConfigKey<>(TABLE, "method_costs", ValueKind.NAMED, Map.of());
    static final ConfigKey<String> RPC_METHODS =
            new ConfigKey<>(TABLE, "rpc_methods", ValueKind.oneOf("safe", "unsafe", "auto"), "auto");
    static final ConfigKey<String> JSONRPC_APIS = new ConfigKey<>(TABLE, "jsonrpc_apis", TEXT, "all");
    static final ConfigKey<Boolean> ENABLE_WALLET = new ConfigKey<>(TABLE, "enable_wallet", BOOLEAN, true);
    static final ConfigKey<String> CLIENT_AUTHENTICATION =
            new ConfigKey<>(TABLE, "client_authentication", ValueKind.oneOf("require", "request"), "require");
    static final ConfigKey<Boolean> ALLOW_EMPTY_CLIENT_CERTS =
            new ConfigKey<>(TABLE, "allow_empty_client_certs", BOOLEAN, false);
    static final ConfigKey<Duration> CLIENT_CERTS_GRACE = new ConfigKey<>(
            TABLE,
            "client_certs_grace",
            ValueKind.duration(Duration.ZERO, Duration.ofDays(1)),
            ClientTrust.installed(Path.of("")).grace());
    static final ConfigKey<String> CLIENT_CERTS_REVOCATION = new ConfigKey<>(
            TABLE,
            "client_certs_revocation",
            ValueKind.oneOf("required", "optional", "none"),
            ClientTrust.installed(Path.of("")).revocation().name().toLowerCase(Locale.ROOT));
    static final ConfigKey<String> DISABLED_CALLERS = new ConfigKey<>(TABLE, "disabled_callers", PATH, "");
    static final ConfigKey<Boolean> JSON_REQUIRED = new ConfigKey<>(TABLE, "json_required", BOOLEAN, false);
    static final ConfigKey<String> HEALTH =
            new ConfigKey<>(TABLE, "health", ValueKind.oneOf("off", "callers", "everybody"), "off");
    static final ConfigKey<Boolean> STATUS_PAGE = new ConfigKey<>(TABLE, "status_page", BOOLEAN, true);
    static final ConfigKey<String> STATUS_PAGE_CALL = new ConfigKey<>(TABLE, "status_page_call", TEXT, "");
    static final ConfigKey<Duration> STRICT_TRANSPORT = new ConfigKey<>(
            TABLE, "strict_transport", ValueKind.duration(Duration.ZERO, Duration.ofDays(2 * 365)), Duration.ZERO);
    static final ConfigKey<Boolean> DANGEROUSLY_EXPOSE = new ConfigKey<>(TABLE, "dangerously_expose", BOOLEAN, false);

    static final ConfigKey<String> ACTIVITY_FILE = new ConfigKey<>(TABLE, "activity_file", ValueKind.PATH, "");

    private static final Limits DEFAULTS = Limits.defaults();
    static final ConfigKey<Long> MAX_RESPONSE_BYTES =
            number("max_response_bytes", 1, 1L << 30, DEFAULTS.maxResponseBytes());
    static final ConfigKey<Long> MAX_QUEUED_BYTES =
            number("max_queued_bytes", 1_024, 1L << 30, DEFAULTS.maxQueuedBytes());
    static final ConfigKey<Long> MAX_QUEUED_BYTES_TOTAL =
            number("max_queued_bytes_total", 1L << 16, 1L << 36, DEFAULTS.maxQueuedBytesTotal());
    static final ConfigKey<Long> MAX_BATCH_LENGTH = number("max_batch_length", 1, 100_000, DEFAULTS.maxBatchLength());
    static final ConfigKey<Long> MAX_CONNECTIONS = number("max_connections", 1, 1_000_000, DEFAULTS.maxConnections());
    static final ConfigKey<Long> MAX_SUBSCRIPTIONS =
            number("max_subscriptions", 1, 100_000, DEFAULTS.maxSubscriptions());
    static final ConfigKey<Duration> IDLE_TIMEOUT = timeout("idle_timeout", Duration.ofDays(1), DEFAULTS.idleTimeout());
    static final ConfigKey<Duration> HANDSHAKE_TIMEOUT =
            timeout("handshake_timeout", Duration.ofMinutes(5), DEFAULTS.handshakeTimeout());

    static final ConfigKey<Duration> STOP_TIMEOUT = new ConfigKey<>(
            TABLE, "stop_timeout", ValueKind.duration(Duration.ZERO, Duration.ofHours(1)), Duration.ofSeconds(8));

    static final List<ConfigKey<?>> ALL = List.of(
            GRANTS,
            QUOTAS,
            METHOD_COSTS,
            RPC_METHODS,
            JSONRPC_APIS,
            ENABLE_WALLET,
            CLIENT_AUTHENTICATION,
            ALLOW_EMPTY_CLIENT_CERTS,
            CLIENT_CERTS_GRACE,
            CLIENT_CERTS_REVOCATION,
            DISABLED_CALLERS,
            JSON_REQUIRED,
            HEALTH,
            STATUS_PAGE,
            STATUS_PAGE_CALL,
            STRICT_TRANSPORT,
            DANGEROUSLY_EXPOSE,
            ACTIVITY_FILE,
            MAX_RESPONSE_BYTES,
            MAX_QUEUED_BYTES,
            MAX_QUEUED_BYTES_TOTAL,
            MAX_BATCH_LENGTH,
            MAX_CONNECTIONS,
            MAX_SUBSCRIPTIONS,
            IDLE_TIMEOUT,
            HANDSHAKE_TIMEOUT,
            STOP_TIMEOUT);

    private SecureRpcKeys() {}

    /** The range is that of {@link LimitsBuilder}, so that a refusal names the key and not the builder's method. */
    private static ConfigKey<Long> number(String name, long least, long most, long fallback) {
        return new ConfigKey<>(TABLE, name, ValueKind.wholeNumber(least, most), fallback);
    }

    private static ConfigKey<Duration> timeout(String name, Duration most, Duration fallback) {
        return new ConfigKey<>(TABLE, name, ValueKind.duration(Duration.ofMillis(100), most), fallback);
    }
}
