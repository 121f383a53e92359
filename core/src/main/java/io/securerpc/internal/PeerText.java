package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

/**
 * Text that a peer chose, made safe to print in a log line or an exception message.
 *
 * <p>A certificate's subject, a header or a method name may hold line breaks (forged log lines), terminal escapes or
 * right-to-left marks (text that reads as something else). Whatever is not printable ASCII becomes a Java-style
 * <code>&#92;uXXXX</code>, and the length is bounded.
 */
public final class PeerText {
    /** Long enough for any honest subject or header, short enough that a thousand of them do not fill a disk. */
    public static final int DEFAULT_LENGTH = 200;

    private PeerText() {}

    /**
     * Escapes everything but printable ASCII, and the backslash, so that the result can be read back unambiguously.
     *
     * @param text what the peer sent
     * @return at most about {@link #DEFAULT_LENGTH} characters, on one line
     */
    public static String escape(String text) {
        return escape(text, DEFAULT_LENGTH);
    }

    /**
     * Escapes everything but printable ASCII, and the backslash, so that the result can be read back unambiguously.
     *
     * @param text what the peer sent
     * @param length the most characters of the escaped text to keep; a note says how many characters of the text were cut
     * @return one line
     */
    public static String escape(String text, int length) {
        requireNonNull(text, "text");
        return clean(text, length, true);
    }

    /**
     * Makes a text that was put together from escaped parts certain to be one line: the same as {@link #escape}, but
     * backslashes stay, so that what is escaped already is not escaped twice.
     *
     * @param text any text
     * @param length the most characters to keep
     * @return one line of printable ASCII
     */
    public static String oneLine(String text, int length) {
        requireNonNull(text, "text");
        return clean(text, length, false);
    }

    private static String clean(String text, int length, boolean escapeBackslash) {
        StringBuilder clean = new StringBuilder(Math.min(text.length() + 16, length + 32));
        for (int i = 0; i < text.length(); i++) {
            int before = clean.length();
            append(clean, text.charAt(i), escapeBackslash);
            if (clean.length() > length) {
                clean.setLength(before);
                return clean.append("... (")
                        .append(text.length() - i)
                        .append(" more)")
                        .toString();
            }
        }
        return clean.toString();
    }

    private static void append(StringBuilder clean, char c, boolean escapeBackslash) {
        if (c == '\\' && escapeBackslash) {
            clean.append("\\\\");
        } else if (c >= ' ' && c <= '~') {
            clean.append(c);
        } else {
            clean.append("\\u");
            for (int shift = 12; shift >= 0; shift -= 4) {
                clean.append(Character.forDigit((c >> shift) & 0xf, 16));
            }
        }
    }
}
