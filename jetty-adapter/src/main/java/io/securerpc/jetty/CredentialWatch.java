package io.securerpc.jetty;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialSource;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import io.securerpc.reload.LiveWatch;
import io.securerpc.reload.Watched;
import io.securerpc.trust.FollowedDisabledCallers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Follows the files of credentials, and closes the WebSockets of those whose credential is taken back or expires. */
final class CredentialWatch implements AutoCloseable {
    /** Credentials that expire are to be gone within a second. */
    private static final long RECHECK_MILLIS = 500;

    private final SecurityEventListener events;
    private final Duration interval;
    private final InstantSource clock = InstantSource.system();
    private final List<Watched> watched = new ArrayList<>();
    private final Set<WebSocketChannel> open = ConcurrentHashMap.newKeySet();
    private final RevealingLoggers loggers;
    private volatile @Nullable LiveWatch watch;
    private boolean stallTold;

    CredentialWatch(SecurityEventListener events, Duration interval) {
        this.events = events;
        this.interval = interval;
        this.loggers = new RevealingLoggers(events);
    }

    /** Reads the files; they are followed from {@link #start} on. */
    AcceptedCredentials open(List<CredentialSource> sources, List<Path> disabledCallers, boolean anonymousToo) {
        List<CredentialKind> kinds = new ArrayList<>();
        List<FollowedDisabledCallers> lists = sources.isEmpty()
                ? List.of()
                : disabledCallers.stream()
                        .map(FollowedDisabledCallers::ofCredentials)
                        .toList();
        lists.forEach(list -> watched.add(() -> look(list)));
        for (CredentialSource source : sources) {
            CredentialKind kind = source.open(clock);
            kind.followed().forEach(this::follow);
            kinds.add(lists.isEmpty() ? kind : kind.except(id -> lists.stream().anyMatch(list -> list.disables(id))));
        }
        AcceptedCredentials accepted = AcceptedCredentials.of(kinds);
        return anonymousToo ? accepted.orAnonymous() : accepted;
    }

    void start(Scheduler scheduler, Executor executor, boolean anyKind) {
        if (!watched.isEmpty()) {
            watch = LiveWatch.start(watched, interval);
        }
        if (anyKind) {
            loggers.look();
            recheckRegularly(scheduler, executor);
        }
    }

    /** Added first and asked then: a credential that is taken back meanwhile is seen by one of the two. */
    void add(WebSocketChannel channel) {
        open.add(channel);
        channel.recheckCredential(clock.instant());
    }

    void remove(WebSocketChannel channel) {
        open.remove(channel);
    }

    @Override
    public void close() {
        LiveWatch running = watch;
        if (running != null) {
            running.close();
        }
    }

    private <T> void follow(Live<T> live) {
        watched.add(live);
        String subject = live.status().subject();
        live.addListener(new LiveListener<>() {
            @Override
            public void swapped(T before, T after, List<String> warnings) {
                recheckAll();
                events.on(new SecurityEvent.CredentialsChanged(subject + ": changed, in use from now on"));
                warnings.forEach(warning -> events.on(new SecurityEvent.Warning(subject + ": " + warning)));
            }

            @Override
            public void rejected(String reason) {
                events.on(new SecurityEvent.Warning(
                        subject + ": the new file is not used, what was good before stays so: " + reason));
            }

            @Override
            public void recovered() {
                events.on(new SecurityEvent.CredentialsChanged(subject + ": good again, as it is in use"));
            }
        });
    }

    private void look(FollowedDisabledCallers list) {
        List<String> changes = list.look(clock);
        if (!changes.isEmpty()) {
            recheckAll();
            changes.forEach(change -> events.on(new SecurityEvent.CredentialsChanged(change)));
        }
    }

    private void recheckAll() {
        open.forEach(channel -> channel.recheckCredential(clock.instant()));
    }

    /** Not on the thread that looks at files: credentials expire also while a file system hangs. */
    private void recheckRegularly(Scheduler scheduler, Executor executor) {
        scheduler.schedule(
                () -> executor.execute(() -> {
                    try {
                        recheckAll();
                        reportStall();
                        loggers.look();
                    } finally {
                        recheckRegularly(scheduler, executor);
                    }
                }),
                RECHECK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private synchronized void reportStall() {
        LiveWatch running = watch;
        Duration stall = running == null ? null : running.stalledFor().orElse(null);
        if (stall != null && !stallTold) {
            events.on(new SecurityEvent.Warning("files of credentials: not looked at for " + stall.toSeconds()
                    + " s, their file system may hang (expected: every " + interval.toMillis() + " ms)"));
        }
        stallTold = stall != null;
    }
}
