package io.securerpc.jetty;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The time that one request has for its body, whole: who sends a little now and then would otherwise hold what he sent for ever. A total and no rate, because that is what the memory is held for, and
 * bodies have a largest size.
 *
 * <p>Where it is over the connection is reset, on HTTP/2 with all its streams: whoever reads no answer while he sends would not see one.
 */
final class BodyDeadline {
    private final FrontDoor.Entrance entrance;
    private boolean met;
    private Scheduler.@Nullable Task task;

    BodyDeadline(FrontDoor.Entrance entrance) {
        this.entrance = entrance;
    }

    /** Most bodies have come with their header, and need none. */
    synchronized void startUnlessMet(Duration time) {
        if (!met) {
            task = entrance.listener()
                    .connector()
                    .getScheduler()
                    .schedule(this::expire, time.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** The body is there, or its sender is gone. */
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
        ConnectionGuard.of(connector).dropSlow(entrance.endPoint(), "body_timeout");
    }
}
