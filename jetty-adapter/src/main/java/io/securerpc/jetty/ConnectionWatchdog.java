package io.securerpc.jetty;

import java.time.Duration;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;

/** Compares regularly what is counted with what is there, connections and requests, as long as the server runs. */
final class ConnectionWatchdog {
    /** Longer than any close takes on its way through the threads, so that what differs twice is wrong. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private ConnectionWatchdog() {}

    static void start(Server server, Runnable requests, Duration period) {
        Rounds.begin(server.getScheduler(), server.getThreadPool(), period.toMillis(), () -> {
            compare(server);
            requests.run();
        });
    }

    private static void compare(Server server) {
        for (Connector connector : server.getConnectors()) {
            ConnectionGuard.of(connector).compare(connector.getConnectedEndPoints());
        }
    }
}
