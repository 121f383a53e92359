package io.securerpc.gate;

import java.util.Optional;
import java.util.function.IntFunction;

/** Text from a peer or a configuration as a string literal of TOML or Java, safe to print and to paste. */
final class Quoted {
    /** Longer than the longest origin and any honest name; what is longer is not worth a suggestion. */
    private static final int LONGEST = 300;

    private Quoted() {}

    /** A TOML basic string (TOML 1.0): code points that are not printable ASCII as {@code \}{@code UXXXXXXXX}. */
    static Optional<String> toml(String text) {
        return literal(text, point -> String.format("\\U%08X", point));
    }

    /** A Java string literal: UTF-16 units that are not printable ASCII in octal or as {@code \}{@code uXXXX}. */
    static Optional<String> java(String text) {
        return literal(text, point -> {
            StringBuilder units = new StringBuilder();
            for (char unit : Character.toChars(point)) {
                // The compiler reads Unicode escapes before it looks for line ends and quotes.
                units.append(unit < 0x80 ? String.format("\\%03o", (int) unit) : String.format("\\u%04X", (int) unit));
            }
            return units.toString();
        });
    }

    private static Optional<String> literal(String text, IntFunction<String> escape) {
        boolean unpaired = text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF);
        if (text.length() > LONGEST || unpaired) {
            return Optional.empty();
        }
        StringBuilder literal = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(point -> {
            if (point == '"' || point == '\\') {
                literal.append('\\').append((char) point);
            } else if (point >= ' ' && point <= '~') {
                literal.append((char) point);
            } else {
                literal.append(escape.apply(point));
            }
        });
        return Optional.of(literal.append('"').toString());
    }
}
