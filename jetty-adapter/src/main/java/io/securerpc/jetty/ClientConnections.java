package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustSnapshot;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The open TLS connections of one listener, and the trust they are judged by. */
final class ClientConnections {
    /** Long enough for a peer that reads to see why it is cut, short enough that one that does not is gone. */
    static final long ABORT_AFTER_MILLIS = 500;

    private static final TrustDecision NOBODY = new TrustDecision.Distrusted(
            TrustDecision.Reason.NOT_INSTALLED, "this listener trusts no client certificates");

    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final @Nullable PeerJudge judge;
    private final InstantSource clock;
    private final Scheduler scheduler;
    private final SecurityEventListener events;

    ClientConnections(
            @Nullable PeerJudge judge, InstantSource clock, Scheduler scheduler, SecurityEventListener events) {
        this.judge = judge;
        this.clock = clock;
        this.scheduler = scheduler;
        this.events = events;
    }

    void add(ClientConnection connection) {
        open.add(connection);
    }

    void remove(ClientConnection connection) {
        open.remove(connection);
    }

    int count() {
        return open.size();
    }

    /** Looks through all open connections; called when trust changed and as time passes. */
    void recheckAll() {
        open.forEach(ClientConnection::recheck);
    }

    TrustDecision judge(List<X509Certificate> chain) {
        PeerJudge current = judge;
        return current == null ? NOBODY : current.judge(chain);
    }

    TrustDecision judgeOpen(List<X509Certificate> chain) {
        PeerJudge current = judge;
        return current == null ? NOBODY : current.judgeOpen(chain);
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
        events.on(new SecurityEvent.ClientRefused("refused after its handshake: " + reason.detail()));
    }

    void reportUnjudged(Throwable failure) {
        events.on(new SecurityEvent.ClientRefused("client could not be judged: " + failure));
    }
}
