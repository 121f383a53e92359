package io.securerpc.jetty;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link TrustCosts} in rotation, and judges the ratios: what a directory of 100,000 costs, against one of 10. */
public final class TrustCostsReport {
    private static final List<Integer> SIZES = List.of(10, 1_000, 100_000);

    private TrustCostsReport() {}

    /** Takes the number of rounds. */
    public static void main(String[] arguments) throws RunnerException {
        int rounds = Integer.parseInt(arguments[0]);
        boolean handshake = judge("handshake", rounds, 1.2, false);
        boolean request = judge("request", rounds, 1.1, true);
        boolean good = handshake && request;
        System.out.println(good ? "all within their limits" : "FAILED");
        System.exit(good ? 0 : 1);
    }

    private static boolean judge(String benchmark, int rounds, double limit, boolean withoutAllocation)
            throws RunnerException {
        List<Double> ratios = new ArrayList<>();
        double allocated = 0;
        for (int round = 0; round < rounds; round++) {
            double first = 0;
            StringBuilder line = new StringBuilder(benchmark + ", round " + (round + 1) + ":");
            for (int size : SIZES) {
                RunResult result = run(benchmark, size);
                // What else runs on the machine only adds: the least of many short iterations is the cost itself.
                double nanos = result.getPrimaryResult().getStatistics().getMin();
                double bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore();
                first = first == 0 ? nanos : first;
                allocated = Math.max(allocated, bytes);
                line.append(String.format(
                        Locale.ROOT, "  %,d installed %.1f ns (%.2f), %.3f B/op", size, nanos, nanos / first, bytes));
                if (size == SIZES.get(SIZES.size() - 1)) {
                    ratios.add(nanos / first);
                }
            }
            System.out.println(line);
        }
        ratios.sort(null);
        double median = ratios.get(ratios.size() / 2);
        System.out.printf(
                Locale.ROOT, "%s: ratio of 100,000 to 10: %.3f, from %.3f to %.3f (limit %.1f)%n",
                benchmark, median, ratios.get(0), ratios.get(ratios.size() - 1), limit);
        // What asks again once a second is spread over millions of requests; an object has 16 bytes.
        return median < limit && (!withoutAllocation || allocated < 1);
    }

    private static RunResult run(String benchmark, int size) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(TrustCosts.class.getName() + "\\." + benchmark + "$")
                .param("installed", String.valueOf(size))
                .forks(1)
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(60)
                .measurementTime(TimeValue.milliseconds(50))
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xmx1g", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error")
                .verbosity(VerboseMode.valueOf(System.getProperty("verbose", "SILENT")))
                .build();
        Collection<RunResult> results = new Runner(options).run();
        return results.iterator().next();
    }
}
