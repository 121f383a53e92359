package io.securerpc.jetty;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.trust.LiveTrust;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/**
 * A server that listens; closing it stops it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
public final class RunningServer implements AutoCloseable {
    private final Server server;
    private final List<BoundListener> listeners;
    private final AtomicBoolean closed = new AtomicBoolean();

    RunningServer(Server server, List<BoundListener> listeners) {
        this.server = server;
        this.listeners = List.copyOf(listeners);
    }

    /**
     * Where it listens, with the real port of each listener, in the order they were added.
     *
     * @return {@code https://host:port} or {@code http://host:port}
     */
    public List<URI> uris() {
        return listeners.stream().map(BoundListener::uri).toList();
    }

    /**
     * The identities that are served, one per TLS listener, in the order they were added.
     *
     * @return identities; empty if no listener has TLS
     */
    public List<ServerIdentity> identities() {
        return listeners.stream()
                .map(BoundListener::identity)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The TLS connections that are open now, on all listeners.
     *
     * @return connections, those still in their handshake included
     */
    public int tlsConnections() {
        return listeners.stream()
                .mapToInt(listener -> listener.connections().count())
                .sum();
    }

    /** What was bound, in the order of {@link #uris}. */
    List<BoundListener> listeners() {
        return listeners;
    }

    /** Stops listening, closes all connections and the watchers; a second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ServerStop.stop(
                    server, listeners.stream().flatMap(l -> l.trust().stream()).toList());
        }
    }

    /** Stops what was started, all of it, whatever fails on the way. */
    static final class ServerStop {
        private ServerStop() {}

        static void stop(Server server, List<LiveTrust> watchers) {
            try {
                server.stop();
            } catch (Exception failure) {
                throw new IllegalStateException("server could not be stopped cleanly", failure);
            } finally {
                // A connector that was opened but never started is none of the server's to stop.
                for (Connector connector : server.getConnectors()) {
                    ((NetworkConnector) connector).close();
                }
                // Last, so that trust is followed as long as anything is served.
                watchers.forEach(LiveTrust::close);
                server.destroy();
            }
        }
    }
}
