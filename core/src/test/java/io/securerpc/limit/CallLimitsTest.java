package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallLimitsTest {
    @Test
    void defaultsAreTheDocumentedOnes() {
        assertThat(CallLimits.defaults())
                .usingRecursiveComparison()
                .isEqualTo(CallLimits.builder()
                        .maxCalls(128)
                        .maxWaitingCalls(1_024)
                        .maxRunningCallsPerClient(112)
                        .maxCallsPerConnection(112)
                        .reservedCalls(8)
                        .methodTimeout(Duration.ofDays(1))
                        .build());
        assertThat(Limits.defaults().calls()).usingRecursiveComparison().isEqualTo(CallLimits.defaults());
    }

    @Test
    void eachSetterSetsItsOwnLimit() {
        CallLimits limits = CallLimits.builder()
                .maxCalls(1)
                .maxWaitingCalls(2)
                .maxRunningCallsPerClient(3)
                .maxCallsPerConnection(4)
                .reservedCalls(5)
                .methodTimeout(Duration.ofSeconds(6))
                .build();
        assertThat(Stream.of(
                        limits.maxCalls(),
                        limits.maxWaitingCalls(),
                        limits.maxRunningCallsPerClient(),
                        limits.maxCallsPerConnection(),
                        limits.reservedCalls(),
                        limits.methodTimeout()))
                .containsExactly(1, 2, 3, 4, 5, Duration.ofSeconds(6));
        assertThat(Limits.builder().calls(limits).build().calls()).isSameAs(limits);
    }

    @Test
    void byDefaultAFullBatchHasItsPlacesAndNoConnectionHasThemAll() {
        CallLimits limits = CallLimits.defaults();
        assertThat(limits.maxCallsPerConnection())
                .isGreaterThanOrEqualTo(Limits.defaults().maxBatchLength())
                .isLessThan(limits.maxCalls());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "8, 7", "9, 7", "16, 14", "1000, 875", "100000, 87500"})
    void oneClientRunsAnEighthLessThanAllUnlessSetHoweverManyThatAre(int all, int ofClient) {
        assertThat(CallLimits.builder().maxCalls(all).build().maxRunningCallsPerClient())
                .isEqualTo(ofClient);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                row("maxCalls: 0 (expected: 1 to 100000)", limits -> limits.maxCalls(0)),
                row("maxWaitingCalls: -1 (expected: 0 to 100000)", limits -> limits.maxWaitingCalls(-1)),
                row(
                        "maxRunningCallsPerClient: 0 (expected: 1 to 100000)",
                        limits -> limits.maxRunningCallsPerClient(0)),
                row(
                        "maxRunningCallsPerClient: 100001 (expected: 1 to 100000)",
                        limits -> limits.maxRunningCallsPerClient(100_001)),
                row(
                        "maxCallsPerConnection: 100001 (expected: 1 to 100000)",
                        limits -> limits.maxCallsPerConnection(100_001)),
                row("reservedCalls: -1 (expected: 0 to 100000)", limits -> limits.reservedCalls(-1)),
                row(
                        "methodTimeout: PT0.099S (expected: PT0.1S to PT24H)",
                        limits -> limits.methodTimeout(Duration.ofMillis(99))),
                row(
                        "methodTimeout: PT24H0.001S (expected: PT0.1S to PT24H)",
                        limits -> limits.methodTimeout(Duration.ofDays(1).plusMillis(1))));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String message, Consumer<CallLimits.Builder> setting) {
        assertThatThrownBy(() -> setting.accept(CallLimits.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void nothingIsSetTwice() {
        assertThatThrownBy(() -> CallLimits.builder().maxCalls(1).maxCalls(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("maxCalls: 2 (expected: set once, was 1 already)");
        LimitsBuilder limits = Limits.builder().calls(CallLimits.defaults());
        assertThatThrownBy(() -> limits.calls(CallLimits.defaults()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("calls: set a second time (expected: once)");
    }

    private static Arguments row(String message, Consumer<CallLimits.Builder> setting) {
        return Arguments.of(message, setting);
    }
}
