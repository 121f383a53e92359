package io.securerpc.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The time that a peer has to send one body, or to take one answer, whole: who moves a little now and then would otherwise make the server hold it for ever. A total and no rate, because that is what the
 * memory is held for, and bodies and answers have a largest size.
 *
 * <p>Where it is over the connection is reset, on HTTP/2 with all its streams: whoever reads no answer while he sends would not see one.
 */
final class Deadline {
    private final FrontDoor.Entrance entrance;
    private final String limit;
    private boolean met;
    private Scheduler.@Nullable Task task;

    /**
     * One that does not run yet.
     *
     * @param limit the key that sets how long it is
     */
    Deadline(FrontDoor.Entrance entrance, String limit) {
        this.entrance = entrance;
        this.limit = limit;
    }

    /** Most bodies have come with their header, and most answers are taken at once, and need none. */
    synchronized void startUnlessMet(Duration time) {
        if (!met) {
            task = entrance.listener()
                    .connector()
                    .getScheduler()
                    .schedule(this::expire, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** All is there, or the peer is gone. */
    synchronized void met() {
        met = true;
        Scheduler.Task running = task;
        if (running != null) {
            running.cancel();
        }
    }

    private void expire() {
        synchronized (this) {
            if (met) {
                return;
            }
            met = true;
        }
        AbstractConnector connector = entrance.listener().connector();
        ConnectionGuard.of(connector).dropSlow(entrance.endPoint(), limit);
    }
}
