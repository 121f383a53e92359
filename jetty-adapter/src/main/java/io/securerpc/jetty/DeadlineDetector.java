package io.securerpc.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The first look at a new TCP connection of a TLS listener: TLS goes on as TLS, anything else to the plaintext answer,
 * and whoever has not finished a handshake by the deadline is gone.
 */
final class DeadlineDetector extends DetectorConnectionFactory {
    private final long deadlineMillis;

    DeadlineDetector(SslConnectionFactory tls, Duration handshakeTimeout) {
        super(tls);
        this.deadlineMillis = handshakeTimeout.toMillis();
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        Scheduler.Task deadline =
                connector.getScheduler().schedule(() -> checkDeadline(endPoint), deadlineMillis, TimeUnit.MILLISECONDS);
        // What is gone is not kept until then.
        ConnectionGuard.of(connector).connection(endPoint).onClose(deadline::cancel);
        return super.newConnection(connector, endPoint);
    }

    private static void checkDeadline(EndPoint endPoint) {
        boolean judged = endPoint.getConnection() instanceof ClientConnection connection && connection.isJudged();
        if (!judged) {
            Transport.reset(endPoint);
        }
    }
}
