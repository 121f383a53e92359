package io.securerpc.rpc;

import io.securerpc.caller.Permission;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What there is to be called, by the names it is called by: methods, and the names of subscribing for the topics they lead to. */
final class CallableNames {
    /**
     * What one caller may call.
     *
     * @param methods the names of methods, those of subscribing and unsubscribing among them
     * @param topics the topics it may subscribe to
     */
    record Found(NavigableSet<String> methods, NavigableSet<String> topics) {}

    private final Map<String, Methods.Registered> methods;
    private final Map<String, Topics.Registered> topics;
    private final List<SubscriptionMethods> families;

    CallableNames(
            Map<String, Methods.Registered> methods,
            Map<String, Topics.Registered> topics,
            List<SubscriptionMethods> families) {
        this.methods = Map.copyOf(methods);
        this.topics = Map.copyOf(topics);
        this.families = List.copyOf(families);
    }

    /** Unlike Substrate's list, without the names that the caller may not call. */
    Found of(RpcExchange exchange) {
        NavigableSet<String> names = new TreeSet<>();
        NavigableSet<String> subscribable = new TreeSet<>();
        methods.forEach((name, method) -> {
            if (admitted(exchange, name, method.permission())) {
                names.add(name);
            }
        });
        topics.forEach((name, topic) -> {
            if (admitted(exchange, name, topic.permission())) {
                subscribable.add(name);
            }
        });
        if (!subscribable.isEmpty()) {
            subscribing(exchange, subscribable).forEach(names::add);
        }
        return new Found(names, subscribable);
    }

    /** The names by which one of the topics is subscribed to; ending one needs what {@link Topics#end} asks for. */
    private Stream<String> subscribing(RpcExchange exchange, NavigableSet<String> subscribable) {
        boolean mayEnd = admitted(exchange, Topics.UNSUBSCRIBE, Permission.PUBLIC);
        return families.stream()
                .filter(family -> family.topic().map(subscribable::contains).orElse(true))
                .flatMap(family ->
                        mayEnd ? Stream.of(family.subscribe(), family.unsubscribe()) : Stream.of(family.subscribe()));
    }

    private static boolean admitted(RpcExchange exchange, String name, Permission permission) {
        return exchange.guard().wouldAdmit(exchange.caller(), name, permission);
    }
}
