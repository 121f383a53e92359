package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;
import static io.securerpc.config.ValueKind.BOOLEAN;
import static io.securerpc.config.ValueKind.TEXT;
import static io.securerpc.config.ValueKind.TEXTS;

import io.securerpc.origin.CorsTerms;
import java.time.Duration;
import java.util.List;

/** The keys about browsers: by which hosts the server is reached, which pages may call, and what these may send and read. */
final class WebKeys {
    static final ConfigKey<List<String>> HOSTS = new ConfigKey<>(TABLE, "hosts", TEXTS, List.of());
    static final ConfigKey<String> JSONRPC_HOSTS = new ConfigKey<>(TABLE, "jsonrpc_hosts", TEXT, "");
    static final ConfigKey<List<String>> ORIGINS = new ConfigKey<>(TABLE, "origins", TEXTS, List.of());
    static final ConfigKey<String> RPC_CORS = new ConfigKey<>(TABLE, "rpc_cors", TEXT, "");
    static final ConfigKey<String> JSONRPC_CORS = new ConfigKey<>(TABLE, "jsonrpc_cors", TEXT, "");
    static final ConfigKey<Boolean> ORIGIN_NULL = new ConfigKey<>(TABLE, "origin_null", BOOLEAN, false);
    static final ConfigKey<Boolean> ORIGIN_CREDENTIALS = new ConfigKey<>(TABLE, "origin_credentials", BOOLEAN, false);

    private static final CorsTerms DEFAULTS = CorsTerms.defaults();
    static final ConfigKey<List<String>> CORS_METHODS =
            new ConfigKey<>(TABLE, "cors_methods", TEXTS, DEFAULTS.methods());
    static final ConfigKey<List<String>> CORS_REQUEST_HEADERS =
            new ConfigKey<>(TABLE, "cors_request_headers", TEXTS, DEFAULTS.requestHeaders());
    static final ConfigKey<List<String>> CORS_EXPOSED_HEADERS =
            new ConfigKey<>(TABLE, "cors_exposed_headers", TEXTS, DEFAULTS.exposedHeaders());
    /** The range is that of {@link CorsTerms#withMaxAge}. */
    static final ConfigKey<Duration> CORS_MAX_AGE = new ConfigKey<>(
            TABLE, "cors_max_age", ValueKind.duration(Duration.ZERO, Duration.ofDays(1)), DEFAULTS.maxAge());

    static final ConfigKey<Boolean> CORS_PRIVATE_NETWORK =
            new ConfigKey<>(TABLE, "cors_private_network", BOOLEAN, DEFAULTS.privateNetwork());

    static final List<ConfigKey<?>> ALL = List.of(
            HOSTS,
            JSONRPC_HOSTS,
            ORIGINS,
            RPC_CORS,
            JSONRPC_CORS,
            ORIGIN_NULL,
            ORIGIN_CREDENTIALS,
            CORS_METHODS,
            CORS_REQUEST_HEADERS,
            CORS_EXPOSED_HEADERS,
            CORS_MAX_AGE,
            CORS_PRIVATE_NETWORK);

    private WebKeys() {}
}
