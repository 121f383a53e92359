package io.securerpc.examples;

/** Text of a file that may be a stranger's, made safe for a terminal: one line, without control characters and such that change how others look. */
final class Printable {
    private Printable() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(one -> {
            if (isPlain(one)) {
                safe.appendCodePoint(one);
            } else {
                safe.append("\\u{%x}".formatted(one));
            }
        });
        return safe.toString();
    }

    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
