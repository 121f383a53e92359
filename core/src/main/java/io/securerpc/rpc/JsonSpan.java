package io.securerpc.rpc;

import java.util.ArrayList;
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
        Map<String, JsonSpan> members = new LinkedHashMap<>();
        String text = raw();
        try (JsonParser parser = Json.parser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, read(parser, text, unlimited()));
            }
        }
        return members;
    }

    /** The elements of an array. */
    List<JsonSpan> elements() {
        List<JsonSpan> elements = new ArrayList<>();
        String text = raw();
        try (JsonParser parser = Json.parser(text)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(read(parser, text, unlimited()));
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
}
