package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A method's name, or the beginning of names with a {@code *} after it. Nothing more: whoever reads {@code wallet_*} knows what it covers.
 *
 * @param text as it was written
 */
public record MethodPattern(String text) implements Comparable<MethodPattern> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./:-]{0,127}\\*?|\\*");

    /**
     * Checks the form.
     *
     * @param text as it was written
     * @throws IllegalArgumentException for another form
     */
    public MethodPattern {
        requireNonNull(text, "pattern");
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("method pattern: '" + text
                    + "' (expected: a method's name, or its beginning and one * at the end, such as wallet_*)");
        }
    }

    /**
     * The pattern of that text.
     *
     * @param text a method's name, or its beginning and {@code *}
     * @return the pattern
     * @throws IllegalArgumentException for another form
     */
    public static MethodPattern parse(String text) {
        return new MethodPattern(text);
    }

    /**
     * Whether it is the beginning of names.
     *
     * @return false for one name
     */
    public boolean prefix() {
        return text.endsWith("*");
    }

    /**
     * The name, or what names begin with.
     *
     * @return without the star
     */
    public String stem() {
        return prefix() ? text.substring(0, text.length() - 1) : text;
    }

    /**
     * Whether it means a method.
     *
     * @param method the registered name
     * @return true if it does
     */
    public boolean matches(String method) {
        return prefix() ? method.startsWith(stem()) : method.equals(text);
    }

    /** Whether it matches whatever the other matches. */
    boolean covers(MethodPattern other) {
        return equals(other) || (prefix() && other.stem().startsWith(stem()));
    }

    /** By text, so that one order holds whatever the order of the settings was. */
    @Override
    public int compareTo(MethodPattern other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
