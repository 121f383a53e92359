package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

/**
 * Whether a caller may call a method, and which rule says so.
 *
 * <h2>Security</h2>
 *
 * <p>The rule is for the operator: a caller who is told it learns what others may.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 *
 * @param reason what kind of rule decided
 * @param rule the rule, as an operator would look for it; for the operator alone
 */
public record AccessDecision(Reason reason, String rule) {
    static final AccessDecision NOBODY =
            new AccessDecision(Reason.NOBODY, "the method declares no permission, so nobody may call it");
    static final AccessDecision NOT_GRANTED = new AccessDecision(Reason.NOT_GRANTED, "no rule grants it");
    static final AccessDecision PUBLIC =
            new AccessDecision(Reason.PERMISSION, "the method is public, which every admitted caller may call");

    /**
     * Refuses {@code null}.
     *
     * @param reason what kind of rule decided
     * @param rule the rule
     */
    public AccessDecision {
        requireNonNull(reason, "reason");
        requireNonNull(rule, "rule");
    }

    /**
     * Whether the call may run.
     *
     * @return true for {@link Reason#PERMISSION} and {@link Reason#ALLOWED} alone
     */
    public boolean admitted() {
        return reason == Reason.PERMISSION || reason == Reason.ALLOWED;
    }

    /** What kind of rule decided, in the order in which they are asked: the first that applies decides. */
    public enum Reason {
        /** The method can be called by nobody, whatever the rules. */
        NOBODY,
        /** A deny rule, or a switch such as {@code jsonrpc_apis} that closes the method to everybody. */
        DENIED,
        /** The caller has the permission that the method asks for. */
        PERMISSION,
        /** An allow rule names the method. */
        ALLOWED,
        /** No rule applies, which refuses. */
        NOT_GRANTED
    }
}
