package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlternatingRunsTest {
    @Test
    void takesTurns() throws Exception {
        List<String> calls = new ArrayList<>();

        AlternatingRuns<Integer> runs = AlternatingRuns.of(
                3,
                () -> {
                    calls.add("without");
                    return calls.size();
                },
                () -> {
                    calls.add("with");
                    return calls.size();
                });

        assertThat(calls).containsExactly("without", "with", "without", "with", "without", "with");
        assertThat(runs).isEqualTo(new AlternatingRuns<>(List.of(1, 3, 5), List.of(2, 4, 6)));
        assertThat(runs.medians(Integer::doubleValue)).isEqualTo("3.0 undisturbed, 4.0 disturbed");
    }

    @Test
    void judgesByTheMediansAndNotByTheWorst() {
        AlternatingRuns<Double> twice = new AlternatingRuns<>(List.of(5.0, 1.0, 2.0), List.of(4.0, 90.0, 3.0));
        AlternatingRuns<Double> more = new AlternatingRuns<>(List.of(5.0, 1.0, 2.0), List.of(4.1, 90.0, 3.0));

        assertThatCode(() -> twice.assertAtMostTwice(each -> each)).doesNotThrowAnyException();
        assertThatThrownBy(() -> more.assertAtMostTwice(each -> each)).isInstanceOf(AssertionError.class);
    }

    @Test
    void doesNotJudgeFewerThanThreePairs() {
        AlternatingRuns<Double> two = new AlternatingRuns<>(List.of(1.0, 1.0), List.of(90.0, 90.0));

        assertThatCode(() -> two.assertAtMostTwice(each -> each)).doesNotThrowAnyException();
    }
}
