package io.securerpc.rpc;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * JSON as Boost's property trees write it, which is what Nano's clients read: every number and truth value is a string, null and empty
 * containers are {@code ""}, a slash is escaped, the indent is four spaces, and a newline ends it.
 */
final class NanoText {
    /** As deep as {@link RawJson} and the standard codec go. */
    private static final int MAX_DEPTH = 500;

    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder out = new StringBuilder();
    private final Json.Depth depth = new Json.Depth(MAX_DEPTH);
    private final JsonParser parser;

    private final long most;

    private NanoText(JsonParser parser, long most) {
        this.parser = parser;
        this.most = most;
    }

    /** The text would be longer than it may be; never leaves this package. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLong() {
            super("text", null, false, false);
        }
    }

    /** Rewrites one JSON object. */
    static String of(String json) {
        return of(json, Long.MAX_VALUE);
    }

    /**
     * The same, and no more of it than there may be: deep inside, an element of two characters takes eighty.
     *
     * @param most characters
     * @throws TooLong if there would be more
     */
    static String of(String json, long most) {
        try (JsonParser parser = Json.parser(json)) {
            NanoText text = new NanoText(parser, most);
            parser.nextToken();
            text.value(0);
            return text.out.append('\n').toString();
        }
    }

    static String error(String message) {
        return of("{\"error\":" + Json.quote(message) + "}");
    }

    private void value(int indent) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            container(indent, '{', '}', JsonToken.END_OBJECT);
        } else if (token == JsonToken.START_ARRAY) {
            container(indent, '[', ']', JsonToken.END_ARRAY);
        } else {
            string(token == JsonToken.VALUE_NULL ? "" : parser.getString());
        }
    }

    private void container(int indent, char open, char close, JsonToken end) {
        depth.enter();
        if (parser.nextToken() == end) {
            out.append("\"\"");
        } else {
            out.append(open).append('\n');
            elements(indent + 1, end);
            spaces(indent).append(close);
        }
        depth.leave();
    }

    private void elements(int indent, JsonToken end) {
        while (true) {
            spaces(indent);
            if (parser.currentToken() == JsonToken.PROPERTY_NAME) {
                string(parser.currentName());
                out.append(": ");
                parser.nextToken();
            }
            value(indent);
            if (out.length() > most) {
                throw new TooLong();
            }
            if (parser.nextToken() == end) {
                out.append('\n');
                return;
            }
            out.append(",\n");
        }
    }

    private StringBuilder spaces(int indent) {
        return out.append(" ".repeat(4 * indent));
    }

    private void string(String text) {
        out.append('"');
        text.codePoints().forEach(this::character);
        out.append('"');
    }

    private void character(int c) {
        switch (c) {
            case '"', '\\', '/' -> out.append('\\').append((char) c);
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                // Half a surrogate pair has no UTF-8.
                if (c < 0x20 || Character.getType(c) == Character.SURROGATE) {
                    escaped(c);
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    private void escaped(int c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt(c >> shift & 0xF));
        }
    }
}
