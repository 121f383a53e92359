package io.securerpc.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a command found wrong with what it was asked to look at: part of its answer, and of its exit code. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(Printable.of(problem.replaceAll("\\R", "; ")));
    }

    void print(PrintWriter out, String indent) {
        found.forEach(problem -> out.println(indent + "problem: " + problem));
    }

    /** 0 for none, 1 for some. */
    int exitCode() {
        return found.isEmpty() ? 0 : 1;
    }
}
