package io.securerpc.jetty;

import io.securerpc.event.ClientActivity.Client;
import io.securerpc.trust.TrustDecision.Trusted;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Whom a connection was let in as, and when; put into words once, at the handshake, because others ask again and again.
 *
 * @param client who it is
 * @param since when it was let in
 */
record Admission(Client client, Instant since) {
    static Admission of(Trusted decision, X509Certificate certificate, Instant since) {
        return new Admission(Client.of(decision.callerId(), certificate), since);
    }

    /** Who it is by a later decision: whoever is no longer installed may still be somebody's by an authority. */
    Client client(Trusted now) {
        return now.callerId().equals(client.callerId())
                ? client
                : new Client(now.callerId(), client.subject(), client.fingerprint(), client.notAfter());
    }
}
