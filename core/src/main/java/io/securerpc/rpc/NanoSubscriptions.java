package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Subscribing in the Nano form: one subscription for each topic, acknowledged where {@code ack} asks for it, errors never passed over
 * in silence.
 */
final class NanoSubscriptions {
    private static final String PING = "ping";
    private static final String UPDATE = "update";
    private static final String OPTIONS = "options";
    /** Acknowledged by the form, if at all. */
    private static final Outcome DONE = Outcome.result(new byte[0]);

    private final Methods methods;
    private final Topics topics;
    private final JsonCodec codec;

    NanoSubscriptions(Methods methods, Topics topics, JsonCodec codec) {
        this.methods = methods;
        this.topics = topics;
        this.codec = codec;
    }

    boolean handles(String action, RpcExchange exchange) {
        return topics.handles(action)
                || (action.equals(UPDATE) && !topics.isEmpty())
                || (action.equals(PING) && exchange.push().isPresent());
    }

    /**
     * What is wrong with a request is found before anything starts; an error carries the request's id, as an acknowledgement does. Judged and paid for at once, as a method's call is; what
     * runs the handler of a subscription does so in a place.
     */
    CompletionStage<Optional<byte[]>> run(
            String action, JsonSpan request, RpcExchange exchange, Activations activations) {
        String id = "";
        try {
            CallParams params = CallParams.nano(request, codec);
            id = id(params);
            if (action.equals(PING)) {
                RpcError tooMuch = methods.tooMuch(exchange);
                return answered(tooMuch == null ? ack("pong", id) : error(tooMuch.nano(), id));
            }
            boolean acknowledged = params.optionalBool("ack").orElse(false);
            String told = id;
            return begun(action, params, exchange, activations).thenApply(outcome -> {
                if (outcome.error() != null) {
                    return Optional.of(error(outcome.error().nano(), told));
                }
                return acknowledged ? Optional.of(ack(action, told)) : Optional.empty();
            });
        } catch (RpcException e) {
            RpcError error = new RpcError(e.code(), e.message(), null, e.message());
            return answered(error(methods.paid(error, exchange).nano(), id));
        } catch (Throwable e) {
            // A guard that throws refuses this call, in the form in which it was made.
            return answered(error(
                    requireNonNull(methods.failure(action, e).error(), "error").nano(), id));
        }
    }

    private CompletionStage<Outcome> begun(
            String action, CallParams params, RpcExchange exchange, Activations activations) {
        String topic = params.string("topic");
        if (action.equals(Topics.UNSUBSCRIBE)) {
            return topics.has(topic)
                    ? methods.paidAtOnce(action, exchange, () -> outcome(topics.end(key(topic), exchange)))
                    : Methods.done(Outcome.error(methods.paid(RpcError.UNKNOWN_TOPIC, exchange)));
        }
        boolean update = action.equals(UPDATE);
        params.optional(OPTIONS).ifPresent(Param::object); // no object is refused, whatever the topic does with it
        Params options = update ? params.object(OPTIONS) : params;
        RpcError refusal = topics.judge(topic, exchange);
        if (refusal != null) {
            return Methods.done(Outcome.error(refusal));
        }
        return methods.placed(
                action,
                exchange,
                activations.calls(),
                () -> outcome(
                        update
                                ? topics.update(
                                        topic,
                                        key(topic),
                                        options,
                                        exchange.push().orElseThrow())
                                : topics.start(
                                        new Topics.Wanted(topic, key(topic), params, params.has(OPTIONS)),
                                        exchange,
                                        new Events(topic, codec),
                                        activations)));
    }

    private static Outcome outcome(@Nullable RpcError error) {
        return error == null ? DONE : Outcome.error(error);
    }

    private static CompletionStage<Optional<byte[]>> answered(byte[] answer) {
        return CompletableFuture.completedFuture(Optional.of(answer));
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
    private static final class Events implements EventText {
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
            return EventText.insert(event, headBytes, ",\n    \"dropped\": \"" + dropped + "\"");
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
