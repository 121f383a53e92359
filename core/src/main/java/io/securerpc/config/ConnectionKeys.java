package io.securerpc.config;

import io.securerpc.limit.ConnectionLimits;
import java.time.Duration;
import java.util.List;

/** The keys of {@link ConnectionLimits}; their ranges are those of its builder, so that a refusal names the key. */
final class ConnectionKeys {
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final ConnectionLimits DEFAULTS = ConnectionLimits.defaults();

    static final ConfigKey<Long> PER_ADDRESS =
            count("max_connections_per_address", MOST_CONNECTIONS, DEFAULTS.maxConnectionsPerAddress());
    static final ConfigKey<Long> PER_NETWORK =
            count("max_connections_per_network", MOST_CONNECTIONS, DEFAULTS.maxConnectionsPerNetwork());
    static final ConfigKey<Long> PER_CALLER =
            count("max_connections_per_caller", MOST_CONNECTIONS, DEFAULTS.maxConnectionsPerCaller());
    static final ConfigKey<Long> HANDSHAKES = count("max_handshakes", 10_000, DEFAULTS.maxHandshakes());
    static final ConfigKey<Duration> HEADER_TIMEOUT =
            timeout("header_timeout", Duration.ofMinutes(5), DEFAULTS.headerTimeout());
    static final ConfigKey<Duration> BODY_TIMEOUT =
            timeout("body_timeout", Duration.ofHours(1), DEFAULTS.bodyTimeout());
    static final ConfigKey<Duration> MESSAGE_TIMEOUT =
            timeout("message_timeout", Duration.ofHours(1), DEFAULTS.messageTimeout());
    static final ConfigKey<Duration> RESPONSE_TIMEOUT =
            timeout("response_timeout", Duration.ofDays(1), DEFAULTS.responseTimeout());

    static final List<ConfigKey<?>> ALL = List.of(
            PER_ADDRESS,
            PER_NETWORK,
            PER_CALLER,
            HANDSHAKES,
            HEADER_TIMEOUT,
            BODY_TIMEOUT,
            MESSAGE_TIMEOUT,
            RESPONSE_TIMEOUT);

    private ConnectionKeys() {}

    static ConnectionLimits read(ConfigSource source) {
        ConnectionLimits.Builder limits = ConnectionLimits.builder();
        source.made(PER_ADDRESS, () -> limits.maxConnectionsPerAddress(intOf(source, PER_ADDRESS)));
        source.made(PER_NETWORK, () -> limits.maxConnectionsPerNetwork(intOf(source, PER_NETWORK)));
        source.made(PER_CALLER, () -> limits.maxConnectionsPerCaller(intOf(source, PER_CALLER)));
        source.made(HANDSHAKES, () -> limits.maxHandshakes(intOf(source, HANDSHAKES)));
        source.made(HEADER_TIMEOUT, () -> limits.headerTimeout(source.value(HEADER_TIMEOUT)));
        source.made(BODY_TIMEOUT, () -> limits.bodyTimeout(source.value(BODY_TIMEOUT)));
        source.made(MESSAGE_TIMEOUT, () -> limits.messageTimeout(source.value(MESSAGE_TIMEOUT)));
        source.made(RESPONSE_TIMEOUT, () -> limits.responseTimeout(source.value(RESPONSE_TIMEOUT)));
        return limits.build();
    }

    private static int intOf(ConfigSource source, ConfigKey<Long> key) {
        return Math.toIntExact(source.value(key));
    }

    private static ConfigKey<Long> count(String name, long most, long fallback) {
        return new ConfigKey<>(SecureRpcKeys.TABLE, name, ValueKind.wholeNumber(1, most), fallback);
    }

    private static ConfigKey<Duration> timeout(String name, Duration most, Duration fallback) {
        return new ConfigKey<>(SecureRpcKeys.TABLE, name, ValueKind.duration(Duration.ofMillis(100), most), fallback);
    }
}
