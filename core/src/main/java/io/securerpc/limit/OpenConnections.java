package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The open connections of a server, counted by everything that bounds them.
 *
 * <h2>Security</h2>
 *
 * <p>What counts is tied to {@link OpenConnection}, which is closed when the transport is, and nothing else gives a place back: no answer, no failure, no timeout. Counts are never below zero and
 * never remembered for what is not there.
 *
 * <h2>Threads</h2>
 *
 * <p>Any; each admission holds one lock for a few look-ups, and for one walk through the unfinished handshakes where a count is full.
 */
public final class OpenConnections {
    private final ConnectionLimits limits;
    private final List<ListenerConnections> listeners = new ArrayList<>();
    private final Tally<ByteBuffer> addresses = new Tally<>();
    private final Tally<ByteBuffer> networks = new Tally<>();
    private final Tally<String> callers = new Tally<>();
    private int webSockets;

    /**
     * Nothing is open yet.
     *
     * @param limits how many may be
     */
    public OpenConnections(ConnectionLimits limits) {
        this.limits = requireNonNull(limits, "limits");
    }

    /**
     * Adds a listener; its connections count with those of the others by address, network and caller.
     *
     * @param maxConnections how many may be open on it
     * @return its count
     */
    public synchronized ListenerConnections addListener(int maxConnections) {
        ListenerConnections listener = new ListenerConnections(this, maxConnections, limits.maxHandshakes());
        listeners.add(listener);
        return listener;
    }

    /**
     * How many of a limit are used.
     *
     * @param bound which limit
     * @return of all listeners together, or of the address, network or caller that has most
     */
    public synchronized int used(Bound bound) {
        return switch (requireNonNull(bound, "bound")) {
            case CONNECTIONS ->
                listeners.stream().mapToInt(ListenerConnections::count).sum();
            case HANDSHAKES ->
                listeners.stream().mapToInt(ListenerConnections::handshakes).sum();
            case ADDRESS -> addresses.most();
            case NETWORK -> networks.most();
            case CALLER -> callers.most();
        };
    }

    /**
     * Addresses that connections come from.
     *
     * @return how many
     */
    public synchronized int addresses() {
        return addresses.size();
    }

    /**
     * WebSockets that are open.
     *
     * @return how many
     */
    public synchronized int webSockets() {
        return webSockets;
    }

    /** Displaces where an address or network is full; what is full where nobody can be displaced. */
    Optional<Bound> makeRoom(Source source, List<OpenConnection> displaced) {
        boolean addressFull = source.address().isPresent()
                && addresses.of(source.address().get()) >= limits.maxConnectionsPerAddress();
        if (addressFull && !displace(Bound.ADDRESS, each -> each.address().equals(source.address()), displaced)) {
            return Optional.of(Bound.ADDRESS);
        }
        boolean networkFull = source.network().isPresent()
                && networks.of(source.network().get()) >= limits.maxConnectionsPerNetwork();
        if (networkFull && !displace(Bound.NETWORK, each -> each.network().equals(source.network()), displaced)) {
            return Optional.of(Bound.NETWORK);
        }
        return Optional.empty();
    }

    void count(Source source) {
        source.address().ifPresent(addresses::add);
        source.network().ifPresent(networks::add);
    }

    boolean countCaller(String callerId) {
        if (callers.of(callerId) >= limits.maxConnectionsPerCaller()) {
            return false;
        }
        callers.add(callerId);
        return true;
    }

    void countWebSocket() {
        webSockets++;
    }

    void release(Source source, Optional<String> caller, boolean webSocket) {
        source.address().ifPresent(addresses::remove);
        source.network().ifPresent(networks::remove);
        caller.ifPresent(callers::remove);
        if (webSocket) {
            webSockets--;
        }
    }

    private boolean displace(Bound bound, Predicate<Source> scope, List<OpenConnection> displaced) {
        Optional<OpenConnection> oldest = listeners.stream()
                .flatMap(listener -> listener.unfinished().stream())
                .filter(connection -> scope.test(connection.source()))
                .findFirst();
        oldest.ifPresent(connection -> {
            connection.displace(bound);
            displaced.add(connection);
        });
        return oldest.isPresent();
    }
}
