package io.securerpc.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Nano's actions: {@code {"action":"block_count"}}, answered by the bare object that the method returns, in {@link NanoText}. A result that
 * is no object, which Nano never has, is answered as the member {@code result}.
 */
final class NanoForm {
    /** The answer is made elsewhere. */
    private static final Outcome NOTHING = Outcome.result(new byte[0]);

    private final Methods methods;
    private final NanoSubscriptions subscriptions;
    private final JsonCodec codec;

    NanoForm(Methods methods, Topics topics, JsonCodec codec) {
        this.methods = methods;
        this.subscriptions = new NanoSubscriptions(topics, codec);
        this.codec = codec;
    }

    /** One action; empty where Nano answers nothing, which is a subscription without {@code ack}. */
    CompletionStage<Optional<byte[]>> single(Document.Single request, RpcExchange exchange, Activations activations) {
        String action = request.message().action();
        if (subscriptions.handles(action, exchange) && !methods.has(action)) {
            return subscribing(action, CallParams.nano(request.whole(), codec), exchange, activations);
        }
        long limit = exchange.limits().maxResponseBytes();
        return methods.run(
                        action,
                        exchange,
                        activations.calls(),
                        description -> CallParams.nano(request.whole(), description, codec))
                .thenApply(outcome -> Optional.of(answer(action, outcome, limit)));
    }

    /** What runs the handler of a subscription is a call, as a method's is. */
    private CompletionStage<Optional<byte[]>> subscribing(
            String action, CallParams params, RpcExchange exchange, Activations activations) {
        if (!action.equals(Topics.SUBSCRIBE) || exchange.push().isEmpty()) {
            return CompletableFuture.completedFuture(subscriptions.run(action, params, exchange, activations));
        }
        AtomicReference<Optional<byte[]>> answer = new AtomicReference<>(Optional.empty());
        return methods.placed(action, exchange, activations.calls(), () -> {
                    answer.set(subscriptions.run(action, params, exchange, activations));
                    return NOTHING;
                })
                .thenApply(outcome -> outcome.error() == null
                        ? answer.get()
                        : Optional.of(subscriptions.refused(params, outcome.error())));
    }

    static byte[] error(RpcError error) {
        return bytes(NanoText.error(error.nano()));
    }

    private byte[] answer(String action, Outcome outcome, long limit) {
        try {
            RpcError error = outcome.error();
            byte[] answer = error == null ? result(outcome.json()) : error(error);
            return answer.length > limit ? error(RpcError.responseTooBig(limit)) : answer;
        } catch (RuntimeException e) {
            // A node's own codec may write what is no JSON.
            return error(Incidents.report(action, e));
        }
    }

    private static byte[] result(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8).strip();
        if (text.equals("null") || text.equals("{}")) {
            return error(RpcError.NO_RESULT);
        }
        return bytes(NanoText.of(text.startsWith("{") ? text : "{\"result\":" + text + "}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
