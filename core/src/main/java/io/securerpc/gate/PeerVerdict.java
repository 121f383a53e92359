package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.trust.TrustDecision;

/**
 * What the connection's own TLS says of the peer: never a header, never a proxy's word.
 *
 * <p>Judging is positive: a TLS connection that nobody has judged yet is {@link Unjudged}, and refused, whatever the reason.
 */
public sealed interface PeerVerdict {
    /** No TLS on this connection. */
    record Plaintext() implements PeerVerdict {}

    /** TLS, but nobody judged the peer: always refused. */
    record Unjudged() implements PeerVerdict {}

    /** TLS, judged, no certificate presented. */
    record NoCertificate() implements PeerVerdict {}

    /**
     * TLS, and a certificate that was judged.
     *
     * @param decision trusted or not
     */
    record Certificate(TrustDecision decision) implements PeerVerdict {
        /**
         * Requires the decision.
         *
         * @param decision trusted or not
         */
        public Certificate {
            requireNonNull(decision, "decision");
        }
    }
}
