package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.type.LogicalType;

/** The codec used where a node brings none. */
final class StandardCodec implements JsonCodec {
    static final StandardCodec INSTANCE = new StandardCodec();

    // A member's name may be the caller's own text: only a plain one is repeated.
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

    private final JsonMapper strict = mapper(false);
    private final JsonMapper fromStrings = mapper(true);

    private StandardCodec() {}

    @Override
    public byte[] write(@Nullable Object value) {
        try {
            return strict.writeValueAsBytes(value);
        } catch (StreamWriteException e) {
            // Half a surrogate pair, which is most often a caller's own, can be written as text only.
            byte[] escaped = Json.escapedHalves(strict.writeValueAsString(value));
            if (escaped == null) {
                throw e;
            }
            return escaped;
        }
    }

    @Override
    public <T> T read(byte[] json, Class<T> type) {
        return read(strict, json, type);
    }

    @Override
    public <T> T readFromStrings(byte[] json, Class<T> type) {
        return read(fromStrings, json, type);
    }

    private static <T> T read(JsonMapper mapper, byte[] json, Class<T> type) {
        requireNonNull(json, "json");
        requireNonNull(type, "type");
        try {
            return mapper.readValue(json, type);
        } catch (InvalidDefinitionException e) {
            throw new UnreadableType(type, e);
        } catch (JacksonException e) {
            throw new UnreadableJson(type, member(e.getPath()), e);
        }
    }

    private static @Nullable String member(@Nullable List<JacksonException.Reference> path) {
        String name = path == null || path.isEmpty() ? null : path.get(0).getPropertyName();
        return name != null && PLAIN_NAME.matcher(name).matches() ? name : null;
    }

    private static JsonMapper mapper(boolean scalarsFromStrings) {
        CoercionAction scalarAsText = scalarsFromStrings ? CoercionAction.TryConvert : CoercionAction.Fail;
        return JsonMapper.builder()
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, scalarAsText)
                                .setCoercion(CoercionInputShape.Float, scalarAsText)
                                .setCoercion(CoercionInputShape.Boolean, scalarAsText))
                .configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, scalarsFromStrings)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                // Refuses every class name a text or an annotation could ask for.
                .polymorphicTypeValidator(
                        BasicPolymorphicTypeValidator.builder().build())
                .addModule(new SimpleModule("secure-rpc")
                        .addSerializer(new RawJsonWriter())
                        .addDeserializer(OptionalDouble.class, new FiniteNumbers.OfOptional())
                        .setDeserializerModifier(new FiniteNumbers()))
                .build();
    }

    private static final class RawJsonWriter extends StdSerializer<RawJson> {
        RawJsonWriter() {
            super(RawJson.class);
        }

        @Override
        public void serialize(RawJson value, JsonGenerator generator, SerializationContext context) {
            generator.writeRawValue(value.text());
        }
    }
}
