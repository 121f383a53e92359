package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registered methods, and the one way to run one: look it up, ask the guard, call it, turn what came into an outcome. */
final class Methods {
    /**
     * A method and what it needs.
     *
     * @param permission what a caller must have
     * @param method the handler
     */
    record Registered(Permission permission, RpcMethod method) {}

    private record Call(Caller caller, String method, Params params) implements RpcCall {}

    /** What {@code rpc_methods} is registered with; it is answered here, where the guard is known. */
    static final RpcMethod LIST = call -> {
        throw new IllegalStateException("answered by the service itself");
    };

    private final Map<String, Registered> byName;
    private final JsonCodec codec;

    Methods(Map<String, Registered> byName, JsonCodec codec) {
        this.byName = Map.copyOf(byName);
        this.codec = codec;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Runs a call; parameters are only read once the guard has admitted it. */
    CompletionStage<Outcome> run(String name, RpcExchange exchange, Supplier<Params> params) {
        Registered registered = byName.get(name);
        if (registered == null) {
            return done(Outcome.error(RpcError.UNKNOWN_METHOD));
        }
        try {
            RpcError refusal =
                    RpcError.refusal(exchange.guard().judge(exchange.caller(), name, registered.permission()));
            if (refusal != null) {
                return done(Outcome.error(refusal));
            }
            Object answer = registered.method() == LIST
                    ? callable(exchange)
                    : registered.method().call(new Call(exchange.caller(), name, params.get()));
            return answer instanceof CompletionStage<?> stage ? await(name, stage) : done(outcome(name, answer));
        } catch (Throwable e) {
            return done(failure(name, e));
        }
    }

    /** As Substrate answers it, except that a name the caller may not call is not in it. */
    private Map<String, List<String>> callable(RpcExchange exchange) {
        List<String> names = byName.entrySet().stream()
                .filter(method -> exchange.guard()
                        .wouldAdmit(
                                exchange.caller(),
                                method.getKey(),
                                method.getValue().permission()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return Map.of("methods", names);
    }

    private CompletionStage<Outcome> await(String name, CompletionStage<?> stage) {
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        stage.whenComplete((value, fault) -> {
            try {
                ended.complete(fault == null ? outcome(name, value) : failure(name, unwrapped(fault)));
            } catch (Throwable e) {
                // Only what failure() lets through: the request must end all the same.
                ended.completeExceptionally(e);
                throw e;
            }
        });
        return ended;
    }

    private Outcome outcome(String name, @Nullable Object answer) {
        try {
            return Outcome.result(answer instanceof RawJson raw ? raw.utf8() : codec.write(answer));
        } catch (Throwable e) {
            return failure(name, e);
        }
    }

    /**
     * What the caller is told of a fault. A JVM that is out of memory or broken is not something to answer for: such errors go on
     * to the thread's owner. A stack overflow is the handler's own and is over when caught.
     */
    Outcome failure(String name, Throwable fault) {
        if (fault instanceof VirtualMachineError broken && !(fault instanceof StackOverflowError)) {
            throw broken;
        }
        if (fault instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (!(fault instanceof RpcException told)) {
            return Outcome.error(Incidents.report(name, fault));
        }
        try {
            return Outcome.error(told(told));
        } catch (RuntimeException | StackOverflowError e) {
            return Outcome.error(Incidents.report(name, e));
        }
    }

    private RpcError told(RpcException e) {
        Object data = e.data().orElse(null);
        return new RpcError(e.code(), e.message(), data == null ? null : json(data, codec), e.message());
    }

    static String json(Object value, JsonCodec codec) {
        return value instanceof RawJson raw ? raw.text() : new String(codec.write(value), StandardCharsets.UTF_8);
    }

    private static Throwable unwrapped(Throwable fault) {
        Throwable inner = fault;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
