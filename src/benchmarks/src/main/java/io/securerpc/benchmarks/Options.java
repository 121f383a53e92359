package io.securerpc.benchmarks;

import java.util.List;

/**
 * What may be chosen on the command line.
 *
 * @param rounds pairs of bursts for each scenario
 * @param seconds length of a burst
 * @param scenarios what to measure
 */
record Options(int rounds, int seconds, List<Scenario> scenarios) {
    private static final String USAGE = "usage: run [--rounds N] [--seconds N] [--only " + Scenario.names() + "]";

    static Options parse(List<String> arguments) {
        int rounds = 7;
        int seconds = 5;
        List<Scenario> scenarios = List.of(Scenario.values());
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            String value = arguments.get(i + 1);
            switch (arguments.get(i)) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--only" -> scenarios = List.of(Scenario.named(value));
                default -> throw usage();
            }
        }
        if (arguments.size() % 2 != 0 || rounds < 1 || seconds < 2) {
            throw usage();
        }
        return new Options(rounds, seconds, scenarios);
    }

    private static IllegalArgumentException usage() {
        return new IllegalArgumentException(USAGE + ", at least 1 round of 2 seconds");
    }
}
