package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import io.securerpc.trust.TrustDecision;
import java.security.cert.X509Certificate;
import java.util.Optional;

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
     * @param certificate what was judged, for methods to look at; empty if they are not to see it
     */
    record Certificate(TrustDecision decision, Optional<X509Certificate> certificate) implements PeerVerdict {
        /**
         * A certificate that methods are not to see.
         *
         * @param decision trusted or not
         */
        public Certificate(TrustDecision decision) {
            this(decision, Optional.empty());
        }

        /**
         * Requires both parts.
         *
         * @param decision trusted or not
         * @param certificate what was judged
         */
        public Certificate {
            requireNonNull(decision, "decision");
            requireNonNull(certificate, "certificate");
        }
    }
}
