package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/**
 * What was measured without a disturbance and with it, in turns, so that a machine that gets slower or faster meanwhile does so for both.
 *
 * @param undisturbed one for each pair of runs
 * @param disturbed as many
 */
record AlternatingRuns<R>(List<R> undisturbed, List<R> disturbed) {
    /** Fewer pairs than this say more about the machine than about the disturbance: they are told and not judged. */
    private static final int JUDGED = 3;

    static <R> AlternatingRuns<R> of(int pairs, Callable<R> without, Callable<R> with) throws Exception {
        List<R> undisturbed = new ArrayList<>();
        List<R> disturbed = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            undisturbed.add(without.call());
            disturbed.add(with.call());
        }
        return new AlternatingRuns<>(undisturbed, disturbed);
    }

    /** The medians of both sides, for people. */
    String medians(ToDoubleFunction<R> measure) {
        return "%.1f undisturbed, %.1f disturbed".formatted(median(undisturbed, measure), median(disturbed, measure));
    }

    /** Where there are enough pairs, the disturbed median is at most twice the other one. */
    void assertAtMostTwice(ToDoubleFunction<R> measure) {
        if (undisturbed.size() >= JUDGED) {
            assertThat(median(disturbed, measure))
                    .as("undisturbed %s, disturbed %s", undisturbed, disturbed)
                    .isLessThanOrEqualTo(2 * median(undisturbed, measure));
        }
    }

    private static <R> double median(List<R> runs, ToDoubleFunction<R> measure) {
        double[] sorted = runs.stream().mapToDouble(measure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
