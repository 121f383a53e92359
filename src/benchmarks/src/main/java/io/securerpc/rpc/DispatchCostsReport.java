package io.securerpc.rpc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link DispatchCosts} and prints time and allocation of each kind of call. */
public final class DispatchCostsReport {
    private DispatchCostsReport() {}

    /** Takes the seconds of each of the five measurements of a kind. */
    public static void main(String[] arguments) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(DispatchCosts.class.getName())
                .forks(1)
                .warmupIterations(5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.milliseconds((long) (1_000 * Double.parseDouble(arguments[0]))))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.println("request          ns/call   B/call");
        results.stream()
                .sorted(Comparator.comparing(DispatchCostsReport::kind))
                .forEach(DispatchCostsReport::print);
    }

    private static void print(RunResult result) {
        int calls = kind(result).equals("batch") ? DispatchCosts.BATCH : 1;
        // What else runs on the machine only adds: the least is the cost itself.
        double nanos = result.getPrimaryResult().getStatistics().getMin() / calls;
        double bytes = result.getSecondaryResults().get("gc.alloc.rate.norm").getScore() / calls;
        System.out.printf(Locale.ROOT, "%-14s %9.0f %8.0f%n", kind(result), nanos, bytes);
    }

    private static String kind(RunResult result) {
        return result.getParams().getParam("request");
    }
}
