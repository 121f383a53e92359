package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

/**
 * What kind of value a parameter or a result is: said to callers as a JSON Schema, and of parameters checked before the method runs.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class JsonType {
    private static final JsonType STRING = new JsonType("{\"type\":\"string\"}", ParamKind.STRING);
    private static final JsonType INTEGER = new JsonType("{\"type\":\"integer\"}", ParamKind.BIG_INTEGER);
    private static final JsonType NUMBER = new JsonType("{\"type\":\"number\"}", ParamKind.DECIMAL);
    private static final JsonType BOOL = new JsonType("{\"type\":\"boolean\"}", ParamKind.BOOL);
    private static final JsonType LIST = new JsonType("{\"type\":\"array\"}", ParamKind.LIST);
    private static final JsonType OBJECT = new JsonType("{\"type\":\"object\"}", ParamKind.OBJECT);
    private static final JsonType ANY = new JsonType("true", ParamKind.ANY);

    private final String schema;
    private final ParamKind<?> kind;

    private JsonType(String schema, ParamKind<?> kind) {
        this.schema = schema;
        this.kind = kind;
    }

    /**
     * A string.
     *
     * @return the type
     */
    public static JsonType string() {
        return STRING;
    }

    /**
     * A whole number of any size, written without fraction or exponent.
     *
     * @return the type
     */
    public static JsonType integer() {
        return INTEGER;
    }

    /**
     * A whole number in a range.
     *
     * @param least the smallest
     * @param most the largest
     * @return the type
     * @throws IllegalArgumentException if the range is empty
     */
    public static JsonType integer(long least, long most) {
        if (least > most) {
            throw new IllegalArgumentException(
                    "integer range: from " + least + " to " + most + " (expected: not empty)");
        }
        return new JsonType(
                "{\"type\":\"integer\",\"minimum\":" + least + ",\"maximum\":" + most + "}",
                ParamKind.integer(least, most));
    }

    /**
     * A number.
     *
     * @return the type
     */
    public static JsonType number() {
        return NUMBER;
    }

    /**
     * True or false.
     *
     * @return the type
     */
    public static JsonType bool() {
        return BOOL;
    }

    /**
     * An array.
     *
     * @return the type
     */
    public static JsonType list() {
        return LIST;
    }

    /**
     * An object.
     *
     * @return the type
     */
    public static JsonType object() {
        return OBJECT;
    }

    /**
     * Any value.
     *
     * @return the type
     */
    public static JsonType any() {
        return ANY;
    }

    /**
     * What a JSON Schema describes. It is told to callers and not enforced: a handler checks what it gets.
     *
     * @param schema draft 7
     * @return the type
     */
    public static JsonType described(RawJson schema) {
        return new JsonType(requireNonNull(schema, "schema").text(), ParamKind.ANY);
    }

    ParamKind<?> kind() {
        return kind;
    }

    /** The JSON Schema. */
    @Override
    public String toString() {
        return schema;
    }
}
