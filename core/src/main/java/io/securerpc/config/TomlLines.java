package io.securerpc.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * On which lines of a file its keys stand. The parser keeps no places, so it is asked again: a statement begins behind the longest beginning of the file that is TOML and does not have
 * the key yet. A file that is cut within a statement is no TOML, so nothing here has to know the grammar.
 */
final class TomlLines {
    /** A configuration of usual size can have hundreds of mistakes; one that is made to take long is told without lines. */
    private static final long MOST_CHARACTERS = 16L << 20;

    private final String text;
    private final ObjectReader parser;
    /** Where each line begins, and the end of the last one. */
    private final List<Integer> bounds = new ArrayList<>(List.of(0));

    private long characters;

    TomlLines(String text, ObjectReader parser) {
        this.text = text;
        this.parser = parser;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
            bounds.add(end + 1);
        }
        if (bounds.get(bounds.size() - 1) < text.length()) {
            bounds.add(text.length());
        }
    }

    /** A beginning of the file that is TOML. */
    private record Beginning(int lines, JsonNode root) {}

    /**
     * Where the statement begins that first says something of a key.
     *
     * @param path names of tables and of the key, and positions in lists, from 0
     * @return counted from 1; empty where the file has no such key, or it would take too long to look for it
     */
    OptionalInt line(List<?> path) {
        int with = bounds.size() - 1;
        Beginning whole = beginning(with);
        if (whole == null || !has(whole.root(), path)) {
            return OptionalInt.empty();
        }
        int without = 0;
        for (Beginning next = between(without, with); next != null; next = between(without, with)) {
            if (has(next.root(), path)) {
                with = next.lines();
            } else {
                without = next.lines();
            }
        }
        return exhausted() ? OptionalInt.empty() : OptionalInt.of(without + 1);
    }

    /** Where the statement begins that is wrong, of a file that is no TOML; noticed on a line, as the parser says. */
    OptionalInt wrong(int noticed) {
        int most = Math.min(noticed, bounds.size() - 1);
        OptionalInt good = IntStream.iterate(most, lines -> lines >= 0, lines -> lines - 1)
                .filter(lines -> beginning(lines) != null)
                .findFirst();
        return exhausted() || good.isEmpty() ? OptionalInt.empty() : OptionalInt.of(good.getAsInt() + 1);
    }

    private boolean exhausted() {
        return characters > MOST_CHARACTERS;
    }

    /** One in the middle, as far as there is one; null once no beginning between the two is left. */
    private @Nullable Beginning between(int less, int more) {
        int middle = less + (more - less) / 2;
        return IntStream.concat(
                        IntStream.iterate(middle, lines -> lines > less, lines -> lines - 1),
                        IntStream.range(middle + 1, more))
                .takeWhile(lines -> !exhausted())
                .mapToObj(this::beginning)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Beginning beginning(int lines) {
        int end = bounds.get(lines);
        characters += end + 1;
        if (exhausted()) {
            return null;
        }
        try {
            return new Beginning(lines, parser.readTree(text.substring(0, end)));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static boolean has(JsonNode root, List<?> path) {
        JsonNode node = root;
        for (Object step : path) {
            node = step instanceof Integer index ? node.path(index) : node.path(String.valueOf(step));
        }
        return !node.isMissingNode();
    }
}
