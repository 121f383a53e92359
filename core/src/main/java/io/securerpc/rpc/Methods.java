package io.securerpc.rpc;

import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The registered methods, and the one way to run one: look it up, ask the guard, call it, turn what came into an outcome. */
final class Methods {
    /**
     * A method and what it needs.
     *
     * @param permission what a caller must have
     * @param method the handler
     * @param description what it takes
     */
    record Registered(Permission permission, RpcMethod method, MethodDescription description) {}

    /** What {@code rpc_methods} is registered with; it is answered here, where the guard is known. */
    static final RpcMethod LIST = call -> {
        throw new IllegalStateException("answered by the service itself");
    };

    /** What {@code rpc.discover} is registered with, as the list is. */
    static final RpcMethod DISCOVER = call -> {
        throw new IllegalStateException("answered by the service itself");
    };

    private final Map<String, Registered> byName;
    private final CallableNames names;
    private final OwnAnswers ownAnswers;
    private final CallTerms terms;
    private final JsonCodec codec;

    Methods(
            Map<String, Registered> byName,
            CallableNames names,
            @Nullable OpenRpc openRpc,
            CallTerms terms,
            JsonCodec codec) {
        this.byName = Map.copyOf(byName);
        this.names = names;
        this.ownAnswers = new OwnAnswers(openRpc, codec);
        this.terms = terms;
        this.codec = codec;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Runs a call; parameters are only read once the guard has admitted it. */
    CompletionStage<Outcome> run(
            String name, RpcExchange exchange, RequestCalls calls, Function<MethodDescription, CallParams> params) {
        Registered registered = byName.get(name);
        if (registered == null) {
            return done(Outcome.error(paid(RpcError.UNKNOWN_METHOD, exchange)));
        }
        RpcError refusal;
        try {
            refusal = RpcError.refusal(exchange.guard().judge(exchange.caller(), name, registered.permission()));
        } catch (Throwable e) {
            return done(failure(name, e));
        }
        if (refusal != null) {
            return done(Outcome.error(refusal));
        }
        RunningCall call = new RunningCall(name, exchange);
        try {
            byte[] own = ownAnswers.to(registered.method(), () -> calls.callable(() -> names.of(exchange)));
            if (own != null) {
                return ended(call, Outcome.result(own));
            }
            call.takes(params.apply(registered.description()).checked());
            return new PlacedCall(registered.method(), call, this, terms.executor(), calls).start();
        } catch (Throwable e) {
            return ended(call, e);
        }
    }

    /** Runs what opens or changes a subscription, which is the node's code too, in a place among the calls; once it has begun, its time does not end it. */
    CompletionStage<Outcome> placed(String name, RpcExchange exchange, RequestCalls calls, Supplier<Outcome> work) {
        RunningCall call = new RunningCall(name, exchange);
        try {
            if (exchange.push().isEmpty()) {
                return ended(call, Outcome.error(RpcError.NO_PUSH));
            }
            call.expireOnlyBeforeItBegins();
            return new PlacedCall(running -> work.get(), call, this, null, calls).start();
        } catch (Throwable e) {
            return ended(call, e);
        }
    }

    /** Runs what ends a subscription, which takes no place and is paid for as what is no call. */
    CompletionStage<Outcome> paidAtOnce(String name, RpcExchange exchange, Supplier<Outcome> work) {
        RpcError tooMuch = tooMuch(exchange);
        if (tooMuch != null) {
            return done(Outcome.error(tooMuch));
        }
        RunningCall call = new RunningCall(name, exchange);
        try {
            return ended(call, work.get());
        } catch (Throwable e) {
            return ended(call, e);
        }
    }

    /** The error that is no call's, for which its sender pays all the same; or that he has called too much. */
    RpcError paid(RpcError error, RpcExchange exchange) {
        RpcError tooMuch = tooMuch(exchange);
        return tooMuch == null ? error : tooMuch;
    }

    /** What is to be answered instead where the caller cannot pay for what is no call; null if he has paid. */
    @Nullable
    RpcError tooMuch(RpcExchange exchange) {
        try {
            return exchange.guard().affords(exchange.caller()) ? null : RpcError.RATE_LIMITED;
        } catch (Throwable e) {
            // A guard that throws refuses this, and none of the batch's others.
            return failure("request", e).error();
        }
    }

    private static CompletionStage<Outcome> ended(RunningCall call, Outcome outcome) {
        call.end(outcome);
        return call.outcome();
    }

    /** By a fault outside its handler; a call that had ended before is answered as it did. */
    private CompletionStage<Outcome> ended(RunningCall call, Throwable fault) {
        try {
            return ended(call, failure(call.method(), fault));
        } catch (Throwable broken) {
            call.fail(broken);
            throw broken;
        }
    }

    CallTerms terms() {
        return terms;
    }

    Outcome outcome(String name, @Nullable Object answer) {
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
        if (!(fault instanceof RpcException told)) {
            return Outcome.error(Incidents.report(name, fault));
        }
        try {
            return Outcome.error(told(told));
        } catch (RuntimeException | StackOverflowError e) {
            return Outcome.error(Incidents.report(name, e));
        }
    }

    /** The node's code was interrupted on this thread, whose owner is to hear of it; a stage's fault may be of any other thread. */
    static void restoreInterruption(Throwable thrown) {
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
    }

    private RpcError told(RpcException e) {
        Object data = e.data().orElse(null);
        return new RpcError(e.code(), e.message(), data == null ? null : json(data, codec), e.message());
    }

    static String json(Object value, JsonCodec codec) {
        return value instanceof RawJson raw ? raw.text() : new String(codec.write(value), StandardCharsets.UTF_8);
    }

    static CompletionStage<Outcome> done(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
