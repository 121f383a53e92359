package io.securerpc.jetty;

import io.securerpc.caller.Caller;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.limit.Bound;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.ListenerConnections;
import io.securerpc.limit.OpenConnection;
import io.securerpc.proxy.TrustedProxies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;

/**
 * Counts the connections of one listener from the moment they are accepted until their channel is closed, and resets those for which there is no room.
 *
 * <p>Not Jetty's own limit: that one stops accepting where it is full, so that peers wait in the kernel's queue for nobody, and it knows no addresses.
 */
final class ConnectionGuard implements SelectorManager.AcceptListener {
    private final ListenerConnections connections;
    private final TrustedProxies proxies;
    private final boolean handshake;
    private final DropReport drops;
    private final CallSlots slots;
    private final SecurityEventListener events;
    private final Map<SelectableChannel, OpenConnection> open = new ConcurrentHashMap<>();
    private Set<Object> suspects = Set.of();
    private volatile boolean deaf;

    /**
     * Guards one listener.
     *
     * @param handshake whether connections have to prove something before they are served
     */
    ConnectionGuard(
            ListenerConnections connections,
            TrustedProxies proxies,
            boolean handshake,
            DropReport drops,
            CallSlots slots,
            SecurityEventListener events) {
        this.connections = connections;
        this.proxies = proxies;
        this.handshake = handshake;
        this.drops = drops;
        this.slots = slots;
        this.events = events;
    }

    /** The one that a connector has. */
    static ConnectionGuard of(Connector connector) {
        return ((AbstractConnector) connector).getBean(ConnectionGuard.class);
    }

    /** The count of a connection; where it is closed already, one that counts nowhere. */
    OpenConnection connection(EndPoint endPoint) {
        OpenConnection counted =
                Transport.raw(endPoint).getTransport() instanceof SelectableChannel channel ? open.get(channel) : null;
        return counted == null ? OpenConnection.closed() : counted;
    }

    /** The calls of a connection; where it is closed already, none that any other shares. */
    ConnectionCalls calls(EndPoint endPoint) {
        return connection(endPoint).calls(slots);
    }

    /** Counts a connection by the client that is behind a trusted proxy; what is full where there is no room. */
    Optional<Bound> claim(EndPoint endPoint, InetAddress client) {
        return proxies.trusts(client) ? Optional.empty() : connection(endPoint).claim(client);
    }

    /** None could be accepted, of whatever there is too little; told once. */
    void acceptsNone(Throwable failure) {
        if (!deaf) {
            events.on(new SecurityEvent.Warning(
                    "connections: none accepted, tried again each second: " + failure.getMessage()));
            deaf = true;
        }
    }

    /** One was accepted. */
    void accepts() {
        if (deaf) {
            deaf = false;
            events.on(new SecurityEvent.Warning("connections: accepted again"));
        }
    }

    /** Jetty serves a connection whose counting has failed: so it is ended here. */
    @Override
    public void onAccepting(SelectableChannel channel) {
        try {
            admit(channel);
        } catch (RuntimeException | Error failure) {
            release(channel);
            Transport.reset((SocketChannel) channel);
            throw failure;
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        release(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        release(channel);
    }

    /**
     * Counts a WebSocket, which is one client's: as its caller's, and by the address that a trusted proxy names in the request.
     *
     * @param client the connection's other end, whose address counts already, or whom a trusted proxy names
     * @return whether there is no room for it
     */
    boolean isFullFor(EndPoint endPoint, InetSocketAddress client, Caller caller) {
        Optional<Bound> full = Optional.ofNullable(client.getAddress()).flatMap(each -> claim(endPoint, each));
        if (full.isEmpty() && !caller.id().equals(Caller.ANONYMOUS)) {
            full = connection(endPoint).claim(caller.id());
        }
        full.ifPresent(bound -> drops.tell(Optional.of(client), bound.key()));
        return full.isPresent();
    }

    /** From now on it can be ended when somebody else needs its place. */
    void opened(EndPoint endPoint) {
        connection(endPoint).onDrop(bound -> drop(endPoint, bound));
    }

    /** Whether no connection is open, not even one that is only accepted. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Resets a connection for which there is no room. */
    void drop(EndPoint endPoint, Bound bound) {
        drops.tell(inet(endPoint.getRemoteSocketAddress()), bound.key());
        Transport.reset(endPoint);
    }

    /**
     * Resets a connection that takes too long.
     *
     * @param limit the key that sets how long it may take
     */
    void dropSlow(EndPoint endPoint, String limit) {
        tell(endPoint, limit);
        Transport.reset(endPoint);
    }

    /** Tells of a connection that somebody else ends because of a limit. */
    void tell(EndPoint endPoint, String limit) {
        tell(endPoint.getRemoteSocketAddress(), limit);
    }

    /** The same, of one that may be closed already. */
    void tell(SocketAddress remote, String limit) {
        drops.tell(inet(remote), limit);
    }

    /**
     * Tells of a request for which there is no room.
     *
     * @param limit the key that sets how much there is
     */
    void refused(InetSocketAddress client, String limit) {
        drops.tellRefused(client, limit);
    }

    /**
     * Compares what is counted with what is open: whatever differs twice in a row is told, and a count whose channel is closed is given back.
     *
     * @param connected as the connector knows them
     */
    synchronized void compare(Iterable<EndPoint> connected) {
        Set<Object> real = new HashSet<>();
        connected.forEach(endPoint -> real.add(endPoint.getTransport()));
        Set<Object> differing = new HashSet<>(real);
        differing.removeAll(open.keySet());
        open.keySet().stream()
                .filter(channel -> !channel.isOpen() || !real.contains(channel))
                .forEach(differing::add);
        Set<Object> still = new HashSet<>(differing);
        still.retainAll(suspects);
        suspects = differing;
        if (!still.isEmpty()) {
            events.on(new SecurityEvent.Warning("connections: %d counted, %d open, %d of them differ (expected: none)"
                    .formatted(open.size(), real.size(), still.size())));
            still.stream()
                    .filter(SelectableChannel.class::isInstance)
                    .map(SelectableChannel.class::cast)
                    .filter(channel -> !channel.isOpen())
                    .forEach(this::release);
        }
    }

    private void admit(SelectableChannel channel) {
        Optional<InetSocketAddress> remote = remote(channel);
        Optional<InetAddress> address =
                remote.map(InetSocketAddress::getAddress).filter(each -> !proxies.trusts(each));
        connections.admit(address, handshake).match(connection -> open.put(channel, connection), full -> {
            drops.tell(remote, full.bound().key());
            Transport.reset((SocketChannel) channel);
            return null;
        });
    }

    private void release(SelectableChannel channel) {
        OpenConnection connection = open.remove(channel);
        if (connection != null) {
            connection.close();
        }
    }

    private static Optional<InetSocketAddress> remote(SelectableChannel channel) {
        try {
            return inet(((SocketChannel) channel).getRemoteAddress());
        } catch (IOException closedAlready) {
            return Optional.empty();
        }
    }

    private static Optional<InetSocketAddress> inet(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? Optional.of(inet) : Optional.empty();
    }
}
