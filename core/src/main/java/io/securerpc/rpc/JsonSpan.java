package io.securerpc.rpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One JSON value as the text it was sent as, read further only when somebody asks. */
final class JsonSpan {
    enum Kind {
        OBJECT,
        ARRAY,
        STRING,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        NULL
    }

    private final Kind kind;
    private final String source;
    private final int start;
    private final int end;

    private JsonSpan(Kind kind, String source, int start, int end) {
        this.kind = kind;
        this.source = source;
        this.start = start;
        this.end = end;
    }

    /** The value whose first token is the parser's current one; the parser is left at its last. */
    static JsonSpan read(JsonParser parser, String source, Json.Depth depth) {
        Kind kind = kind(parser.currentToken());
        int start = (int) parser.currentTokenLocation().getCharOffset();
        Json.skip(parser, depth);
        return new JsonSpan(kind, source, start, (int) parser.currentLocation().getCharOffset());
    }

    /** The object that the parser has just read to its end. */
    static JsonSpan object(JsonParser parser, String source, int start) {
        return new JsonSpan(
                Kind.OBJECT, source, start, (int) parser.currentLocation().getCharOffset());
    }

    /** The value at a place where there is one. */
    static JsonSpan of(String source, int start, int end) {
        return new JsonSpan(kind(source, start, end), source, start, end);
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    Kind kind() {
        return kind;
    }

    boolean is(Kind expected) {
        return kind == expected;
    }

    /** Characters of its text. */
    int length() {
        return end - start;
    }

    String raw() {
        return source.substring(start, end);
    }

    /** The value of a string; the text of anything else. */
    String string() {
        if (kind != Kind.STRING) {
            return raw();
        }
        String raw = source.substring(start + 1, end - 1);
        if (raw.indexOf('\\') < 0) {
            return raw;
        }
        try (JsonParser parser = Json.parser(raw())) {
            parser.nextToken();
            return parser.getString();
        }
    }

    /** The members of an object, in their order. */
    Map<String, JsonSpan> members() {
        return members(Integer.MAX_VALUE);
    }

    /** No more than the first so many of them. */
    Map<String, JsonSpan> members(int most) {
        Map<String, JsonSpan> members = new LinkedHashMap<>();
        String text = raw();
        Json.Depth depth = unlimited();
        try (JsonParser parser = Json.parser(text)) {
            parser.nextToken();
            while (members.size() < most && parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, read(parser, text, depth));
            }
        }
        return members;
    }

    /** The elements of an array. */
    List<JsonSpan> elements() {
        return elements(Integer.MAX_VALUE);
    }

    /** No more than the first so many of them. */
    List<JsonSpan> elements(int most) {
        JsonElements elements = new JsonElements(source);
        Json.Depth depth = unlimited();
        try (JsonParser parser = Json.parser(raw())) {
            parser.nextToken();
            while (elements.size() < most && parser.nextToken() != JsonToken.END_ARRAY) {
                int begin = start + (int) parser.currentTokenLocation().getCharOffset();
                Json.skip(parser, depth);
                elements.append(begin, start + (int) parser.currentLocation().getCharOffset());
            }
        }
        return elements;
    }

    /** The depth was judged when the request was read. */
    private static Json.Depth unlimited() {
        return new Json.Depth(Integer.MAX_VALUE);
    }

    private static Kind kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> Kind.OBJECT;
            case START_ARRAY -> Kind.ARRAY;
            case VALUE_STRING -> Kind.STRING;
            case VALUE_NUMBER_INT -> Kind.INTEGER;
            case VALUE_NUMBER_FLOAT -> Kind.DECIMAL;
            case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
            case VALUE_NULL -> Kind.NULL;
            default -> throw new IllegalStateException("json token: " + token + " (expected: the first of a value)");
        };
    }

    private static Kind kind(String source, int start, int end) {
        return switch (source.charAt(start)) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.STRING;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            default -> isInteger(source, start, end) ? Kind.INTEGER : Kind.DECIMAL;
        };
    }

    private static boolean isInteger(String source, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = source.charAt(i);
            if (c == '.' || c == 'e' || c == 'E') {
                return false;
            }
        }
        return true;
    }
}
