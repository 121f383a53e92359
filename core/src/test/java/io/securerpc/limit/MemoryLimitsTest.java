package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryLimitsTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        assertThat(MemoryLimits.defaults())
                .usingRecursiveComparison()
                .isEqualTo(MemoryLimits.builder()
                        .maxRequestBytesTotal(64 * 1024 * 1024)
                        .maxResponseBytesTotal(128 * 1024 * 1024)
                        .build());
    }

    @Test
    void eachSetterSetsItsOwnLimit() {
        MemoryLimits limits = MemoryLimits.builder()
                .maxRequestBytesTotal(65_536)
                .maxResponseBytesTotal(65_537)
                .build();
        assertThat(Stream.of(limits.maxRequestBytesTotal(), limits.maxResponseBytesTotal()))
                .containsExactly(65_536L, 65_537L);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row(
                        "maxRequestBytesTotal: 65535 (expected: 65536 to 68719476736)",
                        limits -> limits.maxRequestBytesTotal(65_535)),
                row(
                        "maxResponseBytesTotal: 68719476737 (expected: 65536 to 68719476736)",
                        limits -> limits.maxResponseBytesTotal((1L << 36) + 1)),
                row(
                        "maxRequestBytesTotal: 70000 (expected: set once, was 80000 already)",
                        limits -> limits.maxRequestBytesTotal(80_000).maxRequestBytesTotal(70_000)),
                row(
                        "maxResponseBytesTotal: 70000 (expected: set once, was 80000 already)",
                        limits -> limits.maxResponseBytesTotal(80_000).maxResponseBytesTotal(70_000)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesValuesOutOfRangeAndASecondOne(String message, Consumer<MemoryLimits.Builder> setter) {
        assertThatThrownBy(() -> setter.accept(MemoryLimits.builder())).hasMessage(message);
    }

    private static Arguments row(String message, Consumer<MemoryLimits.Builder> setter) {
        return Arguments.of(message, setter);
    }
}
