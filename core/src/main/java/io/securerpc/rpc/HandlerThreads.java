package io.securerpc.rpc;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Threads for handlers that block, to be given to {@link RpcServiceBuilder#handlerExecutor}.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * HandlerThreads.virtual().ifPresent(builder::handlerExecutor);
 * }</pre>
 */
public final class HandlerThreads {
    private HandlerThreads() {}

    /**
     * A virtual thread for each call: as many calls as {@link io.securerpc.limit.CallLimits#maxCalls()} says may wait at the same time, thousands if need be, for a database or another
     * node, without a thread of the server each. What computes for long gains nothing by it.
     *
     * @return the executor, which needs no closing; empty on a JVM older than 21, which has no virtual threads
     */
    public static Optional<Executor> virtual() {
        try {
            // The library is compiled for Java 17.
            MethodHandle made = MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class));
            return Optional.of((ExecutorService) made.invokeExact());
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("virtual threads: " + e + " (expected: an executor)", e);
        }
    }
}
