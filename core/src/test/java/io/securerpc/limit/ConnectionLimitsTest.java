package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionLimitsTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        assertThat(ConnectionLimits.defaults())
                .usingRecursiveComparison()
                .isEqualTo(ConnectionLimits.builder()
                        .maxConnectionsPerAddress(256)
                        .maxConnectionsPerNetwork(256)
                        .maxConnectionsPerCaller(256)
                        .maxHandshakes(256)
                        .headerTimeout(Duration.ofSeconds(10))
                        .bodyTimeout(Duration.ofSeconds(60))
                        .messageTimeout(Duration.ofSeconds(60))
                        .responseTimeout(Duration.ofMinutes(5))
                        .build());
    }

    @Test
    void eachSetterSetsItsOwnLimit() {
        ConnectionLimits limits = ConnectionLimits.builder()
                .maxConnectionsPerAddress(1)
                .maxConnectionsPerNetwork(2)
                .maxConnectionsPerCaller(3)
                .maxHandshakes(4)
                .headerTimeout(Duration.ofSeconds(5))
                .bodyTimeout(Duration.ofSeconds(6))
                .messageTimeout(Duration.ofSeconds(7))
                .responseTimeout(Duration.ofSeconds(8))
                .build();
        assertThat(Stream.of(
                        limits.maxConnectionsPerAddress(),
                        limits.maxConnectionsPerNetwork(),
                        limits.maxConnectionsPerCaller(),
                        limits.maxHandshakes(),
                        limits.headerTimeout(),
                        limits.bodyTimeout(),
                        limits.messageTimeout(),
                        limits.responseTimeout()))
                .containsExactly(
                        1,
                        2,
                        3,
                        4,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        "maxConnectionsPerAddress: 0 (expected: 1 to 1000000)",
                        limits -> limits.maxConnectionsPerAddress(0)),
                row(
                        "maxConnectionsPerNetwork: 1000001 (expected: 1 to 1000000)",
                        limits -> limits.maxConnectionsPerNetwork(1_000_001)),
                row(
                        "maxConnectionsPerCaller: -1 (expected: 1 to 1000000)",
                        limits -> limits.maxConnectionsPerCaller(-1)),
                row("maxHandshakes: 10001 (expected: 1 to 10000)", limits -> limits.maxHandshakes(10_001)),
                row(
                        "headerTimeout: PT0.099S (expected: PT0.1S to PT5M)",
                        limits -> limits.headerTimeout(Duration.ofMillis(99))),
                row(
                        "bodyTimeout: PT1H0.001S (expected: PT0.1S to PT1H)",
                        limits -> limits.bodyTimeout(Duration.ofHours(1).plusMillis(1))),
                row(
                        "messageTimeout: PT1H0.001S (expected: PT0.1S to PT1H)",
                        limits -> limits.messageTimeout(Duration.ofHours(1).plusMillis(1))),
                row(
                        "responseTimeout: PT24H0.001S (expected: PT0.1S to PT24H)",
                        limits -> limits.responseTimeout(Duration.ofDays(1).plusMillis(1))),
                row(
                        "maxHandshakes: 2 (expected: set once, was 1 already)",
                        limits -> limits.maxHandshakes(1).maxHandshakes(2)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesNamingTheRule(String message, Consumer<ConnectionLimits.Builder> setter) {
        assertThatThrownBy(() -> setter.accept(ConnectionLimits.builder())).hasMessage(message);
    }

    private static Arguments row(String message, Consumer<ConnectionLimits.Builder> setter) {
        return Arguments.of(message, setter);
    }
}
