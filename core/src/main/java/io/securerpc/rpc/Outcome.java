package io.securerpc.rpc;

import io.securerpc.event.CallEnd;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How one call ended: a result as JSON, or an error. */
final class Outcome {
    private final byte @Nullable [] result;
    private final @Nullable RpcError error;

    private Outcome(byte @Nullable [] result, @Nullable RpcError error) {
        this.result = result;
        this.error = error;
    }

    static Outcome result(byte[] json) {
        return new Outcome(json, null);
    }

    static Outcome error(RpcError error) {
        return new Outcome(null, error);
    }

    @Nullable
    RpcError error() {
        return error;
    }

    CallEnd end() {
        return error == null ? CallEnd.RESULT : error.end();
    }

    /** Only for who has seen that there is no {@link #error()}. */
    byte[] json() {
        return Objects.requireNonNull(result, "result");
    }
}
