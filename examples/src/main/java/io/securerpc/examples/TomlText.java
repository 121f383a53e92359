package io.securerpc.examples;

/** A text as a basic string of TOML, whatever it holds. */
final class TomlText {
    private TomlText() {}

    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(one -> {
            if (one == '"' || one == '\\') {
                quoted.append('\\').appendCodePoint(one);
            } else if (Character.isISOControl(one)) {
                quoted.append("\\u%04x".formatted(one));
            } else {
                quoted.appendCodePoint(one);
            }
        });
        return quoted.append('"').toString();
    }
}
