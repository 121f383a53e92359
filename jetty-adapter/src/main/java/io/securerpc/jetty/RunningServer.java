package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.event.ClientActivity;
import io.securerpc.event.ServerUsage;
import io.securerpc.reload.LiveStatus;
import io.securerpc.trust.LiveTrust;
import io.securerpc.trust.TrustRemoval;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    private final Optional<ActivityRecorder> recorder;
    private final Supplier<ServerUsage> usage;
    private final Runnable stopCredentials;
    private final AtomicBoolean closed = new AtomicBoolean();

    RunningServer(
            Server server,
            List<BoundListener> listeners,
            IdentityWatch identities,
            Optional<ActivityRecorder> recorder,
            Supplier<ServerUsage> usage,
            Runnable stopCredentials) {
        this.server = server;
        this.listeners = List.copyOf(listeners);
        this.identities = identities;
        this.recorder = recorder;
        this.usage = usage;
        this.stopCredentials = stopCredentials;
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

    /**
     * What all WebSockets together hold unsent, answers and events, as {@link io.securerpc.limit.Limits#maxQueuedBytesTotal()} counts it.
     *
     * @return bytes; zero when every WebSocket is closed or has been sent all
     */
    public long queuedBytes() {
        return usage.get().of(ServerUsage.Gauge.QUEUED_BYTES);
    }

    /**
     * The clients that are connected now and have proven a certificate, on all listeners.
     *
     * @return one for each caller and certificate, by caller; two for one that different trust vouches for on different listeners
     */
    public List<ClientActivity> clients() {
        return ConnectedClients.of(listeners);
    }

    /**
     * Who would be cut by a removal from a trust directory: those that are trusted now and would not be, by the decision that would then be made. Whoever
     * an authority vouches for as well stays, as the caller that the authority names; only a WebSocket, which is one caller's, then ends with its next message.
     * Nothing is changed.
     *
     * @param removal what would be removed, and from where
     * @return the clients, each with the connections it would lose
     * @throws io.securerpc.trust.TrustDirectoryException if the directory has gone away meanwhile
     */
    public List<ClientActivity> clientsCutBy(TrustRemoval removal) {
        return ConnectedClients.cutBy(requireNonNull(removal, "removal"), listeners);
    }

    /**
     * How much of it is in use now, and its limits.
     *
     * @return each gauge
     */
    public ServerUsage usage() {
        return usage.get();
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
        stopCredentials.run();
        recorder.ifPresent(ActivityRecorder::close);
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
