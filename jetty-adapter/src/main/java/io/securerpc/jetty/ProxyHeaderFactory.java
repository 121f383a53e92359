package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.proxy.TrustedProxies;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The first bytes of a connection where the PROXY protocol is asked for: from a trusted proxy, and within the time for handshakes, or the
 * connection is dropped.
 *
 * <p>Not Jetty's own: that one believes whoever connects, looks names up, and bounds neither the text form nor the time.
 */
final class ProxyHeaderFactory extends AbstractConnectionFactory {
    private static final String PROTOCOL = "proxy";

    private final TrustedProxies proxies;
    private final long deadlineMillis;
    private final SecurityEventListener events;

    ProxyHeaderFactory(TrustedProxies proxies, Duration deadline, SecurityEventListener events) {
        super(PROTOCOL);
        this.proxies = proxies;
        this.deadlineMillis = deadline.toMillis();
        this.events = events;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        ProxyHeaderConnection connection = new ProxyHeaderConnection(
                endPoint, connector, connector.getConnectionFactory(findNextProtocol(connector)), this);
        Scheduler.Task deadline = connector
                .getScheduler()
                .schedule(() -> connection.expire(deadlineMillis), deadlineMillis, TimeUnit.MILLISECONDS);
        ConnectionGuard.of(connector).connection(endPoint).onClose(deadline::cancel);
        return connection;
    }

    /** Whether what follows is served without a handshake of its own. */
    boolean isLastProof(Connector connector) {
        return connector.getConnectionFactory(DeadlineDetector.class) == null;
    }

    boolean trusts(EndPoint endPoint) {
        return endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote
                && remote.getAddress() != null
                && proxies.trusts(remote.getAddress());
    }

    void reportDropped(EndPoint endPoint, String reason) {
        events.on(new SecurityEvent.ConnectionDropped(
                "connection from " + endPoint.getRemoteSocketAddress() + " dropped: " + reason));
    }
}
