package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.rpc.JsonSpan.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parameters of one call, from text that was already found to be JSON. */
final class CallParams implements Params {
    // Long.parseLong also takes a plus sign and other scripts' digits.
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,19}");

    private final Map<String, JsonSpan> named;
    /** Null where the parameters have names. */
    private final @Nullable List<JsonSpan> positional;

    private final boolean fromStrings;
    private final JsonCodec codec;

    private CallParams(
            Map<String, JsonSpan> named, @Nullable List<JsonSpan> positional, boolean fromStrings, JsonCodec codec) {
        this.named = named;
        this.positional = positional;
        this.fromStrings = fromStrings;
        this.codec = codec;
    }

    /** The {@code params} member of JSON-RPC, null if there is none. */
    static CallParams jsonRpc(@Nullable JsonSpan params, JsonCodec codec) {
        if (params == null) {
            return new CallParams(Map.of(), null, false, codec);
        }
        return params.is(Kind.ARRAY)
                ? new CallParams(Map.of(), params.elements(), false, codec)
                : new CallParams(params.members(), null, false, codec);
    }

    /** The members beside {@code action} of a Nano request. */
    static CallParams nano(JsonSpan request, JsonCodec codec) {
        Map<String, JsonSpan> members = request.members();
        members.remove("action");
        return new CallParams(members, null, true, codec);
    }

    /** Those behind the first, where they have positions. */
    CallParams afterFirst() {
        return positional == null || positional.isEmpty()
                ? this
                : new CallParams(named, positional.subList(1, positional.size()), fromStrings, codec);
    }

    @Override
    public String string(String name) {
        return required(name, this::toText, "a string");
    }

    @Override
    public String string(int position) {
        return required(position, this::toText, "a string");
    }

    @Override
    public Optional<String> optionalString(String name) {
        return optional(name, this::toText, "a string");
    }

    @Override
    public long integer(String name) {
        return required(name, this::toInteger, "an integer");
    }

    @Override
    public long integer(int position) {
        return required(position, this::toInteger, "an integer");
    }

    @Override
    public OptionalLong optionalInteger(String name) {
        Optional<Long> value = optional(name, this::toInteger, "an integer");
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    @Override
    public boolean bool(String name) {
        return required(name, this::toBool, "true or false");
    }

    @Override
    public boolean bool(int position) {
        return required(position, this::toBool, "true or false");
    }

    @Override
    public Optional<Boolean> optionalBool(String name) {
        return optional(name, this::toBool, "true or false");
    }

    @Override
    public boolean has(String name) {
        return member(name) != null;
    }

    @Override
    public int size() {
        return positional == null ? named.size() : positional.size();
    }

    @Override
    public <T> T as(Class<T> type) {
        requireNonNull(type, "type");
        byte[] json = text().getBytes(StandardCharsets.UTF_8);
        try {
            T value = fromStrings ? codec.readFromStrings(json, type) : codec.read(json, type);
            return requireNonNull(value, "value");
        } catch (UnreadableJson e) {
            throw invalid(e.member().map(member -> "Invalid params: " + member).orElse("Invalid params"));
        } catch (RuntimeException e) {
            // A codec refuses with whatever it likes; its message may quote what was sent.
            throw invalid("Invalid params");
        }
    }

    private String text() {
        if (positional != null) {
            StringJoiner array = new StringJoiner(",", "[", "]");
            positional.forEach(element -> array.add(element.raw()));
            return array.toString();
        }
        StringJoiner object = new StringJoiner(",", "{", "}");
        named.forEach((name, value) -> object.add(Json.quote(name) + ":" + value.raw()));
        return object.toString();
    }

    private <T> T required(String name, Function<JsonSpan, @Nullable T> read, String expected) {
        return fitting(member(name), name, read, expected);
    }

    private <T> T required(int position, Function<JsonSpan, @Nullable T> read, String expected) {
        List<JsonSpan> elements = positional == null ? List.of() : positional;
        JsonSpan element = position >= 0 && position < elements.size() ? elements.get(position) : null;
        return fitting(element, "position " + position, read, expected);
    }

    private <T> Optional<T> optional(String name, Function<JsonSpan, @Nullable T> read, String expected) {
        JsonSpan value = member(name);
        return value == null ? Optional.empty() : Optional.of(fitting(value, name, read, expected));
    }

    private static <T> T fitting(
            @Nullable JsonSpan value, String name, Function<JsonSpan, @Nullable T> read, String expected) {
        if (value == null || value.is(Kind.NULL)) {
            throw invalid("Invalid params: " + name + " is missing (expected: " + expected + ")");
        }
        T result = read.apply(value);
        if (result == null) {
            throw invalid("Invalid params: " + name + " does not fit (expected: " + expected + ")");
        }
        return result;
    }

    private @Nullable JsonSpan member(String name) {
        JsonSpan value = named.get(requireNonNull(name, "name"));
        return value == null || value.is(Kind.NULL) ? null : value;
    }

    private @Nullable String toText(JsonSpan value) {
        return switch (value.kind()) {
            case STRING -> value.string();
            case INTEGER, DECIMAL, BOOLEAN -> fromStrings ? value.raw() : null;
            case OBJECT, ARRAY, NULL -> null;
        };
    }

    private @Nullable Long toInteger(JsonSpan value) {
        if (!value.is(Kind.INTEGER) && !(fromStrings && value.is(Kind.STRING))) {
            return null;
        }
        String digits = value.string();
        if (!INTEGER.matcher(digits).matches()) {
            return null;
        }
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Boolean toBool(JsonSpan value) {
        if (value.is(Kind.BOOLEAN)) {
            return value.raw().equals("true");
        }
        if (!fromStrings) {
            return null;
        }
        return switch (value.string()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> null;
        };
    }

    private static RpcException invalid(String message) {
        return new RpcException(RpcException.INVALID_PARAMS, message);
    }
}
