package io.securerpc.jetty;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;

/** Compares regularly what is counted with what is open, as long as the server runs. */
final class ConnectionWatchdog {
    /** Longer than any close takes on its way through the threads, so that what differs twice is wrong. */
    private static final long PERIOD_MILLIS = 10_000;

    private ConnectionWatchdog() {}

    static void start(Server server) {
        server.getScheduler()
                .schedule(
                        () -> server.getThreadPool().execute(() -> {
                            try {
                                compare(server);
                            } finally {
                                start(server);
                            }
                        }),
                        PERIOD_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static void compare(Server server) {
        for (Connector connector : server.getConnectors()) {
            ConnectionGuard.of(connector).compare(connector.getConnectedEndPoints());
        }
    }
}
