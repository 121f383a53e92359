package io.securerpc.limit;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The open connections of one listener.
 *
 * <h2>Threads</h2>
 *
 * <p>Any.
 */
public final class ListenerConnections {
    /** Of the places for handshakes, what one customer may hold before his go first: an eighth is more than any office needs at once, and eight floods leave strangers alone. */
    private static final int SHARES = 8;

    private final OpenConnections all;
    private final int most;
    private final int mostUnfinished;
    private int open;
    /** The oldest first. */
    private final Set<OpenConnection> unfinished = new LinkedHashSet<>();

    private final Tally<ByteBuffer> unfinishedOf = new Tally<>();

    ListenerConnections(OpenConnections all, int most, int mostUnfinished) {
        this.all = all;
        this.most = most;
        this.mostUnfinished = mostUnfinished;
    }

    /**
     * Counts a connection that has been accepted, if there is room or can be made.
     *
     * @param address from where; empty where that says nothing: a Unix domain socket, or a proxy that many share
     * @param handshake whether it has to prove something before it is served
     * @return the connection, or what is full
     */
    public Admission admit(Optional<InetAddress> address, boolean handshake) {
        requireNonNull(address, "address");
        Source source = address.map(Source::of).orElse(Source.UNKNOWN);
        List<OpenConnection> displaced = new ArrayList<>();
        Admission admission;
        synchronized (all) {
            admission = admit(source, handshake, displaced);
        }
        try {
            OpenConnection.dropAll(displaced);
        } catch (RuntimeException | Error failure) {
            // Whoever asked does not learn what to close.
            if (admission instanceof OpenConnection counted) {
                counted.close();
            }
            throw failure;
        }
        return admission;
    }

    /**
     * Connections that are open now.
     *
     * @return with those in their handshake
     */
    public int count() {
        synchronized (all) {
            return open;
        }
    }

    /**
     * Connections that are in their handshake now.
     *
     * @return never more than the limit
     */
    public int handshakes() {
        synchronized (all) {
            return unfinished.size();
        }
    }

    OpenConnections all() {
        return all;
    }

    Set<OpenConnection> unfinished() {
        return unfinished;
    }

    void finish(OpenConnection connection) {
        unfinished.remove(connection);
        connection.source().customer().ifPresent(unfinishedOf::remove);
    }

    /** Whose an unfinished connection is has become known. */
    void name(Source source) {
        source.customer().ifPresent(unfinishedOf::add);
    }

    void release(OpenConnection connection, boolean wasUnfinished) {
        open--;
        if (wasUnfinished) {
            finish(connection);
        }
    }

    private Admission admit(Source source, boolean handshake, List<OpenConnection> displaced) {
        Optional<Bound> full = all.makeRoom(source, displaced);
        if (full.isEmpty() && open >= most) {
            full = displaceOldest(Bound.CONNECTIONS, displaced);
        }
        if (full.isEmpty() && handshake && unfinished.size() >= mostUnfinished) {
            full = displaceOldest(Bound.HANDSHAKES, displaced);
        }
        if (full.isPresent()) {
            return new Admission.Full(full.get());
        }
        OpenConnection connection = new OpenConnection(this, source, handshake);
        open++;
        if (handshake) {
            unfinished.add(connection);
            name(source);
        }
        all.count(source);
        return connection;
    }

    /**
     * One of a customer's who holds his share or more, if there is such a one: whoever opens many of them takes no stranger's place. Else simply the oldest, not the newcomer's own: two honest
     * clients behind one address must not end each other while silent ones from elsewhere hold the places.
     */
    private Optional<Bound> displaceOldest(Bound bound, List<OpenConnection> displaced) {
        int share = Math.max(2, mostUnfinished / SHARES);
        Optional<OpenConnection> oldest = unfinished.stream()
                .filter(connection -> connection
                        .source()
                        .customer()
                        .filter(customer -> unfinishedOf.of(customer) >= share)
                        .isPresent())
                .findFirst()
                .or(() -> unfinished.stream().findFirst());
        oldest.ifPresent(connection -> {
            connection.displace(bound);
            displaced.add(connection);
        });
        return oldest.isPresent() ? Optional.empty() : Optional.of(bound);
    }
}
