package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/**
 * Values of the node to JSON and back; a node may bring its own mapper.
 *
 * <h2>Security</h2>
 *
 * <p>What is read comes from callers: a codec must not let the text choose classes.
 *
 * <h2>Threads</h2>
 *
 * <p>Called by many threads at once.
 */
public interface JsonCodec {
    /**
     * The codec used where none is given: records, maps, collections, strings, numbers, {@code Optional}, {@code java.time} as ISO 8601,
     * and {@link RawJson} anywhere inside. It reads no string as a number and no number as a string, and no floating number that is not finite; ignores members the type does not know; and has no
     * polymorphic typing. What JSON has no number for, NaN and infinities, it writes as strings.
     *
     * @return the codec
     */
    static JsonCodec standard() {
        return StandardCodec.INSTANCE;
    }

    /**
     * Writes one value.
     *
     * @param value what a handler answered
     * @return valid JSON in UTF-8
     */
    byte[] write(@Nullable Object value);

    /**
     * Reads one value. What cannot be read is refused by any unchecked exception; its message is shown to nobody.
     *
     * @param json valid JSON in UTF-8
     * @param type the value's type
     * @param <T> the value's type
     * @return the value
     */
    <T> T read(byte[] json, Class<T> type);

    /**
     * Reads one value from the Nano form, where {@code "5"} stands for 5 and {@code "true"} for true.
     *
     * @param json valid JSON in UTF-8
     * @param type the value's type
     * @param <T> the value's type
     * @return the value; by default as {@link #read} does
     */
    default <T> T readFromStrings(byte[] json, Class<T> type) {
        return read(json, type);
    }
}
