package io.securerpc.rpc;

import io.securerpc.rpc.JsonSpan.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One way to read a parameter, with the words for what it expects. In the Nano form, whose clients send property trees, text stands for numbers and truth
 * values, numbers stand for text, and an empty text stands for an empty list or object.
 *
 * @param expected as an error tells it
 * @param reading the value, or null where it does not fit; the second argument says whether it is the Nano form
 */
record ParamKind<T>(String expected, BiFunction<JsonSpan, Boolean, @Nullable T> reading) {
    static final ParamKind<String> STRING = new ParamKind<>("a string", ParamKind::text);
    static final ParamKind<BigInteger> BIG_INTEGER = new ParamKind<>("an integer", ParamKind::wholeNumber);
    static final ParamKind<Long> INTEGER = new ParamKind<>("an integer", ParamKind::integer);
    static final ParamKind<BigDecimal> DECIMAL = new ParamKind<>("a number", ParamKind::number);
    static final ParamKind<Boolean> BOOL = new ParamKind<>("true or false", ParamKind::truth);
    static final ParamKind<List<JsonSpan>> LIST = new ParamKind<>("an array", ParamKind::elements);
    static final ParamKind<Map<String, JsonSpan>> OBJECT = new ParamKind<>("an object", ParamKind::members);
    static final ParamKind<JsonSpan> ANY = new ParamKind<>("a value", (value, strings) -> value);

    // Java's own parsers also take a plus sign and other scripts' digits.
    private static final Pattern DIGITS = Pattern.compile("-?[0-9]+");
    private static final int LONGEST_INTEGER = "-9223372036854775808".length();
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /** Zeros that an exponent may stand for: what somebody prints or rounds must not be longer than what could be sent. */
    private static final int MAX_SCALE = Json.MAX_NUMBER_LENGTH;

    static ParamKind<Long> integer(long least, long most) {
        return new ParamKind<>("an integer from " + least + " to " + most, (value, strings) -> {
            Long number = integer(value, strings);
            return number == null || number < least || number > most ? null : number;
        });
    }

    @Nullable
    T read(JsonSpan value, boolean strings) {
        return reading.apply(value, strings);
    }

    private static @Nullable String text(JsonSpan value, boolean strings) {
        return switch (value.kind()) {
            case STRING -> value.string();
            case INTEGER, DECIMAL, BOOLEAN -> strings ? value.raw() : null;
            case OBJECT, ARRAY, NULL -> null;
        };
    }

    private static @Nullable Long integer(JsonSpan value, boolean strings) {
        String digits = digits(value, strings);
        if (digits == null
                || digits.length() > LONGEST_INTEGER
                || !DIGITS.matcher(digits).matches()) {
            return null;
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable BigInteger wholeNumber(JsonSpan value, boolean strings) {
        String digits = digits(value, strings);
        return digits == null || !DIGITS.matcher(digits).matches() ? null : new BigInteger(digits);
    }

    private static @Nullable BigDecimal number(JsonSpan value, boolean strings) {
        String digits = digits(value, strings);
        if (digits == null || !NUMBER.matcher(digits).matches()) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(digits);
            return Math.abs((long) number.scale()) > MAX_SCALE ? null : number;
        } catch (NumberFormatException e) {
            return null; // an exponent past what can be counted
        }
    }

    private static @Nullable String digits(JsonSpan value, boolean strings) {
        return switch (value.kind()) {
            case INTEGER, DECIMAL -> value.raw();
            case STRING -> strings && value.length() <= Json.MAX_NUMBER_LENGTH ? value.string() : null;
            case OBJECT, ARRAY, BOOLEAN, NULL -> null;
        };
    }

    private static @Nullable Boolean truth(JsonSpan value, boolean strings) {
        if (value.is(Kind.BOOLEAN)) {
            return value.raw().equals("true");
        }
        if (!strings) {
            return null;
        }
        return switch (value.string()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> null;
        };
    }

    private static @Nullable List<JsonSpan> elements(JsonSpan value, boolean strings) {
        if (value.is(Kind.ARRAY)) {
            return value.elements();
        }
        return emptyContainer(value, strings) ? List.of() : null;
    }

    private static @Nullable Map<String, JsonSpan> members(JsonSpan value, boolean strings) {
        if (value.is(Kind.OBJECT)) {
            return value.members();
        }
        return emptyContainer(value, strings) ? Map.of() : null;
    }

    private static boolean emptyContainer(JsonSpan value, boolean strings) {
        return strings && value.is(Kind.STRING) && value.string().isEmpty();
    }
}
