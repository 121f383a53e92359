package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names under which JSON-RPC clients of one family of nodes subscribe, unsubscribe and are sent events, beside this library's own {@code subscribe} and {@code unsubscribe}.
 *
 * <p>The topics are those that are registered; who may subscribe is decided by the topic's permission and name, whichever method is used. A subscription is ended by the method of its own
 * family, and by that of no other.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * RpcService.builder()
 *         .subscription("newHeads", Permission.PUBLIC, heads)
 *         .subscription("logs", Permission.PUBLIC, subscriber -> logs.matching(subscriber.params().as(Filter[].class), subscriber::send))
 *         .subscriptionMethods(SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
 *         .subscriptionMethods(SubscriptionMethods.ofTopic(
 *                 "newHeads", "chain_subscribeNewHeads", "chain_unsubscribeNewHeads", "chain_newHead"))
 * }</pre>
 */
public final class SubscriptionMethods {
    private final Optional<String> topic;
    private final String subscribe;
    private final String unsubscribe;
    private final Optional<String> event;

    private SubscriptionMethods(Optional<String> topic, String subscribe, String unsubscribe, Optional<String> event) {
        this.topic = topic;
        this.subscribe = subscribe;
        this.unsubscribe = unsubscribe;
        this.event = event;
    }

    /**
     * Ethereum's way: one method for all topics, whose first parameter is the topic's name; ids look like {@code 0x9cef478923ff08bf67fde6c64013158d}.
     *
     * @param subscribe answers an id, {@code eth_subscribe} for instance
     * @param unsubscribe takes the id, {@code eth_unsubscribe} for instance
     * @param event the method of the notifications, {@code eth_subscription} for instance
     * @return the names
     */
    public static SubscriptionMethods byTopic(String subscribe, String unsubscribe, String event) {
        return new SubscriptionMethods(
                Optional.empty(),
                requireNonNull(subscribe, "subscribe"),
                requireNonNull(unsubscribe, "unsubscribe"),
                Optional.of(requireNonNull(event, "event")));
    }

    /**
     * Substrate's way: a method for each topic; all its parameters are the subscription's.
     *
     * @param topic the name it is registered under
     * @param subscribe answers an id, {@code chain_subscribeNewHeads} for instance
     * @param unsubscribe takes the id, {@code chain_unsubscribeNewHeads} for instance
     * @param event the method of the notifications, {@code chain_newHead} for instance
     * @return the names
     */
    public static SubscriptionMethods ofTopic(String topic, String subscribe, String unsubscribe, String event) {
        return new SubscriptionMethods(
                Optional.of(requireNonNull(topic, "topic")),
                requireNonNull(subscribe, "subscribe"),
                requireNonNull(unsubscribe, "unsubscribe"),
                Optional.of(requireNonNull(event, "event")));
    }

    /** This library's own, whose events have the topic for their method. */
    static SubscriptionMethods own() {
        return new SubscriptionMethods(Optional.empty(), Topics.SUBSCRIBE, Topics.UNSUBSCRIBE, Optional.empty());
    }

    Optional<String> topic() {
        return topic;
    }

    String subscribe() {
        return subscribe;
    }

    String unsubscribe() {
        return unsubscribe;
    }

    Optional<String> event() {
        return event;
    }

    boolean subscribes(String name) {
        return name.equals(subscribe) || name.equals(unsubscribe);
    }

    /** How subscribing is told; of one method for several topics, with those that are given. */
    MethodDescription starting(NavigableSet<String> topics) {
        String told = event.map(method -> "notifications " + method).orElse("notifications named after the topic");
        MethodDescription description = MethodDescription.of(
                "Subscribes to " + topic.orElse("a topic") + ": events are " + told + "; needs a WebSocket");
        if (topic.isEmpty()) {
            String names = topics.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
            description = description.withParam(
                    "topic", JsonType.described(RawJson.of("{\"type\":\"string\",\"enum\":" + names + "}")));
        }
        return description.withResult("subscription", JsonType.string());
    }

    /** How unsubscribing is told. */
    MethodDescription ending() {
        return MethodDescription.of("Ends a subscription made by " + subscribe + "; false if there is none of that id")
                .withParam("subscription", JsonType.string())
                .withResult("ended", JsonType.bool());
    }

    /** Under what a subscription of this family is known to its connection; ids of other families never meet it. */
    String key(String id) {
        return unsubscribe + " " + id;
    }

    /** Quantities of Ethereum begin with no zero. */
    boolean hexIds() {
        return topic.isEmpty() && event.isPresent();
    }

    @Override
    public String toString() {
        return subscribe + ", " + unsubscribe;
    }
}
