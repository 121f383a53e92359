package io.securerpc.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Subscribing in JSON-RPC, as Substrate and Ethereum nodes have it: {@code subscribe} answers an id, events carry it. */
final class JsonRpcSubscriptions {
    /** 144 bits: nobody guesses another's id. */
    private static final int ID_BYTES = 18;

    private final Topics topics;
    private final JsonCodec codec;

    JsonRpcSubscriptions(Topics topics, JsonCodec codec) {
        this.topics = topics;
        this.codec = codec;
    }

    boolean handles(String method) {
        return topics.handles(method);
    }

    Outcome run(Message message, RpcExchange exchange, Activations activations) {
        CallParams params = CallParams.jsonRpc(message.params(), codec);
        try {
            return message.method().equals(Topics.SUBSCRIBE)
                    ? subscribe(params, message.notification(), exchange, activations)
                    : unsubscribe(params, exchange);
        } catch (RpcException e) {
            return Outcome.error(new RpcError(e.code(), e.message(), null, e.message()));
        }
    }

    private Outcome subscribe(CallParams params, boolean notification, RpcExchange exchange, Activations activations) {
        String topic = params.has("topic") ? params.string("topic") : params.string(0);
        if (notification) {
            // Nobody would learn its id, so nobody could end it.
            return Outcome.error(RpcError.INVALID_REQUEST);
        }
        String id = Base64.getUrlEncoder().encodeToString(Incidents.random(ID_BYTES));
        @Nullable RpcError error = topics.start(topic, id, exchange, new Events(topic, id, codec), activations);
        return error == null ? json("\"" + id + "\"") : Outcome.error(error);
    }

    private Outcome unsubscribe(CallParams params, RpcExchange exchange) {
        String id = params.has("subscription") ? params.string("subscription") : params.string(0);
        @Nullable RpcError error = topics.end(id, exchange);
        if (RpcError.NOT_SUBSCRIBED.equals(error)) {
            return json("false");
        }
        return error == null ? json("true") : Outcome.error(error);
    }

    private static Outcome json(String text) {
        return Outcome.result(text.getBytes(StandardCharsets.UTF_8));
    }

    private record Events(String topic, String id, JsonCodec codec) implements ActiveSubscription.EventText {
        @Override
        public String event(Object value) {
            return text("result", Methods.json(value, codec));
        }

        @Override
        public String lost() {
            return text("error", "{\"code\":-32000,\"message\":\"Events were lost\"}");
        }

        private String text(String member, String json) {
            return "{\"jsonrpc\":\"2.0\",\"method\":" + Json.quote(topic) + ",\"params\":{\"subscription\":\"" + id
                    + "\",\"" + member + "\":" + json + "}}";
        }
    }
}
