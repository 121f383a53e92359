package io.securerpc.jetty;

import io.securerpc.event.ClientActivity;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import io.securerpc.trust.Vouchers;
import java.net.SocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The open TLS connections of one listener, and the trust they are judged by. */
final class ClientConnections {
    /** Long enough for a peer that reads to see why it is cut, short enough that one that does not is gone. */
    static final long ABORT_AFTER_MILLIS = 500;

    /** How long a verdict is believed without asking again, and how often open connections are looked through. */
    static final long RECHECK_MILLIS = 1_000;

    private static final TrustDecision NOBODY = new TrustDecision.Distrusted(
            TrustDecision.Reason.NOT_INSTALLED, "this listener trusts no client certificates");

    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile Consumer<ClientActivity> endListener = activity -> {};
    private final @Nullable PeerJudge judge;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final SecurityEventListener events;
    private final boolean verbose;

    ClientConnections(
            @Nullable PeerJudge judge,
            InstantSource clock,
            Scheduler scheduler,
            SecurityEventListener events,
            boolean verbose) {
        this.judge = judge;
        this.clock = clock;
        this.scheduler = scheduler;
        this.events = events;
        this.verbose = verbose;
    }

    void add(ClientConnection connection) {
        open.add(connection);
    }

    /** Told of before it is gone from here, so that at no moment a client is in neither place. */
    void remove(ClientConnection connection) {
        connection.pastActivity().ifPresent(endListener);
        open.remove(connection);
        noteChange();
    }

    /** Is told what is left to say of each connection that ends; at most one, set before anything is served. */
    void onEnd(Consumer<ClientActivity> listener) {
        endListener = listener;
    }

    /** Counts whenever a client comes, goes, or changes what it speaks. */
    int changes() {
        return changes.get();
    }

    void noteChange() {
        changes.incrementAndGet();
    }

    /** One for each connection that serves a client with a certificate. */
    Stream<ClientActivity> clients() {
        return open.stream().flatMap(connection -> connection.activity().stream());
    }

    /** Those that would be cut under another snapshot. */
    Stream<ClientActivity> clientsCutUnder(TrustSnapshot other) {
        Instant now = clock.instant();
        return open.stream()
                .filter(connection -> connection.isCutUnder(other, now))
                .flatMap(connection -> connection.activity().stream());
    }

    int count() {
        return open.size();
    }

    /** Looks through all open connections; called when trust changed and as time passes. */
    void recheckAll() {
        open.forEach(this::recheck);
    }

    /** Looks through them each second on the pool's threads, so that a watcher that hangs holds up no cut. */
    void recheckRegularly(Executor executor) {
        Rounds.begin(scheduler, executor, RECHECK_MILLIS, this::recheckAll);
    }

    /** A check that cannot be made cuts this connection, and does not spare the others theirs. */
    private void recheck(ClientConnection connection) {
        try {
            connection.recheck();
        } catch (RuntimeException | Error failure) {
            connection.abort();
            reportUnjudged(failure);
        }
    }

    TrustDecision judge(List<X509Certificate> chain) {
        PeerJudge current = judge;
        return current == null ? NOBODY : current.judge(chain);
    }

    TrustDecision judgeOpen(List<X509Certificate> chain) {
        PeerJudge current = judge;
        return current == null ? NOBODY : current.judgeOpen(chain);
    }

    Vouchers vouchers(List<X509Certificate> chain) {
        PeerJudge current = judge;
        return current == null ? Vouchers.NONE : current.vouchers(chain);
    }

    @Nullable
    TrustSnapshot snapshot() {
        PeerJudge current = judge;
        return current == null ? null : current.snapshot();
    }

    long millis() {
        return clock.millis();
    }

    void abortLater(ClientConnection connection) {
        scheduler.schedule(connection::abort, ABORT_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    void reportCut(String callerId, TrustDecision.Distrusted reason) {
        events.on(new SecurityEvent.ConnectionCut(callerId, "connection cut: " + reason.detail()));
    }

    void reportRefused(TrustDecision.Distrusted reason) {
        events.on(new SecurityEvent.ClientRefused(
                Optional.of(reason.reason()), "refused after its handshake: " + reason.detail()));
    }

    /** Certificates that were judged have been explained already; scanners are of interest only where asked for. */
    void reportHandshakeFailed(SocketAddress remote, Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        boolean withoutCertificate = judge != null && reason.contains("Empty client certificate chain");
        if (withoutCertificate) {
            events.on(new SecurityEvent.ClientRefused(
                    "handshake with %s refused: no client certificate (expected: one that is installed)"
                            .formatted(remote)));
        } else if (verbose && !(failure.getCause() instanceof CertificateException)) {
            events.on(new SecurityEvent.ClientRefused("handshake with %s failed: %s".formatted(remote, reason)));
        }
    }

    void reportUnjudged(Throwable failure) {
        events.on(new SecurityEvent.ClientRefused("client could not be judged: " + failure));
    }
}
