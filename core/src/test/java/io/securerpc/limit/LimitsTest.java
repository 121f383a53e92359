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

class LimitsTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        assertThat(Limits.defaults())
                .usingRecursiveComparison()
                .isEqualTo(Limits.builder()
                        .maxRequestBytes(5 * 1024 * 1024)
                        .maxResponseBytes(25 * 1024 * 1024)
                        .maxJsonDepth(20)
                        .maxBatchLength(100)
                        .maxConnections(1024)
                        .maxSubscriptions(64)
                        .maxQueuedBytes(4 * 1024 * 1024)
                        .maxQueuedBytesTotal(128 * 1024 * 1024)
                        .idleTimeout(Duration.ofSeconds(60))
                        .handshakeTimeout(Duration.ofSeconds(10))
                        .connections(ConnectionLimits.defaults())
                        .memory(MemoryLimits.defaults())
                        .build());
    }

    @Test
    void eachSetterSetsItsOwnLimit() {
        Limits limits = Limits.builder()
                .maxRequestBytes(1)
                .maxResponseBytes(2)
                .maxJsonDepth(3)
                .maxBatchLength(4)
                .maxConnections(5)
                .maxSubscriptions(6)
                .maxQueuedBytes(1024)
                .maxQueuedBytesTotal(65_536)
                .idleTimeout(Duration.ofSeconds(8))
                .handshakeTimeout(Duration.ofSeconds(9))
                .build();
        assertThat(Stream.of(
                        limits.maxRequestBytes(),
                        limits.maxResponseBytes(),
                        limits.maxJsonDepth(),
                        limits.maxBatchLength(),
                        limits.maxConnections(),
                        limits.maxSubscriptions(),
                        limits.maxQueuedBytes(),
                        limits.maxQueuedBytesTotal(),
                        limits.idleTimeout(),
                        limits.handshakeTimeout()))
                .containsExactly(1L, 2L, 3, 4, 5, 6, 1024L, 65_536L, Duration.ofSeconds(8), Duration.ofSeconds(9));
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                row("maxRequestBytes: 0 (expected: 1 to 1073741824)", b -> b.maxRequestBytes(0)),
                row("maxRequestBytes: 1073741825 (expected: 1 to 1073741824)", b -> b.maxRequestBytes((1L << 30) + 1)),
                row("maxResponseBytes: -1 (expected: 1 to 1073741824)", b -> b.maxResponseBytes(-1)),
                row("maxJsonDepth: 501 (expected: 1 to 500)", b -> b.maxJsonDepth(501)),
                row("maxBatchLength: 0 (expected: 1 to 100000)", b -> b.maxBatchLength(0)),
                row("maxConnections: 0 (expected: 1 to 1000000)", b -> b.maxConnections(0)),
                row("maxSubscriptions: 0 (expected: 1 to 100000)", b -> b.maxSubscriptions(0)),
                row("maxQueuedBytes: 1023 (expected: 1024 to 1073741824)", b -> b.maxQueuedBytes(1023)),
                row("maxQueuedBytesTotal: 65535 (expected: 65536 to 68719476736)", b -> b.maxQueuedBytesTotal(65_535)),
                row("idleTimeout: PT0S (expected: PT0.1S to PT24H)", b -> b.idleTimeout(Duration.ZERO)),
                row(
                        "handshakeTimeout: PT5M0.001S (expected: PT0.1S to PT5M)",
                        b -> b.handshakeTimeout(Duration.ofMillis(300_001))));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void refusesValuesOutOfRange(String message, Consumer<LimitsBuilder> setter) {
        assertThatThrownBy(() -> setter.accept(Limits.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> setTwice() {
        return Stream.of(
                row(
                        "maxJsonDepth: 9 (expected: set once, was 8 already)",
                        b -> b.maxJsonDepth(8).maxJsonDepth(9)),
                row(
                        "idleTimeout: PT2S (expected: set once, was PT1S already)",
                        b -> b.idleTimeout(Duration.ofSeconds(1)).idleTimeout(Duration.ofSeconds(2))),
                row(
                        "maxQueuedBytes: 2048 (expected: set once, was 4096 already)",
                        b -> b.maxQueuedBytes(4096).maxQueuedBytes(2048)),
                row(
                        "connections: set a second time (expected: once)",
                        b -> b.connections(ConnectionLimits.defaults()).connections(ConnectionLimits.defaults())),
                row(
                        "memory: set a second time (expected: once)",
                        b -> b.memory(MemoryLimits.defaults()).memory(MemoryLimits.defaults())));
    }

    @ParameterizedTest
    @MethodSource("setTwice")
    void refusesASecondValueAndNamesTheFirst(String message, Consumer<LimitsBuilder> setter) {
        assertThatThrownBy(() -> setter.accept(Limits.builder()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    private static Arguments row(String message, Consumer<LimitsBuilder> setter) {
        return Arguments.of(message, setter);
    }
}
