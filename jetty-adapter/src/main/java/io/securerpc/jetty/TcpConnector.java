package io.securerpc.jetty;

import java.io.IOException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Listens on a port, and tells its {@link ConnectionGuard} of each connection. */
final class TcpConnector extends ServerConnector {
    private final ConnectionGuard guard;
    private final Drain drain;

    TcpConnector(Server server, ConnectionGuard guard, Drain drain, ConnectionFactory... factories) {
        super(server, factories);
        this.guard = guard;
        this.drain = drain;
        addBean(guard);
    }

    @Override
    public void accept(int acceptor) throws IOException {
        Acceptance.acceptOne(this, guard, channel -> configure(channel.socket()));
    }

    @Override
    protected void interruptAcceptors() {
        Acceptance.end(this);
    }

    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        return Acceptance.goesOnAfter(failure, this, guard);
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        drain.opened(endPoint);
        guard.opened(endPoint);
        if (!endPoint.isOpen()) {
            // Jetty tells of the end on another thread, which may have been faster.
            onEndPointClosed(endPoint);
        }
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        drain.closed(endPoint);
        super.onEndPointClosed(endPoint);
    }
}
