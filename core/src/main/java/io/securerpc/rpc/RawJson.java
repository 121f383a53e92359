package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * JSON text made already, sent as it is.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class RawJson {
    /** Deeper than any answer, and what every parser at the other end can read. */
    private static final int MAX_DEPTH = 500;

    private final String text;
    private final byte[] utf8;

    private RawJson(String text, byte[] utf8) {
        this.text = text;
        this.utf8 = utf8;
    }

    /**
     * The text, if it is one JSON value and nothing else.
     *
     * @param text JSON
     * @return the text, known to be JSON
     * @throws IllegalArgumentException if it is not JSON, has a name twice, half a surrogate pair, or is nested deeper than 500
     */
    public static RawJson of(String text) {
        requireNonNull(text, "text");
        byte[] utf8 = Json.encode(text);
        if (utf8 == null) {
            throw new IllegalArgumentException("json text: half a surrogate pair (expected: valid Unicode)");
        }
        try (JsonParser parser = Json.parser(text)) {
            if (parser.nextToken() != null) {
                Json.skip(parser, new Json.Depth(MAX_DEPTH));
                if (parser.nextToken() == null) {
                    return new RawJson(text, utf8);
                }
            }
        } catch (Json.Stop e) {
            throw new IllegalArgumentException("json text: nested too deep (expected: at most " + MAX_DEPTH + ")");
        } catch (JacksonException e) {
            throw new IllegalArgumentException("json text: " + e.getOriginalMessage() + " (expected: RFC 8259)", e);
        }
        throw new IllegalArgumentException("json text: none, or more than one value (expected: one value)");
    }

    /** Text that is known to be JSON. */
    static RawJson known(String text) {
        return new RawJson(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The JSON text.
     *
     * @return as given
     */
    public String text() {
        return text;
    }

    /** Shared: not to be written to. */
    byte[] utf8() {
        return utf8;
    }

    /** The size only: an answer may hold secrets. */
    @Override
    public String toString() {
        return "RawJson[" + utf8.length + " bytes]";
    }
}
