package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.ServerIdentity;
import io.securerpc.event.ClientActivity;
import io.securerpc.event.ServerUsage;
import io.securerpc.reload.LiveStatus;
import io.securerpc.trust.TrustRemoval;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * A server that listens; closing it stops it.
 *
 * <h2>Threads</h2>
 *
 * <p>All methods may be called from any thread.
 */
public final class RunningServer implements AutoCloseable {
    private final List<BoundListener> listeners;
    private final List<URI> uris;
    private final IdentityWatch identities;
    private final Supplier<ServerUsage> usage;
    private final ServerStop stop;
    private final Duration stopTimeout;

    RunningServer(
            List<BoundListener> listeners,
            IdentityWatch identities,
            Supplier<ServerUsage> usage,
            ServerStop stop,
            Duration stopTimeout) {
        this.listeners = List.copyOf(listeners);
        // Of a listener that is closed nobody knows the port.
        this.uris = listeners.stream().map(BoundListener::uri).toList();
        this.identities = identities;
        this.usage = usage;
        this.stop = stop;
        this.stopTimeout = stopTimeout;
    }

    /**
     * Where it listens, with the real port of each listener, in the order they were added.
     *
     * @return {@code https://host:port}, {@code http://host:port} or {@code unix:/path}
     */
    public List<URI> uris() {
        return uris;
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

    Drain drain() {
        return stop.drained();
    }

    /** The same as {@link #stop} within the time that {@link SecureRpcServerBuilder#stopTimeout} says. */
    @Override
    public void close() {
        stop(stopTimeout);
    }

    /**
     * Stops: takes no new connections, lets requests that run be answered, tells WebSockets and closes them, and after that time cuts what is left, closes all connections and the watchers. Returns
     * when that is done. Where it stops already, this waits for the end as well, and the earlier of the deadlines holds.
     *
     * <p>Called by a handler, which the stop has to wait for, it returns at once; the server then stops without it. The same where the calling thread is interrupted.
     *
     * @param within zero to cut at once
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException if not all could be stopped; told to the first caller only
     */
    public void stop(Duration within) {
        if (requireNonNull(within, "within").isNegative()) {
            throw new IllegalArgumentException("within: " + within + " (expected: not negative)");
        }
        stop.stop(within);
    }
}
