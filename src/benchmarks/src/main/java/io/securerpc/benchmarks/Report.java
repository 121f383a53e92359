package io.securerpc.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The rounds of one scenario and what they say: medians, and ratios with their spread. */
final class Report {
    static final String HEADING =
            """
            node : nginx + node, median of the rounds' ratios (lowest to highest round)
            %-26s | %-22s | %-22s | %-22s | %s"""
                    .formatted(
                            "",
                            "per second",
                            "p99 latency",
                            "CPU time each",
                            "medians: per second, p99 us, CPU us, core busy");

    /**
     * Two bursts, one after the other.
     *
     * @param alone the node's own TLS
     * @param proxied nginx and the node behind it
     */
    record Round(Sample alone, Sample proxied) {
        private double ratio(ToDoubleFunction<Sample> figure) {
            return figure.applyAsDouble(alone) / figure.applyAsDouble(proxied);
        }
    }

    private final Scenario scenario;
    private final List<Round> rounds = new ArrayList<>();

    Report(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(Round round) {
        rounds.add(round);
    }

    String last() {
        Round round = rounds.get(rounds.size() - 1);
        return text(round.alone()) + " : " + text(round.proxied());
    }

    @Override
    public String toString() {
        return format(
                "%-26s | %-22s | %-22s | %-22s | %s : %s",
                scenario.title(),
                ratio(Sample::perSecond),
                ratio(Sample::p99Micros),
                ratio(Sample::cpuMicros),
                text(medians(rounds.stream().map(Round::alone).toList())),
                text(medians(rounds.stream().map(Round::proxied).toList())));
    }

    private String ratio(ToDoubleFunction<Sample> figure) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round.ratio(figure)).sorted().toArray();
        return Double.isNaN(sorted[0])
                ? "-"
                : format("%.2f (%.2f to %.2f)", median(sorted), sorted[0], sorted[sorted.length - 1]);
    }

    private static Sample medians(List<Sample> samples) {
        return new Sample(
                median(samples, Sample::perSecond),
                median(samples, Sample::p99Micros),
                median(samples, Sample::cpuMicros),
                median(samples, Sample::busy));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return median(samples.stream().mapToDouble(figure).sorted().toArray());
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static String text(Sample sample) {
        String p99 = Double.isNaN(sample.p99Micros()) ? "-" : format("%.0f", sample.p99Micros());
        return format(
                "%.0f, %s, %.1f, %.0f %%", sample.perSecond(), p99, sample.cpuMicros(), 100 * sample.busy());
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
