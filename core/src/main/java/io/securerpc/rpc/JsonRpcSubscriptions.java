package io.securerpc.rpc;

import java.nio.ByteBuffer;
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

    /** What is dropped is told by a member beside the subscription's id, in front of the event that got through. */
    private static final class Events implements ActiveSubscription.EventText {
        private static final byte[] END = bytes("}}");

        private final JsonCodec codec;
        private final String head;
        private final int headBytes;
        private final byte[] start;

        Events(String topic, String id, JsonCodec codec) {
            this.codec = codec;
            this.head = "{\"jsonrpc\":\"2.0\",\"method\":" + Json.quote(topic) + ",\"params\":{\"subscription\":\"" + id
                    + "\"";
            this.headBytes = bytes(head).length;
            this.start = bytes(head + ",\"result\":");
        }

        @Override
        public byte[] event(Object value) {
            // Many subscribers may be sent the same one.
            byte[] result = value instanceof RawJson raw ? raw.utf8() : bytes(Methods.json(value, codec));
            return ByteBuffer.allocate(start.length + result.length + END.length)
                    .put(start)
                    .put(result)
                    .put(END)
                    .array();
        }

        @Override
        public byte[] afterLoss(byte[] event, long dropped) {
            return ActiveSubscription.EventText.insert(event, headBytes, ",\"dropped\":" + dropped);
        }

        @Override
        public byte[] lost(long dropped) {
            return bytes(head + ",\"error\":{\"code\":-32000,\"message\":\"Events were lost\",\"data\":{\"dropped\":"
                    + dropped + "}}}}");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
