package io.securerpc.rpc;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/** JSON text as RFC 8259 has it and nothing more lenient: UTF-8, no duplicate names, no overlong numbers. */
final class Json {
    /** Digits of one number: far past any token amount, and far below what makes big-number parsing a weapon. */
    static final int MAX_NUMBER_LENGTH = 1000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // A table of names shared by all requests would be filled by whoever sends many names.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            // Depth is counted by who reads, by the limit of the request; text is bounded by the size of the body.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}

    static JsonParser parser(String text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /** The text, or null if the bytes are not UTF-8. */
    static @Nullable String decode(byte[] utf8) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        // The lenient decoder is the fast one; only where it may have put a replacement is the strict one asked.
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
            return text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The bytes, or null if the text has half a surrogate pair. */
    static byte @Nullable [] encode(String text) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] exact = new byte[bytes.remaining()];
            bytes.get(exact);
            return exact;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The text may be a caller's own, and as long as its request. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        quoted.append('"');
        return hasHalves(quoted) ? withoutHalves(quoted) : quoted.toString();
    }

    /** JSON with its halves of surrogate pairs, which only its strings can have, as escapes; null if it has none. */
    static byte @Nullable [] escapedHalves(String json) {
        StringBuilder text = new StringBuilder(json);
        return hasHalves(text) ? withoutHalves(text).getBytes(StandardCharsets.UTF_8) : null;
    }

    private static boolean hasHalves(StringBuilder text) {
        return text.codePoints().anyMatch(Json::isHalf);
    }

    /** Half a surrogate pair has no UTF-8: as it is, it would leave as a question mark, and two of them would become the same. */
    private static String withoutHalves(StringBuilder text) {
        StringBuilder escaped = new StringBuilder(2 * text.length());
        text.codePoints().forEach(c -> {
            if (isHalf(c)) {
                escaped.append("\\u").append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** Of a pair, both halves are one code point. */
    private static boolean isHalf(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }

    /** Reads over the rest of the value whose first token is the current one. */
    static void skip(JsonParser parser, Depth depth) {
        JsonToken token = parser.currentToken();
        int open = 0;
        while (true) {
            if (token.isStructStart()) {
                depth.enter();
                open++;
            } else if (token.isStructEnd()) {
                depth.leave();
                open--;
            } else {
                if (token == JsonToken.PROPERTY_NAME) {
                    depth.name();
                }
                parser.finishToken();
            }
            if (open == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** Open arrays and objects: real nesting, neither siblings nor brackets inside strings; and the names of those that are open, which the parser keeps to find a second one. */
    static final class Depth {
        private final int limit;
        private final int mostNames;
        private int open;
        private int names;
        /** By depth. */
        private int[] namesAt = new int[8];

        Depth(int limit) {
            this(limit, Integer.MAX_VALUE);
        }

        Depth(int limit, int mostNames) {
            this.limit = limit;
            this.mostNames = mostNames;
        }

        void enter() {
            open++;
            if (open > limit) {
                throw new Stop(RpcError.TOO_DEEP);
            }
            if (open == namesAt.length) {
                namesAt = Arrays.copyOf(namesAt, 2 * open);
            }
        }

        /** One more in the innermost object. */
        void name() {
            names++;
            namesAt[open]++;
            if (names > mostNames) {
                throw new Stop(RpcError.TOO_MANY_NAMES);
            }
        }

        void leave() {
            names -= namesAt[open];
            namesAt[open] = 0;
            open--;
        }
    }

    /** Leaves the reader at once, with the error to answer; never leaves this package. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient RpcError error;

        Stop(RpcError error) {
            super(error.message(), null, false, false);
            this.error = error;
        }

        RpcError error() {
            return error;
        }
    }
}
