package io.securerpc.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;

/** Compares regularly what is counted with what is there, connections and requests, as long as the server runs. */
final class ConnectionWatchdog {
    /** Longer than any close takes on its way through the threads, so that what differs twice is wrong. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private ConnectionWatchdog() {}

    static void start(Server server, Runnable requests, Duration period) {
        server.getScheduler()
                .schedule(
                        () -> server.getThreadPool().execute(() -> {
                            try {
                                compare(server);
                                requests.run();
                            } finally {
                                start(server, requests, period);
                            }
                        }),
                        period.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private static void compare(Server server) {
        for (Connector connector : server.getConnectors()) {
            ConnectionGuard.of(connector).compare(connector.getConnectedEndPoints());
        }
    }
}
