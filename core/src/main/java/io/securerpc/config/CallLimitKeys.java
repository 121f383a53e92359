package io.securerpc.config;

import io.securerpc.limit.CallLimits;
import java.time.Duration;
import java.util.List;

/** The keys of {@link CallLimits}; their ranges are those of its builder, so that a refusal names the key. */
final class CallLimitKeys {
    private static final CallLimits DEFAULTS = CallLimits.defaults();

    static final ConfigKey<Long> MAX_CALLS = count("max_calls", 1, DEFAULTS.maxCalls());
    static final ConfigKey<Long> MAX_WAITING = count("max_waiting_calls", 0, DEFAULTS.maxWaitingCalls());
    /** Without it a part of {@link #MAX_CALLS}, whatever that is; the fallback is that of the default. */
    static final ConfigKey<Long> PER_CLIENT =
            count("max_running_calls_per_client", 1, DEFAULTS.maxRunningCallsPerClient());

    static final ConfigKey<Long> PER_CONNECTION =
            count("max_calls_per_connection", 1, DEFAULTS.maxCallsPerConnection());
    static final ConfigKey<Long> RESERVED = count("reserved_calls", 0, DEFAULTS.reservedCalls());
    static final ConfigKey<Duration> METHOD_TIMEOUT = new ConfigKey<>(
            SecureRpcKeys.TABLE,
            "method_timeout",
            ValueKind.duration(Duration.ofMillis(100), Duration.ofDays(1)),
            DEFAULTS.methodTimeout());

    static final List<ConfigKey<?>> ALL =
            List.of(MAX_CALLS, MAX_WAITING, PER_CLIENT, PER_CONNECTION, RESERVED, METHOD_TIMEOUT);

    private CallLimitKeys() {}

    static CallLimits read(ConfigSource source) {
        CallLimits.Builder limits = CallLimits.builder();
        source.made(MAX_CALLS, () -> limits.maxCalls(intOf(source, MAX_CALLS)));
        source.made(MAX_WAITING, () -> limits.maxWaitingCalls(intOf(source, MAX_WAITING)));
        if (source.has(PER_CLIENT)) {
            source.made(PER_CLIENT, () -> limits.maxRunningCallsPerClient(intOf(source, PER_CLIENT)));
        }
        source.made(PER_CONNECTION, () -> limits.maxCallsPerConnection(intOf(source, PER_CONNECTION)));
        source.made(RESERVED, () -> limits.reservedCalls(intOf(source, RESERVED)));
        source.made(METHOD_TIMEOUT, () -> limits.methodTimeout(source.value(METHOD_TIMEOUT)));
        return limits.build();
    }

    private static int intOf(ConfigSource source, ConfigKey<Long> key) {
        return Math.toIntExact(source.value(key));
    }

    private static ConfigKey<Long> count(String name, long least, long fallback) {
        return new ConfigKey<>(SecureRpcKeys.TABLE, name, ValueKind.wholeNumber(least, 100_000), fallback);
    }
}
