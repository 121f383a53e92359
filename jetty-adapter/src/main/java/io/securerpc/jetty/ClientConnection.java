package io.securerpc.jetty;

import io.securerpc.event.ClientActivity;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.event.ClientActivity.Connections;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.limit.Bound;
import io.securerpc.limit.OpenConnection;
import io.securerpc.tls.PeerJudgement;
import io.securerpc.trust.TrustDecision;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Trusted;
import io.securerpc.trust.TrustSnapshot;
import io.securerpc.trust.Vouchers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection and what trust says of its peer.
 *
 * <p>It registers before its handshake, publishes the peer's chain, and only then reads the current trust snapshot; a
 * new snapshot is published before the registered connections are looked through. Whichever comes first, one of the two
 * sees the other, so no revocation falls between them. Until a verdict is attached nothing is served.
 */
final class ClientConnection extends BoundedTls implements SslHandshakeListener {
    private enum State {
        OPEN,
        /** Trust is gone: nothing is dispatched any more, and a goodbye may be said. */
        CUT,
        /** Not one more byte leaves. */
        SILENT
    }

    /** What was decided, under which snapshot, and until when it can be believed without asking again. */
    private static final class Judgement {
        final PeerVerdict verdict;
        final @Nullable TrustSnapshot under;
        final long validUntilMillis;

        Judgement(PeerVerdict verdict, @Nullable TrustSnapshot under, long validUntilMillis) {
            this.verdict = verdict;
            this.under = under;
            this.validUntilMillis = validUntilMillis;
        }
    }

    /** Who vouches for the client, as of the last time all were asked. */
    private static final class Vouched {
        static final long VALID_MILLIS = 10_000;
        static final Vouched NEVER = new Vouched(Vouchers.NONE, null, Long.MIN_VALUE);

        final Vouchers vouchers;
        final @Nullable TrustSnapshot under;
        final long validUntilMillis;

        Vouched(Vouchers vouchers, @Nullable TrustSnapshot under, long validUntilMillis) {
            this.vouchers = vouchers;
            this.under = under;
            this.validUntilMillis = validUntilMillis;
        }
    }

    /** How exactly it is noted when a client was last seen. */
    private static final long SEEN_MILLIS = 100;

    private static final Judgement NONE = new Judgement(new PeerVerdict.Unjudged(), null, Long.MIN_VALUE);

    private final ClientConnections connections;
    private final ConnectionGuard guard;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile List<X509Certificate> chain = List.of();
    private volatile Judgement judgement = NONE;
    /** Who it was when it was let in, for the report of its end. */
    private volatile String callerId = "anonymous";

    private volatile @Nullable Runnable farewell;

    /** Nothing where no certificate was shown. */
    private volatile @Nullable Admission admission;
    /** By the connections' clock, a little coarse. */
    private volatile long lastSeen;

    private volatile Vouched vouched = Vouched.NEVER;

    ClientConnection(
            ClientConnections connections,
            ClientTlsConnectionFactory factory,
            Connector connector,
            EndPoint endPoint,
            SSLEngine engine) {
        super(factory, connector, endPoint, engine);
        this.connections = connections;
        this.guard = ConnectionGuard.of(connector);
        addHandshakeListener(this);
    }

    /** The TLS connection below an endpoint, or null where there is none of ours. */
    static @Nullable ClientConnection below(EndPoint endPoint) {
        return endPoint instanceof SslEndPoint tls && tls.getSslConnection() instanceof ClientConnection connection
                ? connection
                : null;
    }

    @Override
    public void onOpen() {
        connections.add(this);
        if (!getEndPoint().isOpen()) {
            // Reset before it took the place of the first look at the client, which alone was told of the end.
            connections.remove(this);
        }
        super.onOpen();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        connections.remove(this);
        super.onClose(cause);
    }

    /** Jetty goes on with the connection after any exception but an {@link SSLException}: so that is what leaves here. */
    @Override
    public void handshakeSucceeded(Event event) throws SSLException {
        PeerVerdict verdict;
        try {
            TrustSnapshot under = connections.snapshot();
            Optional<TrustDecision> decision =
                    PeerJudgement.of(event.getSSLEngine().getSession(), this::judgeHandshake);
            callerId = decision.map(ClientConnection::callerId).orElse(callerId);
            judgement = judgement(decision, under);
            verdict = judgement.verdict;
            decision.ifPresent(this::noteAdmission);
        } catch (Throwable failure) {
            connections.reportUnjudged(failure);
            throw new SSLException("client could not be judged", failure);
        }
        if (verdict instanceof PeerVerdict.Certificate peer && peer.decision() instanceof Distrusted distrusted) {
            refuse(distrusted);
            throw new SSLException("client certificate refused: " + distrusted.reason());
        }
        claimRoom();
    }

    /** Displaced by nobody from now on, and counted as the caller's. */
    private void claimRoom() throws SSLException {
        OpenConnection counted = guard.connection(getEndPoint());
        Optional<Bound> full = admission == null ? Optional.empty() : counted.claim(callerId);
        if (full.isPresent()) {
            guard.drop(getEndPoint(), full.get());
            throw new SSLException("no room: " + full.get().key());
        }
        counted.finished();
    }

    /** Never let in, so that its end is no cut; and no longer there than one that is cut, whatever the peer reads. */
    private void refuse(Distrusted reason) {
        connections.reportRefused(reason);
        if (state.compareAndSet(State.OPEN, State.CUT)) {
            connections.abortLater(this);
        }
    }

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        connections.reportHandshakeFailed(getEndPoint().getRemoteSocketAddress(), failure);
    }

    /** What trust says of the peer now: one volatile read and one comparison while nothing has changed. */
    PeerVerdict verdict() {
        Judgement current = judgement;
        if (isCut()) {
            // Trust that comes back does not bring back a connection that is being cut.
            return NONE.verdict;
        }
        long now = connections.millis();
        noteSeen(now);
        if (current.under == connections.snapshot() && now < current.validUntilMillis) {
            return current.verdict;
        }
        return current == NONE ? current.verdict : rejudge().verdict;
    }

    /** Judges an open connection again and cuts it where trust is gone. */
    void recheck() {
        if (judgement != NONE
                && !chain.isEmpty()
                && rejudge().verdict instanceof PeerVerdict.Certificate peer
                && peer.decision() instanceof Distrusted distrusted) {
            cut(distrusted);
        }
    }

    /** The certificate that this connection's peer was shown, at its handshake or at the one that it resumes. */
    X509Certificate ownCertificate() {
        Certificate[] shown = getSSLEngine().getSession().getLocalCertificates();
        if (shown == null || shown.length == 0 || !(shown[0] instanceof X509Certificate leaf)) {
            throw new IllegalStateException("tls session without a certificate of ours");
        }
        return leaf;
    }

    @Override
    boolean isJudged() {
        return judgement != NONE;
    }

    boolean isCut() {
        return state.get() != State.OPEN;
    }

    /** How an upgraded protocol says goodbye; run at once if the connection was cut meanwhile. */
    void onCut(Runnable action) {
        farewell = action;
        connections.noteChange();
        if (isCut()) {
            action.run();
        }
    }

    /** What there is to say of it while it serves a client that has proven a certificate. */
    Optional<ClientActivity> activity() {
        Admission admitted = admission;
        return admitted == null || isCut() ? Optional.empty() : Optional.of(activity(admitted, vouchers(), openAs()));
    }

    /** What is left to say of it when it has ended; nobody is judged for that any more. */
    Optional<ClientActivity> pastActivity() {
        Admission admitted = admission;
        return admitted == null
                ? Optional.empty()
                : Optional.of(activity(admitted, vouched.vouchers, Connections.NONE));
    }

    /** Whether it is trusted now and would be cut under another snapshot, by the decision that would be made then. */
    boolean isCutUnder(TrustSnapshot other, Instant now) {
        List<X509Certificate> presented = chain;
        return admission != null
                && !isCut()
                && connections.judgeOpen(presented) instanceof Trusted
                && other.judgeOpen(presented, now) instanceof Distrusted;
    }

    private ClientActivity activity(Admission admitted, Vouchers vouchers, Connections open) {
        Client client =
                judgement.verdict instanceof PeerVerdict.Certificate peer && peer.decision() instanceof Trusted trusted
                        ? admitted.client(trusted)
                        : admitted.client();
        return new ClientActivity(client, vouchers, open, Instant.ofEpochMilli(lastSeen));
    }

    private Connections openAs() {
        boolean webSocket = farewell != null;
        boolean http2 = !webSocket && getSslEndPoint().getConnection() instanceof HTTP2Connection;
        Optional<Instant> since = Optional.ofNullable(admission).map(Admission::since);
        return new Connections(webSocket || http2 ? 0 : 1, http2 ? 1 : 0, webSocket ? 1 : 0, since);
    }

    /** Asked of every authority, so not each time: an authority may have to try signatures before it says no. */
    private Vouchers vouchers() {
        TrustSnapshot under = connections.snapshot();
        long now = connections.millis();
        Vouched known = vouched;
        if (known.under != under || now >= known.validUntilMillis) {
            known = new Vouched(connections.vouchers(chain), under, now + Vouched.VALID_MILLIS);
            vouched = known;
        }
        return known.vouchers;
    }

    private void noteAdmission(TrustDecision decision) {
        long now = connections.millis();
        lastSeen = now;
        if (decision instanceof Trusted trusted) {
            admission = Admission.of(trusted, chain.get(0), Instant.ofEpochMilli(now));
            connections.noteChange();
        }
    }

    /** On the path of every request: a write that others see only now and then. */
    private void noteSeen(long now) {
        long before = lastSeen;
        if (now - before >= SEEN_MILLIS || now < before) {
            lastSeen = now;
        }
    }

    /** Ends the connection without another byte, even if the peer never reads. */
    void abort() {
        state.set(State.SILENT);
        Transport.reset(getEndPoint());
    }

    /** Nothing more is sent; the reset comes with the deadline, because a peer's kernel throws away what it has not read by then. */
    private void fallSilent() {
        state.set(State.SILENT);
        Transport.finish(getEndPoint());
    }

    @Override
    protected boolean networkFlush(ByteBuffer output) throws IOException {
        if (state.get() == State.SILENT) {
            throw new EOFException("connection was cut");
        }
        return super.networkFlush(output);
    }

    /** Publishes the chain before it is judged, so that whoever swaps the snapshot meanwhile finds it. */
    private TrustDecision judgeHandshake(List<X509Certificate> presented) {
        chain = presented;
        return connections.judge(presented);
    }

    private Judgement rejudge() {
        TrustSnapshot under = connections.snapshot();
        Judgement fresh =
                judgement(chain.isEmpty() ? Optional.empty() : Optional.of(connections.judgeOpen(chain)), under);
        judgement = fresh;
        return fresh;
    }

    /** The snapshot was read before the decision was made: no decision is believed for longer than it was true. */
    private Judgement judgement(Optional<TrustDecision> decision, @Nullable TrustSnapshot under) {
        if (decision.isEmpty()) {
            return new Judgement(new PeerVerdict.NoCertificate(), under, Long.MAX_VALUE);
        }
        long notAfter =
                decision.get().match(trusted -> trusted.notAfter().toEpochMilli(), distrusted -> Long.MIN_VALUE);
        // A folder that hangs publishes no snapshot: only asking again notices that nobody looks any more.
        long until = Math.min(notAfter, connections.millis() + ClientConnections.RECHECK_MILLIS);
        return new Judgement(
                new PeerVerdict.Certificate(decision.get(), chain.stream().findFirst()), under, until);
    }

    private void cut(Distrusted reason) {
        if (!state.compareAndSet(State.OPEN, State.CUT)) {
            return;
        }
        if (farewell == null && !(getSslEndPoint().getConnection() instanceof HTTP2Connection)) {
            // HTTP/1.1 knows no goodbye.
            state.set(State.SILENT);
        }
        connections.abortLater(this);
        getExecutor().execute(this::sayGoodbye);
        connections.reportCut(callerId, reason);
    }

    private static String callerId(TrustDecision decision) {
        return decision.match(TrustDecision.Trusted::callerId, distrusted -> "certificate");
    }

    private void sayGoodbye() {
        Connection upper = getSslEndPoint().getConnection();
        Runnable action = farewell;
        if (action != null) {
            action.run();
        } else if (upper instanceof HTTP2Connection http2) {
            http2.getSession()
                    .close(
                            ErrorCode.NO_ERROR.code,
                            "client certificate is no longer trusted",
                            Callback.from(this::fallSilent, failure -> abort()));
        } else {
            abort();
        }
    }
}
