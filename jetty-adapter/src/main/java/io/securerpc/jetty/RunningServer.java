package io.securerpc.jetty;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.reload.LiveStatus;
import io.securerpc.trust.LiveTrust;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that listens; closing it stops it.
 *
 * <p><b>Threads.</b> All methods may be called from any thread.
 */
public final class RunningServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

    private final Server server;
    private final List<BoundListener> listeners;
    private final IdentityWatch identities;
    private final AtomicBoolean closed = new AtomicBoolean();

    RunningServer(Server server, List<BoundListener> listeners, IdentityWatch identities) {
        this.server = server;
        this.listeners = List.copyOf(listeners);
        this.identities = identities;
    }

    /**
     * Where it listens, with the real port of each listener, in the order they were added.
     *
     * @return {@code https://host:port}, {@code http://host:port} or {@code unix:/path}
     */
    public List<URI> uris() {
        return listeners.stream().map(BoundListener::uri).toList();
    }

    /**
     * The identities that new handshakes get now, of all TLS listeners, in the order they were added.
     *
     * @return identities; empty if no listener has TLS
     */
    public List<ServerIdentity> identities() {
        return listeners.stream()
                .flatMap(listener -> listener.identities().stream())
                .flatMap(identities -> identities.current().all().stream())
                .toList();
    }

    /**
     * How each identity and its files are doing, in the order of {@link #identities()}.
     *
     * @return as of the last look at the files
     */
    public List<LiveStatus> identityStatus() {
        return identities.status();
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

    /**
     * Stops listening, gives calls that are running a second to end, closes all connections and the watchers; a second call does nothing.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ServerStop.stop(server, this::stopWatching);
        }
    }

    private void stopWatching() {
        listeners.forEach(listener -> listener.trust().ifPresent(LiveTrust::close));
        identities.close();
    }

    /** Stops what was started, all of it, whatever fails on the way. */
    static final class ServerStop {
        private ServerStop() {}

        static void stop(Server server, Runnable stopWatching) {
            try {
                server.stop();
            } catch (TimeoutException late) {
                // Whoever was still connected has been cut off by now; that is no failure, unless something else was.
                if (late.getSuppressed().length > 0) {
                    throw new IllegalStateException("server could not be stopped cleanly", late);
                }
                LOG.debug("server stopped under connections that did not end in time", late);
            } catch (Exception failure) {
                throw new IllegalStateException("server could not be stopped cleanly", failure);
            } finally {
                // A connector that was opened but never started is none of the server's to stop.
                for (Connector connector : server.getConnectors()) {
                    if (connector instanceof NetworkConnector network) {
                        network.close();
                    }
                }
                // Last, so that trust is followed as long as anything is served.
                stopWatching.run();
                server.destroy();
            }
        }
    }
}
