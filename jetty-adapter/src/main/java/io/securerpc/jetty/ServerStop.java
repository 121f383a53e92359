package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.rpc.Departure;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one stop of a server, on a thread of its own: no new connections, what runs ends, what has not ended by the deadline is cut, and then all that was started is stopped, whatever fails on the way.
 *
 * <p><b>Threads</b>: any. Whoever asks waits for the end, but for those that the end waits for: a handler, and the stop itself.
 */
final class ServerStop {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStop.class);

    /** Whatever is asked for: more would not fit into a clock of nanoseconds, and nobody waits so long. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** A client on a WebSocket that never stops asking is heard for so long, as one on HTTP/2 is. */
    private static final long LISTEN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For what is told of the stop and of the cut, which is the node's own code, to be done. */
    private static final long TELL_MILLIS = 250;

    /** For an answer whose reader has closed already to be counted as one: a thread was about to. A quarter of a second, and longer where the machine stands still. */
    private static final int COUNT_LOOKS = 25;

    private final Server server;
    private final Drain drain;
    private final PatientTeller teller;
    private final Runnable stopWatching;
    private final Goodbyes goodbyes;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "secure-rpc-stop");
    private volatile boolean asked;
    private volatile long deadline;
    /** Requests that had ended when the stop was asked for. */
    private volatile long endedBefore;
    /** Nobody waits for connections to end any more. */
    private volatile boolean over;
    /** How often nothing was seen to be open any more. Of the thread that drains. */
    private int emptyLooks;

    ServerStop(Server server, Drain drain, SecurityEventListener events, Runnable stopWatching) {
        this.server = server;
        this.drain = drain;
        this.teller = new PatientTeller(events, TELL_MILLIS);
        this.stopWatching = stopWatching;
        this.goodbyes = new Goodbyes(drain);
    }

    /** Stops, or waits for the stop that was begun, whose deadline is never put off. Only who asks first learns of a failure. */
    void stop(Duration within) {
        boolean first = ask(within);
        if (Thread.currentThread() == thread || teller.isTelling() || isInHandler()) {
            return;
        }
        try {
            done.get();
        } catch (InterruptedException e) {
            // It goes on without who has no time for it.
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (first) {
                throw new IllegalStateException("server could not be stopped cleanly", e.getCause());
            }
        }
    }

    Drain drained() {
        return drain;
    }

    private synchronized boolean ask(Duration within) {
        Duration bounded = within.compareTo(LONGEST) > 0 ? LONGEST : within;
        long latest = System.nanoTime() + bounded.toNanos();
        if (asked) {
            deadline = latest - deadline < 0 ? latest : deadline;
            return false;
        }
        endedBefore = drain.leftCount();
        deadline = latest;
        thread.start();
        // Not before: where no thread is to be had for it, whoever asks next begins it.
        asked = true;
        return true;
    }

    /** The stop waits for handlers, on whatever thread they run: one that waited for the stop would be cut. */
    private static boolean isInHandler() {
        String service = Departure.class.getPackageName() + ".";
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(service)));
    }

    private void run() {
        try {
            try {
                drain();
            } finally {
                teller.close();
                stopAll(server, stopWatching);
            }
            done.complete(null);
        } catch (Throwable failure) {
            LOG.error("server could not be stopped cleanly", failure);
            done.completeExceptionally(failure);
        }
    }

    private void drain() {
        long begun = System.nanoTime();
        drain.begin();
        connectors().forEach(each -> {
            // When it is done is seen by its connections, or not waited for.
            var unused = each.shutdown();
        });
        long running = drain.enteredCount() - drain.leftCount();
        int webSockets = drain.webSockets().size();
        teller.tell(
                new SecurityEvent.ServerStopping(running, webSockets, Duration.ofNanos(Math.max(0, deadline - begun))));
        proceedUntilDeadline(begun);
        long took = System.nanoTime() - begun;
        long finished = drain.leftCount() - endedBefore;
        long cut = drain.enteredCount() - drain.leftCount();
        long webSocketsCut =
                drain.webSockets().stream().filter(each -> !each.isClosing()).count();
        cut();
        teller.tell(new SecurityEvent.ServerStopped(
                finished, cut, Math.max(0, webSockets - webSocketsCut), webSocketsCut, Duration.ofNanos(took)));
    }

    /** On a thread of its own: what ends a connection may wait for a lock under which the node's own code, such as its listener, is called and does not return. */
    private void proceedUntilDeadline(long begun) {
        Thread drainer = new Thread(() -> lookUntilDeadline(begun), "secure-rpc-drain");
        drainer.setDaemon(true);
        drainer.start();
        try {
            // The deadline may come nearer meanwhile.
            while (drainer.isAlive() && deadline + LOOK_NANOS - System.nanoTime() > 0) {
                drainer.join(TimeUnit.NANOSECONDS.toMillis(LOOK_NANOS));
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while connections ended, so they are cut", e);
        } finally {
            over = true;
        }
    }

    private void lookUntilDeadline(long begun) {
        try {
            while (!over && !proceed(begun) && deadline - System.nanoTime() > 0) {
                LockSupport.parkNanos(Math.min(LOOK_NANOS, deadline - System.nanoTime()));
            }
        } catch (RuntimeException | Error failure) {
            // A look that was held up beyond the deadline finds a server that is taken apart.
            if (!over) {
                LOG.error("connections could not be ended in order, so they are cut", failure);
            }
        }
    }

    /** Whether all is over. */
    private boolean proceed(long begun) {
        long now = System.nanoTime();
        boolean last = now - begun > LISTEN_NANOS;
        drain.webSockets()
                .forEach(each -> alone(each.endPoint(), () -> {
                    try {
                        each.proceed(last, server.getThreadPool(), server.getScheduler());
                    } catch (RuntimeException | Error failure) {
                        drain.closed(each);
                        throw failure;
                    }
                }));
        endPoints().forEach(each -> alone(each, () -> goodbyes.proceed(each, now)));
        if (!drain.calls().isEmpty()
                || !connectors().allMatch(each -> ConnectionGuard.of(each).isEmpty())) {
            return false;
        }
        emptyLooks++;
        return drain.leftCount() >= drain.enteredCount() || emptyLooks > COUNT_LOOKS;
    }

    /** One connection that cannot be ended as it should is reset, and keeps no other from its own end. */
    private static void alone(EndPoint endPoint, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("connection could not be ended in order, so it is reset", failure);
            Transport.reset(endPoint);
        }
    }

    /**
     * First the connections, so that nobody is answered that his call was cancelled: he may ask elsewhere. Whoever has been told goodbye reads it, late as it is.
     *
     * <p>On the thread of the stop, because none of these closes waits: each is that of the TCP connection, whose channel does not block, so no close_notify and no frame is written to a peer
     * that reads nothing. What fails by it, and whatever of the node is told of that, Jetty does on threads of its own. Of its locks only that of a TLS connection with bytes unsent is
     * taken here, and under that the node's code runs in a handshake alone, once the peer has read all that it was sent; there is no renegotiation.
     */
    private void cut() {
        Set<EndPoint> told = drain.webSockets().stream()
                .filter(WebSocketDrain::isTold)
                .map(each -> Transport.raw(each.endPoint()))
                .collect(Collectors.toSet());
        endPoints()
                .forEach(each -> alone(each, () -> {
                    if (goodbyes.isFinished(each) || told.contains(Transport.raw(each))) {
                        Transport.raw(each).close();
                    } else {
                        Transport.reset(each);
                    }
                }));
        List<WebSocketDrain> webSockets = drain.webSockets();
        List<Departure> calls = drain.calls();
        if (webSockets.isEmpty() && calls.isEmpty()) {
            return;
        }
        Thread teller = new Thread(
                () -> {
                    calls.forEach(each -> tell(each::happen));
                    webSockets.forEach(each -> tell(each::cut));
                },
                "secure-rpc-cut");
        teller.setDaemon(true);
        teller.start();
        try {
            teller.join(TELL_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("interrupted while calls were cancelled", e);
        }
    }

    /** Whatever the node's own code throws upon it, the others are told. */
    private static void tell(Runnable told) {
        try {
            told.run();
        } catch (RuntimeException | Error failure) {
            LOG.error("a call that was cancelled failed upon it", failure);
        }
    }

    private Stream<Connector> connectors() {
        return Stream.of(server.getConnectors());
    }

    private Stream<EndPoint> endPoints() {
        return connectors().flatMap(connector -> connector.getConnectedEndPoints().stream());
    }

    /** Stops what was started, all of it, at once. */
    static void stopAll(Server server, Runnable stopWatching) {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException("server could not be stopped cleanly", failure);
        } finally {
            // A connector that was opened but never started is none of the server's to stop.
            for (Connector connector : server.getConnectors()) {
                if (connector instanceof NetworkConnector network) {
                    network.close();
                }
            }
            // Last, so that trust is followed as long as anything is served.
            stopWatching.run();
            server.destroy();
        }
    }
}
