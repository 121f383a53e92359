package io.securerpc.rpc;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The OpenRPC document of a service.
 *
 * @see <a href="https://spec.open-rpc.org">OpenRPC 1.3</a>
 */
final class OpenRpc {
    /** The name that OpenRPC gives the method that answers the document. */
    static final String METHOD = "rpc.discover";

    /** Said of itself, in the words of the specification. */
    static final MethodDescription DESCRIPTION = MethodDescription.of(
                    "Returns an OpenRPC schema as a description of this service")
            .withResult(
                    "OpenRPC Schema",
                    JsonType.described(
                            RawJson.of(
                                    "{\"$ref\":\"https://raw.githubusercontent.com/open-rpc/meta-schema/master/schema.json\"}")));

    private static final JsonType ANYTHING = JsonType.any();

    private final String head;
    /** Sorted by name; what is said of a method may depend on the topics that somebody may subscribe to. */
    private final Map<String, Function<NavigableSet<String>, String>> methods = new TreeMap<>();

    static OpenRpc of(
            String title, String version, Map<String, Methods.Registered> methods, List<SubscriptionMethods> families) {
        OpenRpc openRpc = new OpenRpc(title, version);
        methods.forEach((name, method) -> openRpc.add(name, method.description()));
        families.forEach(family -> {
            openRpc.methods.put(family.subscribe(), topics -> method(family.subscribe(), family.starting(topics)));
            openRpc.add(family.unsubscribe(), family.ending());
        });
        return openRpc;
    }

    private OpenRpc(String title, String version) {
        head = "{\"openrpc\":\"1.3.2\",\"info\":{\"title\":" + Json.quote(title) + ",\"version\":" + Json.quote(version)
                + "},\"methods\":";
    }

    private void add(String name, MethodDescription description) {
        String method = method(name, description);
        methods.put(name, topics -> method);
    }

    /** The document of what somebody may call. */
    RawJson document(CallableNames.Found callable) {
        StringJoiner list = new StringJoiner(",", head + "[", "]}");
        methods.forEach((name, method) -> {
            if (callable.methods().contains(name)) {
                list.add(method.apply(callable.topics()));
            }
        });
        return RawJson.known(list.toString());
    }

    /** What is not described is told as what it is: any parameters, by name or position, and any result. */
    private static String method(String name, MethodDescription description) {
        StringBuilder method = new StringBuilder("{\"name\":").append(Json.quote(name));
        if (!description.summary().isEmpty()) {
            method.append(",\"summary\":").append(Json.quote(description.summary()));
        }
        return method.append(",\"paramStructure\":\"either\",\"params\":")
                .append(params(description.params()))
                .append(",\"result\":")
                .append(value(description.result().orElse(new MethodDescription.Value("result", ANYTHING, false))))
                .append('}')
                .toString();
    }

    private static String params(List<MethodDescription.Value> params) {
        StringJoiner list = new StringJoiner(",", "[", "]");
        params.forEach(param -> list.add(value(param)));
        return list.toString();
    }

    private static String value(MethodDescription.Value value) {
        String required = value.required() ? ",\"required\":true" : "";
        return "{\"name\":" + Json.quote(value.name()) + required + ",\"schema\":" + value.type() + "}";
    }
}
