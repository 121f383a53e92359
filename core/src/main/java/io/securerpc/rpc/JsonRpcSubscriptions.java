package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Subscribing in JSON-RPC, as Substrate and Ethereum nodes have it: subscribing answers an id, events carry it, and unsubscribing takes it. */
final class JsonRpcSubscriptions {
    /** 144 bits: nobody guesses another's id. */
    private static final int ID_BYTES = 18;
    /** 127 bits, as Ethereum's clients are used to. */
    private static final int HEX_ID_BYTES = 16;

    private final Methods methods;
    private final Topics topics;
    private final JsonCodec codec;
    private final Map<String, SubscriptionMethods> subscribing = new HashMap<>();
    private final Map<String, SubscriptionMethods> unsubscribing = new HashMap<>();

    JsonRpcSubscriptions(Methods methods, Topics topics, JsonCodec codec) {
        this.methods = methods;
        this.topics = topics;
        this.codec = codec;
        topics.families().forEach(family -> {
            subscribing.put(family.subscribe(), family);
            unsubscribing.put(family.unsubscribe(), family);
        });
    }

    boolean handles(String method) {
        return subscribing.containsKey(method) || unsubscribing.containsKey(method);
    }

    /** Judged and paid for at once, as a method's call is; what runs the handler of a subscription does so in a place. */
    CompletionStage<Outcome> run(Message message, RpcExchange exchange, Activations activations) {
        SubscriptionMethods family = subscribing.get(message.method());
        try {
            CallParams params = CallParams.jsonRpc(message.params(), codec);
            return family == null
                    ? unsubscribe(requireNonNull(unsubscribing.get(message.method()), "family"), params, exchange)
                    : subscribe(family, params, message.notification(), exchange, activations);
        } catch (RpcException e) {
            RpcError error = new RpcError(e.code(), e.message(), null, e.message());
            return Methods.done(Outcome.error(methods.paid(error, exchange)));
        } catch (Throwable e) {
            // A guard that throws refuses this call, and none of the batch's others.
            return Methods.done(methods.failure(message.method(), e));
        }
    }

    private CompletionStage<Outcome> subscribe(
            SubscriptionMethods family,
            CallParams params,
            boolean notification,
            RpcExchange exchange,
            Activations activations) {
        boolean named = params.has("topic");
        String topic = family.topic().orElseGet(() -> named ? params.string("topic") : params.string(0));
        CallParams own = family.topic().isPresent() || named ? params : params.afterFirst();
        if (notification) {
            // Nobody would learn its id, so nobody could end it.
            return Methods.done(Outcome.error(methods.paid(RpcError.INVALID_REQUEST, exchange)));
        }
        RpcError refusal = topics.judge(topic, exchange);
        if (refusal != null) {
            return Methods.done(Outcome.error(refusal));
        }
        return methods.placed(
                family.subscribe(),
                exchange,
                activations.calls(),
                () -> start(family, topic, own, exchange, activations));
    }

    private Outcome start(
            SubscriptionMethods family, String topic, CallParams own, RpcExchange exchange, Activations activations) {
        String id = family.hexIds() ? hexId() : Base64.getUrlEncoder().encodeToString(Incidents.random(ID_BYTES));
        Events events = new Events(family.event().orElse(topic), id, codec);
        @Nullable
        RpcError error =
                topics.start(new Topics.Wanted(topic, family.key(id), own, false), exchange, events, activations);
        return error == null ? json("\"" + id + "\"") : Outcome.error(error);
    }

    private CompletionStage<Outcome> unsubscribe(SubscriptionMethods family, CallParams params, RpcExchange exchange) {
        String id = params.has("subscription") ? params.string("subscription") : params.string(0);
        return methods.paidAtOnce(family.unsubscribe(), exchange, () -> ended(topics.end(family.key(id), exchange)));
    }

    private static Outcome ended(@Nullable RpcError error) {
        if (RpcError.NOT_SUBSCRIBED.equals(error)) {
            return json("false");
        }
        return error == null ? json("true") : Outcome.error(error);
    }

    private static String hexId() {
        byte[] random = Incidents.random(HEX_ID_BYTES);
        random[0] |= (byte) 0x80;
        return "0x" + HexFormat.of().formatHex(random);
    }

    private static Outcome json(String text) {
        return Outcome.result(text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is dropped is told by a member beside the subscription's id, in front of the event that got through. */
    private static final class Events implements EventText {
        private static final byte[] END = bytes("}}");

        private final JsonCodec codec;
        private final String head;
        private final int headBytes;
        private final byte[] start;

        Events(String method, String id, JsonCodec codec) {
            this.codec = codec;
            this.head = "{\"jsonrpc\":\"2.0\",\"method\":" + Json.quote(method) + ",\"params\":{\"subscription\":\""
                    + id + "\"";
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
            return EventText.insert(event, headBytes, ",\"dropped\":" + dropped);
        }

        @Override
        public byte[] lost(long dropped) {
            return bytes(head + ",\"error\":{\"code\":-32000,\"message\":\"Events were lost\",\"data\":{\"dropped\":"
                    + dropped + "}}}}");
        }

        @Override
        public byte[] stopping() {
            RpcError error = RpcError.STOPPING;
            return bytes(head + ",\"error\":{\"code\":" + error.code() + ",\"message\":" + Json.quote(error.message())
                    + "}}}");
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
