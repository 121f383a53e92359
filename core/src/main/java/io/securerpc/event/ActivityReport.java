package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who is connected to a server and when each client was last seen, as the server wrote it down.
 *
 * <h2>Defaults</h2>
 *
 * <p>Written anew every {@link #HEARTBEAT} at the latest, and no longer believed to be the present after {@link #STALE}: six times that, so that a machine under load is not taken for
 * a server that is gone.
 *
 * @param server who wrote it
 * @param written when
 * @param clients those that are connected, and those that were
 * @param forgotten how many clients that are not connected were left out since the file began, because others were seen later
 * @param unlisted how many clients that are connected were left out
 */
public record ActivityReport(
        Server server, Instant written, List<ClientActivity> clients, long forgotten, long unlisted) {
    /** How long a running server leaves its report as it is, at most. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(5);

    /** From what age on a report says nothing about the present. */
    public static final Duration STALE = Duration.ofSeconds(30);

    /** How many clients a file holds at most: more than a node has; at some 500 bytes each the file then has 5 MB. */
    public static final int MOST_CLIENTS = 10_000;

    /**
     * Copies the clients.
     *
     * @param server who wrote it
     * @param written when
     * @param clients those that are connected, and those that were
     * @param forgotten how many that are not connected were left out
     * @param unlisted how many that are connected were left out
     */
    public ActivityReport {
        requireNonNull(server, "server");
        requireNonNull(written, "written");
        clients = List.copyOf(requireNonNull(clients, "clients"));
    }

    /**
     * Whether a server that runs would have written since.
     *
     * @param now what time it is
     * @return {@code true} also for a server that has said that it stops
     */
    public boolean outdated(Instant now) {
        requireNonNull(now, "now");
        return !server.running() || written.plus(STALE).isBefore(now);
    }

    /**
     * One run of a server.
     *
     * @param process the id of its process
     * @param started when it was started
     * @param running {@code false} in the last report of a server that was stopped
     */
    public record Server(long process, Instant started, boolean running) {
        /**
         * Refuses {@code null}.
         *
         * @param process the id of its process
         * @param started when it was started
         * @param running whether it will write again
         */
        public Server {
            requireNonNull(started, "started");
        }

        /**
         * The same, once it has stopped.
         *
         * @return not running
         */
        public Server stopped() {
            return new Server(process, started, false);
        }
    }
}
