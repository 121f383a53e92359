package io.securerpc.jetty;

import io.securerpc.caller.AcceptedCredentials;
import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialSource;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.reload.Live;
import io.securerpc.reload.LiveListener;
import io.securerpc.reload.LiveWatch;
import io.securerpc.trust.FollowedDisabledCallers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.eclipse.jetty.util.thread.Scheduler;

/** Follows the files of credentials, and closes the WebSockets of those whose credential is taken back or expires. */
final class CredentialWatch implements AutoCloseable {
    /** Credentials that expire are to be gone within a second. */
    private static final long RECHECK_MILLIS = 500;

    private final SecurityEventListener events;
    private final Duration interval;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier nanoTime;
    private final List<CheckedFile> files = new ArrayList<>();
    private final StalledFiles stalled;
    private final List<FollowedDisabledCallers> opened = new ArrayList<>();
    private final Set<WebSocketChannel> open = ConcurrentHashMap.newKeySet();
    private final RevealingLoggers loggers;
    private volatile List<LiveWatch> watches = List.of();

    CredentialWatch(SecurityEventListener events, Duration interval, LongSupplier nanoTime) {
        this.events = events;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.stalled = new StalledFiles(events);
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
        List<CheckedFile> always = lists.stream()
                .map(list -> CheckedFile.of(list, () -> look(list), nanoTime))
                .toList();
        files.addAll(always);
        opened.addAll(lists);
        for (CredentialSource source : sources) {
            CredentialKind kind = source.open(clock);
            CredentialFiles own = new CredentialFiles(kind, always, nanoTime);
            own.values().forEach(this::listen);
            files.addAll(own.followed());
            CredentialKind enabled =
                    lists.isEmpty() ? kind : kind.except(id -> lists.stream().anyMatch(list -> list.disables(id)));
            kinds.add(enabled.whileChecked(own::unchecked));
        }
        AcceptedCredentials accepted = AcceptedCredentials.of(kinds);
        return anonymousToo ? accepted.orAnonymous() : accepted;
    }

    void start(Scheduler scheduler, Executor executor, boolean anyKind) {
        // A thread for each: where the file of one hangs, nothing that is taken back in another's may be missed.
        files.forEach(CheckedFile::begin);
        watches = files.stream()
                .map(one -> LiveWatch.start(List.of(one), interval))
                .toList();
        if (anyKind) {
            loggers.look();
            recheckRegularly(scheduler, executor);
        }
    }

    /** What others may do with the files of the sources that they should not, and with the lists that were opened. */
    List<String> warnings(List<CredentialSource> sources) {
        return Stream.concat(
                        sources.stream().flatMap(source -> source.warnings().stream()),
                        opened.stream().flatMap(list -> list.warnings().stream()))
                .toList();
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
        watches.forEach(LiveWatch::close);
    }

    private <T> void listen(Live<T> live) {
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
        Rounds.begin(scheduler, executor, RECHECK_MILLIS, () -> {
            recheckAll();
            stalled.report(files);
            loggers.look();
        });
    }
}
