package io.securerpc.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        AttemptLimits limits = AttemptLimits.defaults();
        assertThat(limits.byAddress()).isEqualTo(new Allowance(10, Duration.ofSeconds(6)));
        assertThat(limits.byName()).isEqualTo(new Allowance(30, Duration.ofSeconds(2)));
        assertThat(limits.byKnownAddress()).isEqualTo(new Allowance(10, Duration.ofSeconds(6)));
        assertThat(limits.knownFor()).isEqualTo(Duration.ofHours(24));
        assertThat(limits.remembered()).isEqualTo(10_000);
    }

    @Test
    void eachIsWhatItIsSetTo() {
        AttemptLimits limits = AttemptLimits.builder()
                .byAddress(1, Duration.ofMillis(100))
                .byName(1_000, Duration.ofHours(1))
                .byKnownAddress(2, SECOND)
                .knownFor(Duration.ofDays(30))
                .remembered(1_000_000)
                .build();
        assertThat(limits.byAddress()).isEqualTo(new Allowance(1, Duration.ofMillis(100)));
        assertThat(limits.byName()).isEqualTo(new Allowance(1_000, Duration.ofHours(1)));
        assertThat(limits.byKnownAddress()).isEqualTo(new Allowance(2, SECOND));
        assertThat(limits.knownFor()).isEqualTo(Duration.ofDays(30));
        assertThat(limits.remembered()).isEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | PT1S | attempts: 0 (expected: 1 to 1000)",
                "1001 | PT1S | attempts: 1001 (expected: 1 to 1000)",
                "1 | PT0S | refill: PT0S (expected: PT0.1S to PT1H)",
                "1 | PT-1S | refill: PT-1S (expected: PT0.1S to PT1H)",
                "1 | PT1H0.001S | refill: PT1H0.001S (expected: PT0.1S to PT1H)"
            })
    void refusesWhatLimitsNobodyOrEverybody(int attempts, Duration refill, String message) {
        assertThatThrownBy(() -> AttemptLimits.builder().byAddress(attempts, refill))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void refusesWhatIsOutOfRangeOrSetTwice() {
        assertThatThrownBy(() -> AttemptLimits.builder().knownFor(Duration.ofSeconds(59)))
                .hasMessage("knownFor: PT59S (expected: PT1M to PT720H)");
        assertThatThrownBy(() -> AttemptLimits.builder().knownFor(Duration.ofDays(31)))
                .hasMessage("knownFor: PT744H (expected: PT1M to PT720H)");
        assertThatThrownBy(() -> AttemptLimits.builder().remembered(999))
                .hasMessage("remembered: 999 (expected: 1000 to 1000000)");
        assertThatThrownBy(() -> AttemptLimits.builder().byName(1, SECOND).byName(2, SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("byName: Allowance[attempts=2, refill=PT1S] (expected: set once, was "
                        + "Allowance[attempts=1, refill=PT1S] already)");
    }
}
