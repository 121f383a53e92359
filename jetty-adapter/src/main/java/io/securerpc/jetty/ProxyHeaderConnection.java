package io.securerpc.jetty;

import io.securerpc.limit.Bound;
import io.securerpc.proxy.ProxyHeader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** Reads the PROXY header of one connection, and hands the rest to the protocol that follows as a connection of the client that it names. */
final class ProxyHeaderConnection extends AbstractConnection implements Connection.UpgradeFrom {
    private final Connector connector;
    private final ConnectionFactory next;
    private final ProxyHeaderFactory factory;
    /** Whoever sets it decides: the header was read, or the time is over. */
    private final AtomicBoolean decided = new AtomicBoolean();

    private final ByteBuffer bytes = BufferUtil.allocate(ProxyHeader.MAX_LENGTH);

    ProxyHeaderConnection(EndPoint endPoint, Connector connector, ConnectionFactory next, ProxyHeaderFactory factory) {
        super(endPoint, connector.getExecutor());
        this.connector = connector;
        this.next = next;
        this.factory = factory;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (factory.trusts(getEndPoint())) {
            fillInterested();
        } else {
            drop("PROXY protocol from an address that is no trusted proxy");
        }
    }

    @Override
    public void onFillable() {
        try {
            read();
        } catch (IOException failure) {
            close();
        }
    }

    void expire(long millis) {
        drop("no PROXY header within " + millis + " ms");
    }

    /** What follows the header; null where nothing has come yet. */
    @Override
    public @Nullable ByteBuffer onUpgradeFrom() {
        return bytes.hasRemaining() ? bytes : null;
    }

    private void read() throws IOException {
        while (true) {
            int filled = getEndPoint().fill(bytes);
            ProxyHeader header = ProxyHeader.read(bytes);
            if (header instanceof ProxyHeader.Malformed malformed) {
                drop("PROXY header expected: " + malformed.reason());
                return;
            }
            if (header instanceof ProxyHeader.Relayed relayed) {
                // The destination that the header names is not taken: what this server is called is its own business.
                goOn(
                        relayed.length(),
                        Optional.of(relayed.source().getAddress()),
                        new ProxyEndPoint(getEndPoint(), getEndPoint().getLocalSocketAddress(), relayed.source()));
                return;
            }
            if (header instanceof ProxyHeader.Unnamed unnamed) {
                goOn(unnamed.length(), Optional.empty(), getEndPoint());
                return;
            }
            if (filled < 0) {
                drop("PROXY header expected: the connection ended");
                return;
            }
            if (filled == 0) {
                fillInterested();
                return;
            }
        }
    }

    private void goOn(int length, Optional<InetAddress> address, EndPoint client) {
        if (decided.compareAndSet(false, true)) {
            ConnectionGuard guard = ConnectionGuard.of(connector);
            Optional<Bound> full = address.flatMap(each -> guard.claim(client, each));
            if (full.isPresent()) {
                guard.drop(client, full.get());
                return;
            }
            if (factory.isLastProof(connector)) {
                guard.connection(client).finished();
            }
            bytes.position(length);
            client.upgrade(next.newConnection(connector, client));
        }
    }

    private void drop(String reason) {
        if (decided.compareAndSet(false, true) && getEndPoint().isOpen()) {
            factory.reportDropped(getEndPoint(), reason);
            Transport.reset(getEndPoint());
        }
    }
}
