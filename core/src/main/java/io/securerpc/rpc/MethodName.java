package io.securerpc.rpc;

import java.util.regex.Pattern;

/** What methods and topics may be called. */
final class MethodName {
    // What node interfaces are named by, and nothing that would have to be escaped in a log or an event.
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./:-]{0,127}");

    private MethodName() {}

    static void require(String name) {
        requireForm(name);
        if (name.equals(Topics.SUBSCRIBE) || name.equals(Topics.UNSUBSCRIBE)) {
            throw ofSubscribing(name);
        }
    }

    static void requireForm(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("method name: " + Json.quote(name)
                    + " (expected: 1 to 128 letters, digits or _ . / : -, beginning with a letter, digit or _)");
        }
        if (name.startsWith("rpc.")) {
            throw new IllegalArgumentException(
                    "method name: " + name + " (expected: not rpc., which JSON-RPC 2.0 reserves)");
        }
    }

    static IllegalArgumentException ofSubscribing(String name) {
        return new IllegalArgumentException(
                "method name: " + name + " (expected: another, this one starts or ends subscriptions)");
    }
}
