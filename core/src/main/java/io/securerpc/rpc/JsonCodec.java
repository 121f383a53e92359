package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/** STUB: values to JSON (UTF-8) and back; a node may bring its own. */
public interface JsonCodec {
    byte[] write(@Nullable Object value);

    <T> T read(byte[] json, Class<T> type);
}
