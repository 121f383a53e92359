package io.securerpc.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The standard codec's refusal of a text that does not fit a type; it names the member, never its value. */
final class UnreadableJson extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String member;

    UnreadableJson(Class<?> type, @Nullable String member, Throwable cause) {
        super("json: " + (member == null ? "does not fit" : member) + " (expected: " + type.getName() + ")", cause);
        this.member = member;
    }

    Optional<String> member() {
        return Optional.ofNullable(member);
    }
}
