package io.securerpc.testsupport.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads a file of cases; its form is told at its head. */
final class CaseReader {
    private final List<ConformanceCase> cases = new ArrayList<>();
    private String rule = "";
    private String name = "";
    private final StringBuilder request = new StringBuilder();
    private boolean requested;
    private String answer = "";
    private List<String> runs = List.of();

    CaseReader(String file) {
        try (InputStream in = CaseReader.class.getResourceAsStream(file)) {
            String text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
            text.substring(text.indexOf("\n## ")).lines().forEach(this::line);
            end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ConformanceCase> cases() {
        return List.copyOf(cases);
    }

    private void line(String line) {
        if (line.startsWith("## ")) {
            end();
            rule = line.substring(3);
        } else if (line.startsWith("- ")) {
            end();
            name = line.substring(2);
        } else if (line.startsWith(">")) {
            request.append(requested ? "\n" : "").append(line.isBlank() || line.length() < 2 ? "" : line.substring(2));
            requested = true;
        } else if (line.startsWith("< ")) {
            answer = line.substring(2);
        } else if (line.startsWith("~ ")) {
            runs = List.of(line.substring(2).split(" "));
        } else if (!line.isEmpty()) {
            throw new IllegalArgumentException("case '" + name + "': " + line + " (expected: one of ## - > < ~)");
        }
    }

    private void end() {
        if (requested) {
            cases.add(new ConformanceCase(rule, name, request.toString(), answer, runs));
        }
        request.setLength(0);
        requested = false;
        answer = "";
        runs = List.of();
    }
}
