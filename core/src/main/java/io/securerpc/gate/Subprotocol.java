package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

/**
 * The one WebSocket sub-protocol, of those that a client offered, that the answer names (RFC 6455 §4.2.2).
 *
 * <h2>Security</h2>
 *
 * <p>Never one that carries a secret that is good for anything any more: {@code securerpc.v1}, or a proof of Parity's that has just been used up.
 */
public final class Subprotocol {
    /** What a client offers beside {@code ticket.…} or {@code token.…}, so that there is something to answer. */
    public static final String VERSION_1 = "securerpc.v1";

    static final Subprotocol V1 = new Subprotocol(VERSION_1);

    private final String text;

    private Subprotocol(String text) {
        this.text = text;
    }

    static Subprotocol of(String text) {
        return text.equals(VERSION_1) ? V1 : new Subprotocol(requireNonNull(text, "text"));
    }

    /**
     * What the answer names.
     *
     * @return as the client offered it
     */
    public String text() {
        return text;
    }

    /** A proof is not printed. */
    @Override
    public String toString() {
        return this == V1 ? VERSION_1 : "****";
    }
}
