package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.listener.Listener;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveStatus;
import io.securerpc.reload.LiveWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Keeps the identities of all listeners up to date while the server runs, and speaks of those that end. */
final class IdentityWatch implements AutoCloseable {
    private static final long REMIND_MILLIS = 1_000;

    private final SecurityEventListener events;
    private final Duration interval;
    private final InstantSource clock = InstantSource.system();
    private final List<Live<?>> lives = new ArrayList<>();
    private final List<IdentityReporter> reporters = new ArrayList<>();
    private volatile @Nullable LiveWatch watch;
    private boolean stallTold;

    IdentityWatch(SecurityEventListener events, Duration interval) {
        this.events = events;
        this.interval = interval;
    }

    /** Loads the identities of a listener; they are followed from {@link #start} on. */
    ListenerIdentities open(Listener.Tls listener) {
        ListenerIdentities identities = ListenerIdentities.open(listener, clock);
        for (var live : identities.lives()) {
            IdentityReporter reporter = new IdentityReporter(live, events, clock);
            reporter.loaded();
            live.addListener(reporter);
            lives.add(live);
            reporters.add(reporter);
        }
        return identities;
    }

    void start(Scheduler scheduler, Executor executor) {
        if (lives.isEmpty()) {
            return;
        }
        reporters.forEach(IdentityReporter::started);
        watch = LiveWatch.start(lives, interval);
        remindRegularly(scheduler, executor);
    }

    List<LiveStatus> status() {
        return lives.stream().map(Live::status).toList();
    }

    @Override
    public void close() {
        LiveWatch running = watch;
        if (running != null) {
            running.close();
        }
    }

    /** Not on the thread that looks at files: a certificate ends also while a file system hangs. */
    private void remindRegularly(Scheduler scheduler, Executor executor) {
        Rounds.begin(scheduler, executor, REMIND_MILLIS, () -> {
            reporters.forEach(IdentityReporter::remind);
            reportStall();
        });
    }

    private synchronized void reportStall() {
        LiveWatch running = watch;
        Duration stall = running == null ? null : running.stalledFor().orElse(null);
        if (stall != null && !stallTold) {
            events.on(new SecurityEvent.Warning("identity files: not looked at for " + stall.toSeconds()
                    + " s, their file system may hang (expected: every " + interval.toMillis() + " ms)"));
        }
        stallTold = stall != null;
    }
}
