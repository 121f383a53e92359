package io.securerpc.rpc;

import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.type.ArrayType;

/**
 * Refuses floating numbers that are none. Jackson makes NaN of the text {@code "NaN"} and infinities of others and of {@code 1e400}, however strict it is told to be; NaN is neither below nor above any
 * bound, so that it passes whatever a handler compares it with.
 */
final class FiniteNumbers extends ValueDeserializerModifier {
    private static final long serialVersionUID = 1L;

    private static final Set<Class<?>> SINGLE =
            Set.of(double.class, Double.class, float.class, Float.class, Number.class);
    private static final Set<Class<?>> ARRAYS = Set.of(double[].class, float[].class);

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier described, ValueDeserializer<?> deserializer) {
        return SINGLE.contains(described.getBeanClass()) ? new Checked(deserializer) : deserializer;
    }

    @Override
    public ValueDeserializer<?> modifyArrayDeserializer(
            DeserializationConfig config,
            ArrayType type,
            BeanDescription.Supplier described,
            ValueDeserializer<?> deserializer) {
        return ARRAYS.contains(type.getRawClass()) ? new Checked(deserializer) : deserializer;
    }

    private static boolean finite(Object value) {
        if (value instanceof double[] doubles) {
            for (double each : doubles) {
                if (!Double.isFinite(each)) {
                    return false;
                }
            }
        } else if (value instanceof float[] floats) {
            for (float each : floats) {
                if (!Float.isFinite(each)) {
                    return false;
                }
            }
        } else if (value instanceof Double || value instanceof Float) {
            return Double.isFinite(((Number) value).doubleValue());
        }
        return true;
    }

    /** Jackson asks nobody to modify its own for these. */
    static final class OfOptional extends StdScalarDeserializer<OptionalDouble> {
        OfOptional() {
            super(OptionalDouble.class);
        }

        @Override
        public OptionalDouble deserialize(JsonParser parser, DeserializationContext context) {
            return OptionalDouble.of(context.readValue(parser, double.class));
        }

        @Override
        public OptionalDouble getNullValue(DeserializationContext context) {
            return OptionalDouble.empty();
        }
    }

    private static final class Checked extends DelegatingDeserializer {
        Checked(ValueDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> reader) {
            return new Checked(reader);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            Object value = super.deserialize(parser, context);
            if (!finite(value)) {
                return context.reportInputMismatch(this, "no finite number");
            }
            return value;
        }
    }
}
