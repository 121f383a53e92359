package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Permission;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registered subscriptions, and the one way to start one. */
final class Topics {
    /** The names both forms start and end subscriptions by; no method may have one. */
    static final String SUBSCRIBE = "subscribe";

    static final String UNSUBSCRIBE = "unsubscribe";

    /**
     * A topic and what it needs.
     *
     * @param permission what a caller must have
     * @param subscription the handler
     * @param overflow what it does about subscribers that are too slow
     */
    record Registered(Permission permission, RpcSubscription subscription, OverflowPolicy overflow) {}

    /**
     * What somebody asks for.
     *
     * @param topic its name
     * @param key what the subscription is known to its connection by
     * @param params for the handler
     * @param withOptions whether it is the handler's to know its options, and another set of them replaces the subscription
     */
    record Wanted(String topic, String key, CallParams params, boolean withOptions) {}

    private final Map<String, Registered> byName;
    private final List<SubscriptionMethods> families;
    private final Methods methods;

    Topics(Map<String, Registered> byName, List<SubscriptionMethods> families, Methods methods) {
        this.byName = Map.copyOf(byName);
        this.families = List.copyOf(families);
        this.methods = methods;
    }

    /** The names JSON-RPC's clients subscribe by; none in a service without topics. */
    List<SubscriptionMethods> families() {
        return families;
    }

    /** Whether a name is Nano's for subscribing, in a service that has subscriptions. */
    boolean handles(String name) {
        return !byName.isEmpty() && (name.equals(SUBSCRIBE) || name.equals(UNSUBSCRIBE));
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    boolean has(String topic) {
        return byName.containsKey(topic);
    }

    /** Whether a call that is about a topic may run, judged and paid for before it takes a place as a method's is; null if it may. */
    @Nullable
    RpcError judge(String topic, RpcExchange exchange) {
        Registered registered = byName.get(topic);
        if (registered == null) {
            return methods.paid(RpcError.UNKNOWN_TOPIC, exchange);
        }
        return RpcError.refusal(exchange.guard().judge(exchange.caller(), topic, registered.permission()));
    }

    /** Starts one that was {@linkplain #judge judged}, under a key of the connection; null if it runs now, or did already. */
    @Nullable
    RpcError start(Wanted wanted, RpcExchange exchange, EventText text, Activations activations) {
        String topic = wanted.topic();
        Registered registered = requireNonNull(byName.get(topic), "topic");
        PushChannel channel = exchange.push().orElseThrow();
        ActiveSubscription subscription =
                new ActiveSubscription(wanted, registered.overflow(), exchange, channel, text);
        return switch (channel.subscriptions()
                .add(wanted.key(), subscription, exchange.limits().maxSubscriptions())) {
            case ALREADY ->
                wanted.withOptions() || channel.subscriptions().hasOptions(wanted.key())
                        ? replace(registered.subscription(), subscription, activations)
                        : null;
            case FULL -> RpcError.TOO_MANY_SUBSCRIPTIONS;
            case STOPPING -> RpcError.STOPPING;
            case CLOSED -> RpcError.NO_PUSH;
            case ADDED -> open(topic, registered.subscription(), subscription, activations);
        };
    }

    /** Ends one; null if it ran. Whoever is admitted to the server, and has paid, may end what is its own. */
    @Nullable
    RpcError end(String key, RpcExchange exchange) {
        if (exchange.push().isEmpty()) {
            return RpcError.NO_PUSH;
        }
        return exchange.push().get().subscriptions().end(key) ? null : RpcError.NOT_SUBSCRIBED;
    }

    /** Gives a subscription other options, once that was {@linkplain #judge judged}; null if it has them now. */
    @Nullable
    RpcError update(String topic, String key, Params options, PushChannel channel) {
        ActiveSubscription subscription = channel.subscriptions().find(key);
        if (subscription == null) {
            return RpcError.NOT_SUBSCRIBED;
        }
        SubscriptionUpdate update = subscription.update();
        if (update == null) {
            return RpcError.NO_UPDATE;
        }
        try {
            update.update(options);
            subscription.updated();
            return null;
        } catch (Throwable e) {
            Methods.restoreInterruption(e);
            return methods.failure(topic, e).error();
        }
    }

    /** The one before lasts until this one is open: options that are refused change nothing. */
    private @Nullable RpcError replace(
            RpcSubscription handler, ActiveSubscription subscription, Activations activations) {
        RpcError error = open(subscription.topic(), handler, subscription, activations);
        if (error != null) {
            return error;
        }
        Subscriptions.Admission place = subscription.takePlace();
        if (place == Subscriptions.Admission.ADDED) {
            return null;
        }
        subscription.end();
        return place == Subscriptions.Admission.STOPPING ? RpcError.STOPPING : RpcError.NO_PUSH;
    }

    private @Nullable RpcError open(
            String topic, RpcSubscription handler, ActiveSubscription subscription, Activations activations) {
        try {
            subscription.opened(requireNonNull(handler.subscribe(subscription), "subscription"));
        } catch (Throwable e) {
            subscription.end();
            Methods.restoreInterruption(e);
            return methods.failure(topic, e).error();
        }
        activations.add(subscription);
        return null;
    }
}
