package io.securerpc.gate;

import io.securerpc.trust.TrustDecision;

/** STUB: what TLS says of the peer. */
public sealed interface PeerVerdict {
    /** No TLS on this connection. */
    record Plaintext() implements PeerVerdict {}
    /** TLS, but nobody judged it: always refused. */
    record Unjudged() implements PeerVerdict {}
    /** TLS, judged, no certificate presented. */
    record NoCertificate() implements PeerVerdict {}
    /** TLS, certificate judged. */
    record Certificate(TrustDecision decision) implements PeerVerdict {}
}
