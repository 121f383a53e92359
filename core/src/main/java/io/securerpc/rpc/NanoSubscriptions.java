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
    private static final String UPDATE = "update";
    private static final String OPTIONS = "options";

    private final Topics topics;
    private final JsonCodec codec;

    NanoSubscriptions(Topics topics, JsonCodec codec) {
        this.topics = topics;
        this.codec = codec;
    }

    boolean handles(String action, RpcExchange exchange) {
        return topics.handles(action)
                || (action.equals(UPDATE) && !topics.isEmpty())
                || (action.equals(PING) && exchange.push().isPresent());
    }

    /** What is wrong with a request is found before anything starts; an error carries the request's id, as an acknowledgement does. */
    Optional<byte[]> run(String action, CallParams params, RpcExchange exchange, Activations activations) {
        String id = "";
        try {
            id = id(params);
            if (action.equals(PING)) {
                return Optional.of(ack("pong", id));
            }
            boolean acknowledged = params.optionalBool("ack").orElse(false);
            String topic = params.string("topic");
            @Nullable
            RpcError error = switch (action) {
                case Topics.SUBSCRIBE -> subscribe(topic, params, exchange, activations);
                case UPDATE -> topics.update(topic, key(topic), params.object(OPTIONS), exchange);
                default -> topics.has(topic) ? topics.end(key(topic), exchange) : RpcError.UNKNOWN_TOPIC;
            };
            if (error != null) {
                return Optional.of(error(error.nano(), id));
            }
            return acknowledged ? Optional.of(ack(action, id)) : Optional.empty();
        } catch (RpcException e) {
            return Optional.of(error(e.message(), id));
        }
    }

    private @Nullable RpcError subscribe(
            String topic, CallParams params, RpcExchange exchange, Activations activations) {
        params.optional(OPTIONS).ifPresent(Param::object); // no object is refused, whatever the topic does with it
        return topics.start(
                new Topics.Wanted(topic, key(topic), params, params.has(OPTIONS)),
                exchange,
                new Events(topic, codec),
                activations);
    }

    /** What did not even start; with the request's id, if it has one. */
    byte[] refused(CallParams params, RpcError error) {
        try {
            return error(error.nano(), id(params));
        } catch (RpcException e) {
            return error(error.nano(), "");
        }
    }

    private static String id(CallParams params) {
        return params.optionalString("id")
                .filter(text -> !text.isEmpty()) // which is none to Nano
                .map(text -> ",\"id\":" + Json.quote(text))
                .orElse("");
    }

    private static byte[] ack(String what, String id) {
        return bytes(NanoText.of("{\"ack\":\"" + what + "\",\"time\":" + System.currentTimeMillis() + id + "}"));
    }

    private static byte[] error(String message, String id) {
        return bytes(NanoText.of("{\"error\":" + Json.quote(message) + id + "}"));
    }

    /** Keys of JSON-RPC subscriptions begin with the name of a method and a space. */
    private static String key(String topic) {
        return "topic:" + topic;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What is dropped is told by a member behind the topic, in front of the event that got through. */
    private static final class Events implements ActiveSubscription.EventText {
        private final JsonCodec codec;
        private final String topic;
        private final int headBytes;

        Events(String topic, JsonCodec codec) {
            this.codec = codec;
            this.topic = "{\"topic\":" + Json.quote(topic);
            this.headBytes = bytes(NanoText.of(this.topic + "}")).length - bytes("\n}\n").length;
        }

        @Override
        public byte[] event(Object value) {
            return text("message", Methods.json(value, codec));
        }

        @Override
        public byte[] afterLoss(byte[] event, long dropped) {
            return ActiveSubscription.EventText.insert(event, headBytes, ",\n    \"dropped\": \"" + dropped + "\"");
        }

        @Override
        public byte[] lost(long dropped) {
            return afterLoss(text("error", "\"Events were lost\""), dropped);
        }

        @Override
        public byte[] stopping() {
            return text("error", Json.quote(RpcError.STOPPING.nano()));
        }

        private byte[] text(String member, String json) {
            return bytes(NanoText.of(
                    topic + ",\"time\":" + System.currentTimeMillis() + ",\"" + member + "\":" + json + "}"));
        }
    }
}
