package io.securerpc.jetty;

import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Makes every TLS connection a {@link ClientConnection}, so that none exists that trust does not know of. */
final class ClientTlsConnectionFactory extends SslConnectionFactory {
    private final ClientConnections connections;

    ClientTlsConnectionFactory(SslContextFactory.Server tls, String next, ClientConnections connections) {
        super(tls, next);
        this.connections = connections;
        // The gate decides which hosts are served; Jetty's own SNI rule refuses raw addresses.
        setEnsureSecureRequestCustomizer(false);
    }

    @Override
    protected SslConnection newSslConnection(Connector connector, EndPoint endPoint, SSLEngine engine) {
        return new ClientConnection(connections, this, connector, endPoint, engine);
    }
}
