package io.securerpc.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Subscribing in the Nano form: one subscription for each topic, acknowledged where {@code ack} asks for it, errors never passed over
 * in silence.
 */
final class NanoSubscriptions {
    private static final String PING = "ping";

    private final Topics topics;
    private final JsonCodec codec;

    NanoSubscriptions(Topics topics, JsonCodec codec) {
        this.topics = topics;
        this.codec = codec;
    }

    boolean handles(String action, RpcExchange exchange) {
        return topics.handles(action) || (action.equals(PING) && exchange.push().isPresent());
    }

    Optional<byte[]> run(String action, CallParams params, RpcExchange exchange, Activations activations) {
        try {
            if (action.equals(PING)) {
                return Optional.of(ack("pong", params));
            }
            String topic = params.string("topic");
            @Nullable
            RpcError error = action.equals(Topics.SUBSCRIBE)
                    ? topics.start(topic, key(topic), exchange, new Events(topic, codec), activations)
                    : topics.has(topic) ? topics.end(key(topic), exchange) : RpcError.UNKNOWN_TOPIC;
            if (error != null) {
                return Optional.of(NanoForm.error(error));
            }
            return params.optionalBool("ack").orElse(false) ? Optional.of(ack(action, params)) : Optional.empty();
        } catch (RpcException e) {
            return Optional.of(bytes(NanoText.error(e.message())));
        }
    }

    private static byte[] ack(String what, CallParams params) {
        String id = params.optionalString("id")
                .map(text -> ",\"id\":" + Json.quote(text))
                .orElse("");
        return bytes(NanoText.of("{\"ack\":\"" + what + "\",\"time\":" + System.currentTimeMillis() + id + "}"));
    }

    /** Ids of JSON-RPC subscriptions have no colon. */
    private static String key(String topic) {
        return "topic:" + topic;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Events(String topic, JsonCodec codec) implements ActiveSubscription.EventText {
        @Override
        public String event(Object value) {
            return text("message", Methods.json(value, codec));
        }

        @Override
        public String lost() {
            return text("error", "\"Events were lost\"");
        }

        private String text(String member, String json) {
            return NanoText.of("{\"topic\":" + Json.quote(topic) + ",\"time\":" + System.currentTimeMillis() + ",\""
                    + member + "\":" + json + "}");
        }
    }
}
