package io.securerpc.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Nano's actions: {@code {"action":"block_count"}}, answered by the bare object that the method returns, in {@link NanoText}. A result that
 * is no object, which Nano never has, is answered as the member {@code result}.
 */
final class NanoForm {
    private final Methods methods;
    private final NanoSubscriptions subscriptions;
    private final JsonCodec codec;

    NanoForm(Methods methods, Topics topics, JsonCodec codec) {
        this.methods = methods;
        this.subscriptions = new NanoSubscriptions(methods, topics, codec);
        this.codec = codec;
    }

    /** One action; empty where Nano answers nothing, which is a subscription without {@code ack}. */
    CompletionStage<Optional<byte[]>> single(Document.Single request, RpcExchange exchange, Activations activations) {
        String action = request.message().action();
        if (subscriptions.handles(action, exchange) && !methods.has(action)) {
            return subscriptions.run(action, request.whole(), exchange, activations);
        }
        long limit = exchange.limits().maxResponseBytes();
        return methods.run(
                        action,
                        exchange,
                        activations.calls(),
                        description -> CallParams.nano(request.whole(), description, codec))
                .thenApply(outcome -> Optional.of(answer(action, outcome, limit)));
    }

    static byte[] error(RpcError error) {
        return bytes(NanoText.error(error.nano()));
    }

    private byte[] answer(String action, Outcome outcome, long limit) {
        try {
            RpcError error = outcome.error();
            byte[] answer = error == null ? result(outcome.json(), limit) : error(error);
            return answer.length > limit ? error(RpcError.responseTooBig(limit)) : answer;
        } catch (NanoText.TooLong e) {
            return error(RpcError.responseTooBig(limit));
        } catch (RuntimeException e) {
            // A node's own codec may write what is no JSON.
            return error(Incidents.report(action, e));
        }
    }

    private static byte[] result(byte[] json, long limit) {
        String text = new String(json, StandardCharsets.UTF_8).strip();
        if (text.equals("null") || text.equals("{}")) {
            return error(RpcError.NO_RESULT);
        }
        return bytes(NanoText.of(text.startsWith("{") ? text : "{\"result\":" + text + "}", limit));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
