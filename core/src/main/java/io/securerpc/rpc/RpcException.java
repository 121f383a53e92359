package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error that a handler answers with: the caller sees its code, message and data.
 *
 * <p>It has no stack trace: it is an answer, and callers can provoke it at will.
 */
public final class RpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** JSON-RPC's code for parameters that do not fit the method. */
    public static final int INVALID_PARAMS = -32602;

    /** JSON-RPC's code. */
    private final int code;
    /** What the caller is told; as the exception's message, but never null. */
    private final String text;

    private final transient @Nullable Object data;

    /**
     * An error without data.
     *
     * @param code JSON-RPC's code; the Nano form has none and leaves it out
     * @param message what the caller is told
     */
    public RpcException(int code, String message) {
        this(code, message, null);
    }

    /**
     * An error.
     *
     * @param code JSON-RPC's code; the Nano form has none and leaves it out
     * @param message what the caller is told
     * @param data a value for the service's {@link JsonCodec}; null for none
     */
    public RpcException(int code, String message, @Nullable Object data) {
        super(requireNonNull(message, "message"), null, false, false);
        this.code = code;
        this.text = message;
        this.data = data;
    }

    /**
     * JSON-RPC's code.
     *
     * @return the code
     */
    public int code() {
        return code;
    }

    /**
     * What the caller is told.
     *
     * @return the message
     */
    public String message() {
        return text;
    }

    /**
     * What the caller gets beside the message.
     *
     * @return the data
     */
    public Optional<Object> data() {
        return Optional.ofNullable(data);
    }
}
