package io.securerpc.rpc;

/** A type that the standard codec can make of no text: the handler's fault who asks for it, whatever was sent. */
final class UnreadableType extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnreadableType(Class<?> type, Throwable cause) {
        super("type: " + type.getName() + " (expected: one that can be made of JSON, such as a record)", cause);
    }
}
