package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

/** How many single characters must be inserted, dropped or replaced to make one word of another (Levenshtein). */
public final class EditDistance {
    /** Names are short; a hostile one must not cost more than a look. */
    private static final int MAX_LENGTH = 64;

    private EditDistance() {}

    /**
     * Counts the changes between two words.
     *
     * @param from what somebody wrote; only its first 64 characters count
     * @param to the name it may have meant
     * @return 0 when they are equal
     */
    public static int between(String from, String to) {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        String source = from.length() > MAX_LENGTH ? from.substring(0, MAX_LENGTH) : from;
        int[] previous = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= source.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = previous[column - 1] + (source.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
