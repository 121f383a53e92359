package io.securerpc.origin;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The value of another node's command-line flag: one word, or a list with commas. */
final class FlagValue {
    private static final Set<String> EVERYBODY = Set.of("all", "any", "*");
    private static final String NOBODY = "none";

    private final String flag;
    private final List<String> entries;

    private FlagValue(String flag, List<String> entries) {
        this.flag = flag;
        this.entries = entries;
    }

    /**
     * Splits a value.
     *
     * @throws IllegalArgumentException if there is nothing between two commas, or a word stands beside others: peers disagree on what that means
     */
    static FlagValue parse(String flag, String value) {
        requireNonNull(value, "value");
        List<String> entries =
                Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (entries.contains("")) {
            throw refused(flag, value, "a word, or entries with a comma between two");
        }
        for (String entry : entries) {
            if (entries.size() > 1 && (EVERYBODY.contains(entry) || entry.equals(NOBODY))) {
                throw refused(flag, value, entry + " on its own");
            }
        }
        return new FlagValue(flag, entries);
    }

    boolean meansEverybody() {
        return EVERYBODY.contains(entries.get(0));
    }

    boolean meansNobody() {
        return is(NOBODY);
    }

    /** Whether the value is this one word. */
    boolean is(String word) {
        return entries.size() == 1 && entries.get(0).equals(word);
    }

    List<String> entries() {
        return entries;
    }

    IllegalArgumentException refused(String rule) {
        return refused(flag, String.join(",", entries), rule);
    }

    private static IllegalArgumentException refused(String flag, String value, String rule) {
        return new IllegalArgumentException(
                flag + ": '" + value.replaceAll("\\p{Cntrl}", "?") + "' (expected: " + rule + ")");
    }
}
