package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/** STUB: answers a value (codec), a CompletionStage of one, or RawJson. RpcException is answered as it says; other exceptions as internal error, logged. */
@FunctionalInterface
public interface RpcMethod {
    @Nullable
    Object call(RpcCall call) throws Exception;
}
