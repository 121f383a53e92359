package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.listener.Listener;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Connections that are reset while they are still being opened, as those are whose place a newcomer takes: Jetty tells of their end on another thread, which may come before the one that tells of
 * their beginning. Whoever floods a listener has some of a hundred come so.
 */
class EarlyEndIT {
    @TempDir
    Path folder;

    @Test
    void isForgottenByTheConnector() {
        Listener unix = Listener.unix(folder.resolve("rpc.sock"), PosixFilePermissions.fromString("rw-------"));
        try (PlainNode node = PlainNode.on(Listener.plain("127.0.0.1", 0), unix)) {
            EndPoint ended = ended();
            TcpConnector tcp = (TcpConnector) connector(node.server(), 0);
            tcp.onEndPointClosed(ended);
            tcp.onEndPointOpened(ended);
            UnixConnector file = (UnixConnector) connector(node.server(), 1);
            file.onEndPointClosed(ended);
            file.onEndPointOpened(ended);

            assertThat(tcp.getConnectedEndPoints()).isEmpty();
            assertThat(file.getConnectedEndPoints()).isEmpty();
            assertThat(node.server().drain().traffic(ended)).isNull();
        }
    }

    @Test
    void isNoTlsConnection() {
        try (TestNode node = TestNode.in(folder)
                .install(TestCertificate.named("rpc.user.1").selfSigned())
                .start()) {
            AbstractConnector connector = connector(node.server(), 0);
            EndPoint ended = ended();
            Connection tls = connector
                    .getConnectionFactory(ClientTlsConnectionFactory.class)
                    .newConnection(connector, ended);

            tls.onOpen();

            assertThat(node.server().tlsConnections()).isZero();
        }
    }

    private static AbstractConnector connector(RunningServer server, int listener) {
        return server.listeners().get(listener).connector();
    }

    private static EndPoint ended() {
        EndPoint endPoint = new ByteArrayEndPoint();
        endPoint.close();
        return endPoint;
    }
}
