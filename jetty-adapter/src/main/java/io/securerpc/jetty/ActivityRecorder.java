package io.securerpc.jetty;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.event.ActivityFile;
import io.securerpc.event.ActivityReport;
import io.securerpc.event.ClientActivity;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the activity file of a running server, and remembers for it whoever has left.
 *
 * <p>On a thread of its own, because a file system may hang, and then nobody else may wait for it: neither requests nor whoever follows trust.
 */
final class ActivityRecorder implements AutoCloseable {
    /** How soon what has changed is written. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Writing may take this part of a core: ten thousand clients take some tens of milliseconds each time. */
    private static final int PART_OF_A_CORE = 20;

    /** As long as a stop waits for the last report. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ActivityFile file;
    private final SecurityEventListener events;
    private final InstantSource clock;
    private final ActivityReport.Server server;
    private final int mostClients;
    private final Map<Key, ClientActivity> past = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private List<BoundListener> listeners = List.of();
    private long forgotten;
    private int writtenChanges;
    private long writtenAt;
    private long cost;
    private String told = "";
    private @Nullable Thread thread;

    ActivityRecorder(ActivityFile file, SecurityEventListener events, InstantSource clock, int mostClients) {
        this.file = file;
        this.events = events;
        this.clock = clock;
        this.mostClients = mostClients;
        this.server = new ActivityReport.Server(ProcessHandle.current().pid(), clock.instant(), true);
        file.last().ifPresent(last -> {
            forgotten = last.forgotten();
            last.clients().forEach(client -> remember(client.left()));
        });
    }

    /** Reads what an earlier run left; refuses what is no activity file. */
    static ActivityRecorder open(Path path, SecurityEventListener events) {
        ActivityFile file = ActivityFile.open(path);
        file.warning().ifPresent(warning -> events.on(new SecurityEvent.Warning(warning)));
        return new ActivityRecorder(file, events, InstantSource.system(), ActivityReport.MOST_CLIENTS);
    }

    /** Writes for the first time, which must succeed, and goes on from there. */
    void start(List<BoundListener> bound) {
        listeners = List.copyOf(bound);
        listeners.forEach(listener -> listener.connections().onEnd(this::remember));
        writtenChanges = changes();
        file.write(report(true));
        writtenAt = System.nanoTime();
        Thread writer = new Thread(this::run, "secure-rpc-activity");
        writer.setDaemon(true);
        thread = writer;
        writer.start();
    }

    /** The last report says that nobody is connected any more. */
    @Override
    public void close() {
        closed.countDown();
        Thread writer = thread;
        if (writer == null) {
            return;
        }
        try {
            writer.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!pause()) {
            int changes = changes();
            long since = System.nanoTime() - writtenAt;
            if (changes != writtenChanges || since >= ActivityReport.HEARTBEAT.toNanos() - SOON.toNanos() / 2) {
                writtenChanges = changes;
                write(true);
            }
        }
        write(false);
    }

    /** Whether it is time to stop. */
    private boolean pause() {
        long pause = Math.min(ActivityReport.HEARTBEAT.toNanos(), Math.max(SOON.toNanos(), cost * PART_OF_A_CORE));
        try {
            return closed.await(pause, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            // Only close() ends this thread.
            return closed.getCount() == 0;
        }
    }

    private void write(boolean running) {
        long begin = System.nanoTime();
        try {
            file.write(report(running));
            tell("");
        } catch (RuntimeException | Error failure) {
            tell(String.valueOf(failure.getMessage()));
        }
        writtenAt = System.nanoTime();
        cost = writtenAt - begin;
    }

    /** Once, and again when there is something else to say: whoever reads the log knows by then that it goes on. */
    private void tell(String failure) {
        if (!failure.equals(told)) {
            events.on(new SecurityEvent.Warning(failure.isEmpty() ? file + ": written again" : failure));
        }
        told = failure;
    }

    private int changes() {
        return listeners.stream()
                .mapToInt(listener -> listener.connections().changes())
                .sum();
    }

    private ActivityReport report(boolean running) {
        List<ClientActivity> clients = new ArrayList<>(ConnectedClients.of(listeners));
        if (!running) {
            clients.forEach(client -> remember(client.left()));
            clients.clear();
        }
        Set<Key> connected = clients.stream().map(Key::of).collect(Collectors.toSet());
        forget();
        past.forEach((key, client) -> {
            if (!connected.contains(key)) {
                clients.add(client);
            }
        });
        return new ActivityReport(running ? server : server.stopped(), clock.instant(), clients, forgotten, 0);
    }

    private void remember(ClientActivity left) {
        past.merge(Key.of(left), left, (before, after) -> before.lastSeen().isAfter(after.lastSeen()) ? before : after);
    }

    private void forget() {
        int tooMany = past.size() - mostClients;
        if (tooMany > 0) {
            past.entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getValue().lastSeen()))
                    .limit(tooMany)
                    .toList()
                    .forEach(entry -> past.remove(entry.getKey(), entry.getValue()));
            forgotten += tooMany;
        }
    }

    /** Who it was; who vouched for it may have changed meanwhile. */
    private record Key(String callerId, Fingerprint fingerprint) {
        static Key of(ClientActivity activity) {
            return new Key(activity.client().callerId(), activity.client().fingerprint());
        }
    }
}
