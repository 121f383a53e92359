package io.securerpc.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The demo node's own TLS against the same node in plaintext behind nginx: same machine, same certificate, same client, alternating bursts.
 *
 * <p>Whatever serves (the node; or nginx and the node behind it) shares the first core, the client has the second. Figures are ratios within one
 * run: absolute ones say more about the machine than about the software.
 */
final class Comparison {
    /** A compiler that waits for its turn on the one core looks flat for a while before it is done. */
    private static final int MIN_WARM_UP_BURSTS = 6;

    private static final int MAX_WARM_UP_BURSTS = 15;
    private static final double FLAT = 0.03;

    private final Contender alone;
    private final Contender proxied;
    private final Load load;
    private final Options options;

    private Comparison(Contender alone, Contender proxied, Load load, Options options) {
        this.alone = alone;
        this.proxied = proxied;
        this.load = load;
        this.options = options;
    }

    /** Arguments: the runnable jar, the nginx template, a folder to work in, then the options. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.parse(List.of(arguments).subList(3, arguments.length));
        List<String> missing = Tool.missing();
        if (!missing.isEmpty()) {
            System.out.println("skipped: needs " + String.join(", ", missing));
            return;
        }
        Path folder = Path.of(arguments[2]);
        Node nodes = new Node(Path.of(arguments[0]), folder);
        // Closed in reverse order, also after an interrupt: no process outlives this one.
        List<Contender> started = new ArrayList<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Tool.stopAll();
            started.forEach(Contender::close);
        }));
        Contender alone = started(started, nodes.tls());
        Contender plain = started(started, nodes.plain());
        Contender proxied = started(started, Nginx.before(plain, Path.of(arguments[1]), folder));
        Load load = new Load(folder);
        load.requireSameAnswer(alone, proxied);
        System.out.println(Tool.machine());
        new Comparison(alone, proxied, load, options).run();
    }

    private static Contender started(List<Contender> all, Contender contender) {
        all.add(0, contender);
        return contender;
    }

    private void run() throws IOException, InterruptedException {
        Map<Scenario, Report> reports = new EnumMap<>(Scenario.class);
        for (Scenario scenario : options.scenarios()) {
            warmUp(scenario, alone);
            warmUp(scenario, proxied);
            Report report = new Report(scenario);
            for (int round = 1; round <= options.rounds(); round++) {
                report.add(round % 2 == 0 ? round(scenario, proxied, alone) : round(scenario, alone, proxied));
                System.err.println(scenario.title() + ", round " + round + ": " + report.last());
            }
            reports.put(scenario, report);
        }
        System.out.println(Report.HEADING);
        reports.values().forEach(System.out::println);
    }

    private Report.Round round(Scenario scenario, Contender first, Contender second)
            throws IOException, InterruptedException {
        Sample one = load.burst(scenario, first, options.seconds());
        Sample other = load.burst(scenario, second, options.seconds());
        return first == alone ? new Report.Round(one, other) : new Report.Round(other, one);
    }

    /** Until two bursts in a row are alike: a JVM that still compiles says nothing about what it will do. */
    private void warmUp(Scenario scenario, Contender contender) throws IOException, InterruptedException {
        double before = 0;
        double best = 0;
        for (int burst = 1; burst <= MAX_WARM_UP_BURSTS; burst++) {
            double now = load.burst(scenario, contender, options.seconds()).perSecond();
            System.err.printf("%s, warming up %s: %.0f/s%n", scenario.title(), contender.name(), now);
            best = Math.max(best, now);
            boolean flat = Math.abs(now - before) < FLAT * now && now > (1 - FLAT) * best;
            if (flat && burst >= MIN_WARM_UP_BURSTS) {
                return;
            }
            before = now;
        }
        System.out.println(scenario.title() + ": " + contender.name() + " did not become flat in " + MAX_WARM_UP_BURSTS
                + " bursts; read its figures with care");
    }
}
