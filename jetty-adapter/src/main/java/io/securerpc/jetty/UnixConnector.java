package io.securerpc.jetty;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens on a Unix domain socket whose file appears with its mode, and is gone when the server is. */
final class UnixConnector extends UnixDomainServerConnector {
    private static final Logger LOG = LoggerFactory.getLogger(UnixConnector.class);

    private final UnixSocketFile file;
    private final ConnectionGuard guard;
    private final Drain drain;
    private volatile boolean bound;

    UnixConnector(
            Server server, UnixSocketFile file, ConnectionGuard guard, Drain drain, ConnectionFactory... factories) {
        super(server, factories);
        this.file = file;
        this.guard = guard;
        this.drain = drain;
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
    protected void accept(int acceptor) throws IOException {
        Acceptance.acceptOne(this, guard, this::configure);
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

    /** Unlike Jetty's own: from now on nobody connects, and another server may have the name. */
    @Override
    public CompletableFuture<Void> shutdown() {
        CompletableFuture<Void> done = super.shutdown();
        try {
            file.remove();
        } catch (IOException failure) {
            // Tried once more when all has ended, and told then.
            LOG.debug("socket file could not be removed yet", failure);
        }
        return done;
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
