package io.securerpc.config;

import io.securerpc.limit.MemoryLimits;
import java.util.List;

/** The keys of {@link MemoryLimits}; their ranges are those of its builder, so that a refusal names the key. */
final class MemoryKeys {
    private static final MemoryLimits DEFAULTS = MemoryLimits.defaults();

    static final ConfigKey<Long> REQUESTS = bytes("max_request_bytes_total", DEFAULTS.maxRequestBytesTotal());
    static final ConfigKey<Long> RESPONSES = bytes("max_response_bytes_total", DEFAULTS.maxResponseBytesTotal());

    static final List<ConfigKey<?>> ALL = List.of(REQUESTS, RESPONSES);

    private MemoryKeys() {}

    static MemoryLimits read(ConfigSource source) {
        MemoryLimits.Builder limits = MemoryLimits.builder();
        source.made(REQUESTS, () -> limits.maxRequestBytesTotal(source.value(REQUESTS)));
        source.made(RESPONSES, () -> limits.maxResponseBytesTotal(source.value(RESPONSES)));
        return limits.build();
    }

    private static ConfigKey<Long> bytes(String name, long fallback) {
        return new ConfigKey<>(SecureRpcKeys.TABLE, name, ValueKind.wholeNumber(1L << 16, 1L << 36), fallback);
    }
}
