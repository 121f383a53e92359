package io.securerpc.jetty;

import io.securerpc.gate.Gate;
import io.securerpc.listener.Listener;
import io.securerpc.trust.LiveTrust;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * One listener with its socket bound and everything that its requests need.
 *
 * @param rules the gate; none where nothing is served
 * @param plaintext what plain HTTP is told where only HTTPS is served
 */
record BoundListener(
        Listener listener,
        AbstractConnector connector,
        Optional<Gate> rules,
        Optional<PlaintextAnswer> plaintext,
        Optional<ListenerIdentities> identities,
        Optional<LiveTrust> trust,
        ClientConnections connections) {

    Gate gate() {
        return rules.orElseThrow(() -> new IllegalStateException("nothing is served at " + listener.place()));
    }

    URI uri() {
        return listener.match(
                tls -> uri("https", tls),
                plain -> uri("http", plain),
                unix -> URI.create("unix:" + unix.path().toUri().getRawPath()),
                redirect -> uri("http", redirect));
    }

    private URI uri(String scheme, Listener.Tcp tcp) {
        return ListenerException.uri(scheme, tcp.host(), Connectors.localPort(connector));
    }
}
