package io.securerpc.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The project's own files, as its documentation speaks of them. */
final class Sources {
    /** The folder of the whole project. */
    static final Path ROOT =
            Path.of(System.getProperty("basedir", ".")).resolve("../../..").normalize();

    private static final List<String> MODULES = List.of("core", "jetty-adapter", "examples", "src");

    private Sources() {}

    static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of a language on a page. */
    static List<String> blocks(String page, String language) {
        return Pattern.compile("(?ms)^```" + language + "$(.*?)^```$")
                .matcher(read(page))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    /** The pages that people read. */
    static List<String> pages() {
        return files(ROOT, ".md");
    }

    /** Every Java source of the project by the name of its class; the content of namesakes together. */
    static Map<String, String> classes() {
        return MODULES.stream()
                .flatMap(module -> files(ROOT.resolve(module), ".java").stream())
                .collect(Collectors.toMap(
                        file -> Path.of(file).getFileName().toString().replace(".java", ""),
                        Sources::read,
                        String::concat));
    }

    /** What stands between back ticks. */
    static List<String> code(String text) {
        return Pattern.compile("`([^`]+)`")
                .matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static List<String> files(Path folder, String suffix) {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.map(file -> ROOT.relativize(file).toString())
                    .filter(file -> file.endsWith(suffix))
                    .filter(file ->
                            Stream.of(file.split("/")).noneMatch(part -> part.equals("target") || part.startsWith(".")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
