package io.securerpc.jetty;

import io.securerpc.event.SecurityEventListener;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Bound;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.Limits;
import io.securerpc.limit.OpenConnections;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** How the protocols of a listener are stacked and what of Jetty's defaults is changed. */
final class Connectors {
    /** What a request's line and headers may take together; a bearer token or a client's cookies fit well. */
    static final int MAX_HEADER_BYTES = 16 * 1024;

    /** A burst waits here for milliseconds; beyond it the kernel drops what comes, honest or not, and TCP tries again after a second. Java's own default is 50. */
    private static final int ACCEPT_QUEUE = 1024;

    private final Server server;
    private final Limits limits;
    private final TrustedProxies proxies;
    private final SecurityEventListener events;
    private final Drain drain;
    private final OpenConnections open;
    private final DropReport drops;
    private final CallSlots slots;

    Connectors(
            Server server,
            Limits limits,
            TrustedProxies proxies,
            SecurityEventListener events,
            Drain drain,
            CallSlots slots) {
        this.server = server;
        this.limits = limits;
        this.proxies = proxies;
        this.events = events;
        this.slots = slots;
        this.drain = drain;
        this.open = new OpenConnections(limits.connections());
        this.drops = new DropReport(events);
    }

    ServerConnector tls(SSLContext context, Listener.Tls listener, ClientConnections connections) {
        HttpConfiguration configuration = http();
        HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
        Http2Factory http2 = new Http2Factory(configuration, drain);
        // In lower case, as RFC 7301 registers it: clients that offer nothing else match it byte by byte.
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory(http2.getProtocol(), "http/1.1");
        alpn.setDefaultProtocol(HttpVersion.HTTP_1_1.asString());
        ClientTlsConnectionFactory tls = new ClientTlsConnectionFactory(
                new PolicyContextFactory(context, listener.policy(), listener.clientAuthentication()),
                alpn.getProtocol(),
                connections);
        DeadlineDetector detector = new DeadlineDetector(tls, limits.handshakeTimeout());
        // What is no TLS falls to the protocol that follows the detector: HTTP, and there only the plaintext answer.
        return tcp(listener, true, detector, http1, tls, alpn, http2);
    }

    /** HTTP without TLS, to serve or to redirect. */
    ServerConnector plain(Listener.Tcp listener) {
        return tcp(listener, false, new HttpConnectionFactory(http()));
    }

    UnixConnector unix(Listener.Unix listener) {
        UnixConnector connector = new UnixConnector(
                server, new UnixSocketFile(listener), guard(false), drain, new HttpConnectionFactory(http()));
        limit(connector);
        return connector;
    }

    /** The port that is really bound. */
    static int localPort(Connector connector) {
        return ((NetworkConnector) connector).getLocalPort();
    }

    /** How much is in use now. */
    void count(Map<Gauge, Long> gauges) {
        gauges.put(Gauge.CONNECTIONS, (long) open.used(Bound.CONNECTIONS));
        gauges.put(Gauge.HANDSHAKES, (long) open.used(Bound.HANDSHAKES));
        gauges.put(Gauge.WEB_SOCKETS, (long) open.webSockets());
        gauges.put(Gauge.ADDRESSES, (long) open.addresses());
        gauges.put(Gauge.BUSIEST_ADDRESS, (long) open.used(Bound.ADDRESS));
        gauges.put(Gauge.BUSIEST_NETWORK, (long) open.used(Bound.NETWORK));
        gauges.put(Gauge.BUSIEST_CALLER, (long) open.used(Bound.CALLER));
        gauges.put(Gauge.DROPPED_CONNECTIONS, drops.count());
        gauges.put(Gauge.RUNNING_CALLS, (long) slots.running());
        gauges.put(Gauge.WAITING_CALLS, (long) slots.waiting());
        gauges.put(Gauge.OVERDUE_CALLS, (long) slots.overdue());
        gauges.put(Gauge.REFUSED_CALLS, slots.refused());
    }

    private ConnectionGuard guard(boolean handshake) {
        return new ConnectionGuard(open.addListener(limits.maxConnections()), proxies, handshake, drops, slots, events);
    }

    private ServerConnector tcp(Listener.Tcp listener, boolean tls, ConnectionFactory... factories) {
        Stream<ConnectionFactory> below = listener.proxyProtocol()
                ? Stream.of(new ProxyHeaderFactory(proxies, limits.handshakeTimeout(), events))
                : Stream.of();
        ServerConnector connector = new TcpConnector(
                server,
                guard(tls || listener.proxyProtocol()),
                drain,
                Stream.concat(below, Stream.of(factories)).toArray(ConnectionFactory[]::new));
        connector.setHost(listener.host());
        connector.setPort(listener.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        limit(connector);
        return connector;
    }

    private void limit(AbstractConnector connector) {
        connector.setIdleTimeout(limits.idleTimeout().toMillis());
        // What becomes of connections when the server stops, it says itself.
        connector.setShutdownIdleTimeout(-1);
    }

    private static HttpConfiguration http() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        configuration.setRequestHeaderSize(MAX_HEADER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setRelativeRedirectAllowed(true);
        return configuration;
    }
}
