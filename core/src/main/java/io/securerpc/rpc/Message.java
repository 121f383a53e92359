package io.securerpc.rpc;

import io.securerpc.rpc.JsonSpan.Kind;
import org.jspecify.annotations.Nullable;

/** One request object: the members that say what it is, as they were sent. */
final class Message {
    private @Nullable JsonSpan version;
    private @Nullable JsonSpan method;
    private @Nullable JsonSpan params;
    private @Nullable JsonSpan id;
    private @Nullable JsonSpan action;

    static boolean knows(String member) {
        return switch (member) {
            case "jsonrpc", "method", "params", "id", "action" -> true;
            default -> false;
        };
    }

    void put(String member, JsonSpan value) {
        switch (member) {
            case "jsonrpc" -> version = value;
            case "method" -> method = value;
            case "params" -> params = value;
            case "id" -> id = value;
            case "action" -> action = value;
            default -> throw new IllegalArgumentException(member);
        }
    }

    /** Whether it speaks Nano: an action, and nothing that only JSON-RPC has. */
    boolean nano() {
        return action != null && version == null && method == null;
    }

    /** Whether it is a request object of JSON-RPC 2.0. */
    boolean valid() {
        return version != null
                && version.is(Kind.STRING)
                && version.string().equals("2.0")
                && method != null
                && method.is(Kind.STRING)
                && (params == null || params.is(Kind.OBJECT) || params.is(Kind.ARRAY))
                && (id == null || usable(id));
    }

    /** The method's name; only for who has asked {@link #valid()}. */
    String method() {
        return method == null ? "" : method.string();
    }

    /** The action's name, as a property tree reads it: containers have no text. */
    String action() {
        return action == null || action.is(Kind.OBJECT) || action.is(Kind.ARRAY) ? "" : action.string();
    }

    @Nullable
    JsonSpan params() {
        return params;
    }

    @Nullable
    JsonSpan id() {
        return id;
    }

    boolean notification() {
        return id == null;
    }

    /** The id to answer with: exactly as sent, or null where there is none that could be told. */
    String answerId() {
        return id != null && usable(id) ? id.raw() : "null";
    }

    private static boolean usable(JsonSpan id) {
        return switch (id.kind()) {
            case STRING, INTEGER, DECIMAL, NULL -> true;
            case OBJECT, ARRAY, BOOLEAN -> false;
        };
    }
}
