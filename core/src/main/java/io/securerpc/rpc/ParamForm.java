package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * How the parameters of a call are read.
 *
 * @param strings whether text stands for numbers and truth values, as in the Nano form
 * @param codec makes values of them
 */
record ParamForm(boolean strings, JsonCodec codec) {
    <T> T decode(String json, Class<T> type, ParamPlace place) {
        requireNonNull(type, "type");
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        try {
            T value = strings ? codec.readFromStrings(utf8, type) : codec.read(utf8, type);
            return requireNonNull(value, "value");
        } catch (UnreadableType e) {
            throw e;
        } catch (UnreadableJson e) {
            throw invalid(e.member().map(place::member).orElse(place));
        } catch (RuntimeException e) {
            // A codec refuses with whatever it likes; its message may quote what was sent.
            throw invalid(place);
        }
    }

    private static RpcException invalid(ParamPlace place) {
        String where = place.equals(ParamPlace.ALL) ? "" : ": " + place;
        return new RpcException(RpcException.INVALID_PARAMS, "Invalid params" + where);
    }
}
