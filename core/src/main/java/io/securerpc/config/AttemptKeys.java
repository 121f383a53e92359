package io.securerpc.config;

import static io.securerpc.config.SecureRpcKeys.TABLE;

import io.securerpc.limit.Allowance;
import io.securerpc.limit.AttemptLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The keys of how often credentials may be tried. */
final class AttemptKeys {
    /** Two keys that belong together: how many at once, and when one is given back. */
    record Pair(ConfigKey<Long> attempts, ConfigKey<Duration> refill) {
        static Pair of(String name, Allowance fallback) {
            return new Pair(
                    new ConfigKey<>(TABLE, name, ValueKind.wholeNumber(1, 1_000), (long) fallback.attempts()),
                    new ConfigKey<>(
                            TABLE,
                            name + "_refill",
                            ValueKind.duration(Duration.ofMillis(100), Duration.ofHours(1)),
                            fallback.refill()));
        }
    }

    private static final AttemptLimits DEFAULTS = AttemptLimits.defaults();

    static final Pair BY_ADDRESS = Pair.of("attempts_by_address", DEFAULTS.byAddress());
    static final Pair BY_NAME = Pair.of("attempts_by_name", DEFAULTS.byName());
    static final Pair BY_KNOWN_ADDRESS = Pair.of("attempts_by_known_address", DEFAULTS.byKnownAddress());
    static final ConfigKey<Duration> KNOWN_FOR = new ConfigKey<>(
            TABLE,
            "attempts_known_for",
            ValueKind.duration(Duration.ofMinutes(1), Duration.ofDays(30)),
            DEFAULTS.knownFor());
    static final ConfigKey<Long> REMEMBERED = new ConfigKey<>(
            TABLE, "attempts_remembered", ValueKind.wholeNumber(1_000, 1_000_000), (long) DEFAULTS.remembered());

    static final List<ConfigKey<?>> ALL = Stream.concat(
                    Stream.of(BY_ADDRESS, BY_NAME, BY_KNOWN_ADDRESS)
                            .flatMap(pair -> Stream.<ConfigKey<?>>of(pair.attempts(), pair.refill())),
                    Stream.of(KNOWN_FOR, REMEMBERED))
            .toList();

    private AttemptKeys() {}

    /** What the file says of them; each kind of value has the range of its setting. */
    static AttemptLimits read(ConfigSource source) {
        return AttemptLimits.builder()
                .byAddress(attempts(source, BY_ADDRESS), source.value(BY_ADDRESS.refill()))
                .byName(attempts(source, BY_NAME), source.value(BY_NAME.refill()))
                .byKnownAddress(attempts(source, BY_KNOWN_ADDRESS), source.value(BY_KNOWN_ADDRESS.refill()))
                .knownFor(source.value(KNOWN_FOR))
                .remembered(Math.toIntExact(source.value(REMEMBERED)))
                .build();
    }

    private static int attempts(ConfigSource source, Pair keys) {
        return Math.toIntExact(source.value(keys.attempts()));
    }
}
