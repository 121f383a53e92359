package io.securerpc.jetty;

import java.io.IOException;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/** Listens on a Unix domain socket whose file appears with its mode, and is gone when the server is. */
final class UnixConnector extends UnixDomainServerConnector {
    private final UnixSocketFile file;
    private final ConnectionGuard guard;
    private volatile boolean bound;

    UnixConnector(Server server, UnixSocketFile file, ConnectionGuard guard, ConnectionFactory... factories) {
        super(server, factories);
        this.file = file;
        this.guard = guard;
        addBean(guard);
    }

    @Override
    protected void doStart() throws Exception {
        try {
            setUnixDomainPath(file.prepare());
            super.doStart();
            bound = true;
            file.publish(getUnixDomainPath());
        } catch (IOException failure) {
            ListenerException refused = file.refused(String.valueOf(failure));
            refused.initCause(failure);
            throw refused;
        }
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        guard.opened(endPoint);
    }

    /** Called after a start that failed, too. */
    @Override
    protected void doStop() throws Exception {
        try {
            if (bound) {
                bound = false;
                super.doStop();
            }
        } finally {
            file.remove();
        }
    }
}
