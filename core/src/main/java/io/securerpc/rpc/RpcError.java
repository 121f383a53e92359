package io.securerpc.rpc;

import io.securerpc.event.CallEnd;
import org.jspecify.annotations.Nullable;

/**
 * An error as both forms tell it.
 *
 * @param code JSON-RPC's code
 * @param message JSON-RPC's message
 * @param data JSON text of JSON-RPC's data, null for none
 * @param nano the Nano form's only text
 * @param end how a call has ended that is answered by it
 */
record RpcError(int code, String message, @Nullable String data, String nano, CallEnd end) {
    private static final String NANO_UNPARSABLE = "Unable to parse JSON";
    private static final String NANO_INTERNAL = "Internal server error in RPC";

    static final RpcError PARSE = of(-32700, "Parse error", NANO_UNPARSABLE);
    static final RpcError INVALID_REQUEST = of(-32600, "Invalid Request", NANO_UNPARSABLE);
    static final RpcError TOO_DEEP = of(-32600, "Max JSON depth exceeded", "Max JSON depth exceeded");
    static final RpcError TOO_MANY_NAMES =
            of(-32600, "Too many members in open objects", "Too many members in open objects");
    static final RpcError UNKNOWN_METHOD = of(-32601, "Method not found", "Unknown command");
    // Substrate's text and code; Nano's text.
    static final RpcError FORBIDDEN =
            of(-32601, "RPC call is unsafe to be called externally", "RPC control is disabled");
    // Substrate's text and code.
    static final RpcError RATE_LIMITED = of(-32999, "RPC rate limit exceeded", CallEnd.REFUSED);
    static final RpcError NO_ROOM = of(-32999, "Server has no room", CallEnd.REFUSED);
    static final RpcError NO_RESULT = of(-32603, "Empty response", "Empty response");
    static final RpcError UNKNOWN_TOPIC =
            of(RpcException.INVALID_PARAMS, "Invalid params: unknown topic", "Unknown topic");
    static final RpcError NOT_SUBSCRIBED = of(RpcException.INVALID_PARAMS, "Not subscribed", "Not subscribed");
    static final RpcError NO_UPDATE =
            of(RpcException.INVALID_PARAMS, "Topic takes no updates", "Topic takes no updates");
    static final RpcError NO_PUSH =
            of(-32603, "Subscriptions need a WebSocket connection", "Subscriptions need a WebSocket connection");
    static final RpcError TOO_MANY_SUBSCRIPTIONS =
            of(-32006, "Too many subscriptions on the connection", CallEnd.REFUSED);

    // go-ethereum's code and text.
    static final RpcError TIMED_OUT =
            new RpcError(-32002, "request timed out", null, "Request timed out", CallEnd.TIMED_OUT);
    // Substrate's.
    static final RpcError BUSY = of(-32009, "Server is busy, try again later", CallEnd.REFUSED);
    // The code that Substrate's clients know for a subscription closed by the server.
    static final RpcError STOPPING = of(-32003, "Server is stopping", CallEnd.REFUSED);
    /** Nobody is told. */
    static final RpcError CALLER_GONE = of(-32603, "Caller is gone", CallEnd.CANCELLED);

    /** One that the method tells its caller. */
    RpcError(int code, String message, @Nullable String data, String nano) {
        this(code, message, data, nano, CallEnd.ERROR);
    }

    /** What the guard's answer means for the call; null if it runs. */
    static @Nullable RpcError refusal(CallAnswer answer) {
        return switch (answer) {
            case ADMITTED -> null;
            case FORBIDDEN -> FORBIDDEN;
            case RATE_LIMITED -> RATE_LIMITED;
        };
    }

    static RpcError internal(String incident) {
        String data = "{\"incident\":\"" + incident + "\"}";
        return new RpcError(-32603, "Internal error", data, NANO_INTERNAL, CallEnd.FAULT);
    }

    static RpcError batchTooLong(int limit) {
        return limited(-32010, "The batch request was too large", limit);
    }

    static RpcError responseTooBig(long limit) {
        return limited(-32008, "Response is too big", limit);
    }

    static RpcError batchResponseTooBig(long limit) {
        return limited(-32011, "The batch response was too large", limit);
    }

    private static RpcError limited(int code, String message, long limit) {
        return new RpcError(code, message, "\"Exceeded max limit of " + limit + "\"", message);
    }

    private static RpcError of(int code, String message, String nano) {
        return new RpcError(code, message, null, nano);
    }

    private static RpcError of(int code, String message, CallEnd end) {
        return new RpcError(code, message, null, message, end);
    }
}
