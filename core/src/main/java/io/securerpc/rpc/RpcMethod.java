package io.securerpc.rpc;

import org.jspecify.annotations.Nullable;

/**
 * What runs when a method is called.
 *
 * <h2>Security</h2>
 *
 * <p>An {@link RpcException} is answered as it says. Of any other exception the caller learns only that there was
 * one, and a number to quote; the log has the exception's type and stack under that number, neither its message nor the parameters, which
 * may hold secrets.
 *
 * <h2>Threads</h2>
 *
 * <p>Called by the door's thread, several calls at once; long work belongs into a {@code CompletionStage}, or all handlers onto threads of their own by
 * {@link RpcServiceBuilder#handlerExecutor}.
 */
@FunctionalInterface
public interface RpcMethod {
    /**
     * Answers the call.
     *
     * @param call who calls, with which parameters
     * @return a value for the service's {@link JsonCodec}, a {@link RawJson}, or a {@code CompletionStage} of either, which is cancelled with the call: of a future that several calls
     *     share, return a {@code copy()}
     * @throws Exception any
     */
    @Nullable
    Object call(RpcCall call) throws Exception;
}
