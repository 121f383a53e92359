package io.securerpc.jetty;

import io.securerpc.gate.Gate;
import io.securerpc.listener.Listener;
import io.securerpc.trust.LiveTrust;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jetty.server.ServerConnector;

/** One listener with its socket bound and everything that its requests need. */
record BoundListener(
        Listener listener,
        ServerConnector connector,
        Gate gate,
        Optional<ListenerIdentities> identities,
        Optional<LiveTrust> trust,
        ClientConnections connections) {

    boolean isTls() {
        return listener instanceof Listener.Tls;
    }

    URI uri() {
        return ListenerException.uri(isTls() ? "https" : "http", listener.host(), connector.getLocalPort());
    }
}
