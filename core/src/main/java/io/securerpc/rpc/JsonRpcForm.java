package io.securerpc.rpc;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0.
 *
 * @see <a href="https://www.jsonrpc.org/specification">the specification</a>
 */
final class JsonRpcForm {
    private static final String NO_ID = "null";
    private static final byte[] RESULT = bytes("{\"jsonrpc\":\"2.0\",\"result\":");
    private static final byte[] ID = bytes(",\"id\":");
    private static final byte[] END = bytes("}");

    private final Methods methods;
    private final JsonRpcSubscriptions subscriptions;
    private final JsonCodec codec;

    JsonRpcForm(Methods methods, Topics topics, JsonCodec codec) {
        this.methods = methods;
        this.subscriptions = new JsonRpcSubscriptions(methods, topics, codec);
        this.codec = codec;
    }

    /** One request object; empty for a notification. */
    CompletionStage<Optional<byte[]>> single(Message message, RpcExchange exchange, Activations activations) {
        if (!message.valid()) {
            RpcError error = methods.paid(RpcError.INVALID_REQUEST, exchange);
            return CompletableFuture.completedFuture(Optional.of(error(message.answerId(), error)));
        }
        CompletionStage<Outcome> outcome = run(message, exchange, activations);
        if (message.notification()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String id = message.answerId();
        long limit = exchange.limits().maxResponseBytes();
        return outcome.thenApply(ended -> Optional.of(bounded(id, ended, limit)));
    }

    /**
     * A batch: members start in their order, without waiting for those that answer later; answers keep that order. Once the answers
     * together are past the limit, or have no room, no further member starts.
     */
    CompletionStage<Optional<byte[]>> batch(List<Message> members, RpcExchange exchange, Activations activations) {
        BatchAnswer answer =
                new BatchAnswer(members.size(), exchange.limits().maxResponseBytes(), exchange.answerRoom());
        try {
            for (Message member : members) {
                if (answer.refused()) {
                    break;
                }
                answer.add(single(member, exchange, activations));
            }
        } catch (Throwable broken) {
            answer.fail(broken);
            activations.cancel();
            throw broken;
        }
        return answer.whole().thenApply(whole -> {
            if (answer.refused()) {
                // Nobody learns their ids, so nobody could end them.
                activations.cancel();
            }
            return whole;
        });
    }

    static byte[] error(String id, RpcError error) {
        String data = error.data() == null ? "" : ",\"data\":" + error.data();
        return bytes("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + error.code() + ",\"message\":"
                + Json.quote(error.message()) + data + "}" + ",\"id\":" + id + "}");
    }

    static byte[] error(RpcError error) {
        return error(NO_ID, error);
    }

    private CompletionStage<Outcome> run(Message message, RpcExchange exchange, Activations activations) {
        String method = message.method();
        @Nullable JsonSpan params = message.params();
        if (subscriptions.handles(method)) {
            return subscriptions.run(message, exchange, activations);
        }
        return methods.run(
                method, exchange, activations.calls(), description -> CallParams.jsonRpc(params, description, codec));
    }

    private static byte[] bounded(String id, Outcome outcome, long limit) {
        byte[] answer = answer(id, outcome, limit);
        return answer.length > limit ? error(id, RpcError.responseTooBig(limit)) : answer;
    }

    private static byte[] answer(String id, Outcome outcome, long limit) {
        RpcError error = outcome.error();
        if (error != null) {
            return error(id, error);
        }
        byte[] result = outcome.json();
        byte[] idBytes = bytes(id);
        int length = RESULT.length + result.length + ID.length + idBytes.length + END.length;
        if (length > limit) {
            return error(id, RpcError.responseTooBig(limit));
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream(length);
        answer.writeBytes(RESULT);
        answer.writeBytes(result);
        answer.writeBytes(ID);
        answer.writeBytes(idBytes);
        answer.writeBytes(END);
        return answer.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
