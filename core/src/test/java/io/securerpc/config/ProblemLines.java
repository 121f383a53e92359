package io.securerpc.config;

import java.util.List;

/** Problems of a configuration without the lines on which they are, for tables of tests whose files differ in nothing that matters there. */
final class ProblemLines {
    private ProblemLines() {}

    static String without(String message) {
        return message.replaceAll("(\\.toml) line [1-9][0-9]*: ", "$1: ");
    }

    static List<String> without(List<String> problems) {
        return problems.stream().map(ProblemLines::without).toList();
    }
}
