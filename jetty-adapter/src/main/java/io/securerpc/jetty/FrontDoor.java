package io.securerpc.jetty;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.event.CallEnd;
import io.securerpc.gate.HealthAccess;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.ProofNeeded;
import io.securerpc.gate.Refusal;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.TicketAnswer;
import io.securerpc.gate.Verdict;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.Client;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.proxy.ClientAddress;
import io.securerpc.rpc.CallAnswer;
import io.securerpc.rpc.CallGuard;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Where every request arrives, whatever its protocol: it collects the facts, asks the gate, and hands what is admitted to
 * the HTTP or the WebSocket door.
 */
final class FrontDoor extends Handler.Wrapper {
    private static final String TICKET_PATH = "/ticket";

    private final Map<Connector, BoundListener> listeners;
    private final HttpDoor http;
    private final WebSocketDoor webSocket;
    private final ClientAddresses addresses;
    private final RefusalReport refusals;
    private final CredentialProofs proofs;
    private final boolean tickets;
    private final HealthDoor health;
    private final Drain drain;
    private final ServerMemory memory;

    FrontDoor(
            Map<Connector, BoundListener> listeners,
            WebSocketDoor webSocket,
            ServerParts parts,
            CredentialProofs proofs,
            ServerConfiguration configuration) {
        super(webSocket.handler());
        this.listeners = Map.copyOf(listeners);
        this.http = new HttpDoor(parts);
        this.webSocket = webSocket;
        this.addresses = new ClientAddresses(configuration.trustedProxies(), parts.events());
        this.refusals = new RefusalReport(parts.events());
        this.proofs = proofs;
        this.tickets = configuration.webSocketTickets();
        this.health = new HealthDoor(
                new HealthQuestions(parts.service(), parts.events()),
                configuration.health() != HealthAccess.OFF,
                parts.drain());
        this.drain = parts.drain();
        this.memory = parts.memory();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        BoundListener listener = listeners.get(request.getConnectionMetaData().getConnector());
        if (listener == null) {
            throw new IllegalStateException("request from a connector that is none of ours");
        }
        memory.exchanges().begin(request);
        Runnable workEnds = memory.exchanges().workOn(Exchange.of(request));
        try {
            return receive(listener, request, response, callback);
        } finally {
            workEnds.run();
        }
    }

    private boolean receive(BoundListener listener, Request request, Response response, Callback callback)
            throws Exception {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        if (!drain.admits(request, endPoint)) {
            Drain.refuse(request, callback);
            return true;
        }
        Framing.require(request);
        if (!Upload.is(request)) {
            return judge(listener, endPoint, request, response, callback);
        }
        Upload upload = new Upload(request, callback, drain);
        return judge(listener, endPoint, upload, upload.answer(response), upload);
    }

    private boolean judge(
            BoundListener listener, EndPoint endPoint, Request request, Response response, Callback callback)
            throws Exception {
        ClientConnection connection = ClientConnection.below(endPoint);
        if (listener.plaintext().isPresent() && connection == null) {
            listener.plaintext().get().write(request, response, callback);
            return true;
        }
        ClientAddress client = addresses.of(request);
        RequestFacts facts = RequestFactsReader.read(request, peer(connection), client);
        if (!memory.hold(request, client, () -> giveWay(listener, endPoint))) {
            ConnectionGuard.of(listener.connector()).refused(facts.remote(), "max_request_bytes_total");
            Drain.refuse(request, callback);
            return true;
        }
        Map<String, String> always = listener.gate().transportHeaders(facts);
        if (!always.isEmpty()) {
            always.forEach(response.getHeaders()::put);
        }
        Arrival arrival = new Arrival(listener, endPoint, connection, facts);
        Verdict verdict = health.isAsked(request)
                ? listener.gate().admitHealth(facts)
                : listener.gate().admit(facts);
        if (verdict instanceof ProofNeeded needed) {
            proofs.judge(
                    needed,
                    new CredentialProofs.Asked(listener.gate(), request, response, callback, () -> peer(connection)),
                    judged -> answerLater(arrival, judged, request, response, callback));
            return true;
        }
        return answer(arrival, verdict, request, response, callback);
    }

    /** Once, though each of its streams may be told. */
    private static void giveWay(BoundListener listener, EndPoint endPoint) {
        if (Transport.raw(endPoint).isOpen()) {
            ConnectionGuard.of(listener.connector()).dropSlow(endPoint, "max_request_bytes_total");
        }
    }

    /** Nobody above catches what is thrown here. */
    private void answerLater(Arrival arrival, Verdict verdict, Request request, Response response, Callback callback) {
        try {
            if (!answer(arrival, verdict, request, response, callback)) {
                Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable failure) {
            Response.writeError(request, response, callback, failure);
        }
    }

    private boolean answer(Arrival arrival, Verdict verdict, Request request, Response response, Callback callback)
            throws Exception {
        if (verdict instanceof Verdict.Refused refused) {
            refuse(refused, arrival.facts(), response, callback);
        } else if (verdict instanceof Verdict.Preflight preflight) {
            Answers.empty(response, 204, preflight.headers(), callback);
        } else if (verdict instanceof Verdict.Page page) {
            show(page, arrival.connection(), request, response, callback);
        } else if (verdict instanceof Verdict.Admitted admitted) {
            Entrance entrance = new Entrance(
                    arrival.listener(),
                    arrival.endPoint(),
                    arrival.connection(),
                    arrival.facts(),
                    admitted,
                    refusals,
                    new CallTally());
            return enter(entrance, request, response, callback);
        } else {
            throw new IllegalStateException("credential that was not judged");
        }
        return true;
    }

    private boolean enter(Entrance entrance, Request request, Response response, Callback callback) throws Exception {
        if (health.isAsked(request)) {
            health.answer(request, response, entrance.admitted().headers(), callback);
            return true;
        }
        if (isTicketRequest(request, entrance.facts())) {
            giveTicket(entrance, response, callback);
            return true;
        }
        if (!isRoot(request)) {
            nothingHere(entrance.admitted().headers(), response, callback);
            return true;
        }
        if (entrance.facts().door() == RequestFacts.Door.WEBSOCKET) {
            if (entrance.isOneTooMany()) {
                Answers.tooMany(response, entrance.admitted().headers(), callback);
                return true;
            }
            return super.handle(webSocket.admit(request, entrance), response, callback);
        }
        http.serve(entrance, request, response, callback);
        return true;
    }

    private boolean isTicketRequest(Request request, RequestFacts facts) {
        return tickets
                && facts.door() == RequestFacts.Door.HTTP
                && Request.getPathInContext(request).equals(TICKET_PATH);
    }

    /** What its body says does not matter, and is not read. */
    private void giveTicket(Entrance entrance, Response response, Callback callback) {
        TicketAnswer answer = entrance.listener().gate().ticket(entrance.admitted(), entrance.facts());
        if (answer instanceof TicketAnswer.Denied denied) {
            refuse(denied.refusal(), entrance.facts(), response, callback);
        } else {
            TicketAnswer.Issued issued = (TicketAnswer.Issued) answer;
            Answers.json(response, 200, issued.headers(), issued.body(), callback);
        }
    }

    private static void show(
            Verdict.Page page,
            @Nullable ClientConnection connection,
            Request request,
            Response response,
            Callback callback) {
        if (!isRoot(request)) {
            nothingHere(Map.of(), response, callback);
            return;
        }
        if (connection == null) {
            throw new IllegalStateException("status page without TLS");
        }
        Answers.page(request, response, page.document(connection.ownCertificate()), callback);
    }

    private static boolean isRoot(Request request) {
        String path = Request.getPathInContext(request);
        return path.isEmpty() || path.equals("/");
    }

    private static void nothingHere(Map<String, String> headers, Response response, Callback callback) {
        Answers.error(response, 404, headers, -32601, "there is nothing here: use /", callback);
    }

    /** The peer sees a status and a fixed text, the operator every rule that failed. */
    private void refuse(Verdict.Refused refused, RequestFacts facts, Response response, Callback callback) {
        refusals.tell(refused, facts);
        Answers.refused(response, refused, callback);
    }

    /** Where a request has come in, and as what. */
    private record Arrival(
            BoundListener listener,
            EndPoint endPoint,
            @Nullable ClientConnection connection,
            RequestFacts facts) {}

    /** What the doors know of an admitted request. */
    record Entrance(
            BoundListener listener,
            EndPoint endPoint,
            @Nullable ClientConnection connection,
            RequestFacts facts,
            Verdict.Admitted admitted,
            RefusalReport refusals,
            CallTally tally)
            implements CallGuard {

        /**
         * The gate's answer for the same caller now, for whatever arrives after the request that was admitted.
         *
         * @return empty if admitted; a refusal has been told to the operator
         */
        Optional<Verdict.Refused> refusedNow() {
            Verdict verdict = listener.gate().admitMessage(admitted, peer(connection));
            if (verdict instanceof Verdict.Refused refused) {
                refusals.tell(refused, facts);
                return Optional.of(refused);
            }
            return Optional.empty();
        }

        /** Each call of a body or message, alone or member of a batch. */
        @Override
        public boolean admits(Caller caller, String method, Permission required) {
            return judge(caller, method, required) == CallAnswer.ADMITTED;
        }

        @Override
        public CallAnswer judge(Caller caller, String method, Permission required) {
            Verdict verdict = listener.gate().admitCall(caller, facts.remote(), method, required);
            tally.count(verdict);
            refusals.counted(caller.id(), verdict instanceof Verdict.Admitted);
            if (!(verdict instanceof Verdict.Refused refused)) {
                return CallAnswer.ADMITTED;
            }
            refusals.tell(refused, facts);
            return refused.refusals().get(0).code() == Refusal.Code.RATE_LIMITED
                    ? CallAnswer.RATE_LIMITED
                    : CallAnswer.FORBIDDEN;
        }

        @Override
        public boolean affords(Caller caller) {
            Verdict verdict = listener.gate().admitOther(caller, facts.remote());
            tally.count(verdict);
            if (verdict instanceof Verdict.Refused refused) {
                refusals.tell(refused, facts);
                return false;
            }
            return true;
        }

        @Override
        public void turnedAway(Caller caller, String method, CallBound full) {
            tally.turnedAway();
            refusals.turnedAway(caller.id(), method, full);
        }

        @Override
        public void ended(Caller caller, String method, CallEnd end, long waitedNanos, long ranNanos) {
            refusals.ended(caller.id(), method, end, waitedNanos, ranNanos);
        }

        /** Those of the connection, whatever streams it has; waiting in this client's turn. */
        ConnectionCalls calls() {
            return ConnectionGuard.of(listener.connector())
                    .calls(endPoint)
                    .by(Client.of(admitted.caller(), facts.remote()));
        }

        /** Asked for a list, not for a call: nothing is told to the operator. */
        @Override
        public boolean wouldAdmit(Caller caller, String method, Permission required) {
            return listener.gate().wouldAdmit(caller, method, required);
        }

        /** Whether there is no room for one more WebSocket of this caller, or of the client that a proxy names. */
        boolean isOneTooMany() {
            ConnectionGuard guard = ConnectionGuard.of(listener.connector());
            return guard.isFullFor(endPoint, facts.remote(), admitted.caller());
        }

        /** A request was refused because all of them hold too much. */
        void tellNoRoom(String limit) {
            ConnectionGuard.of(listener.connector()).refused(facts.remote(), limit);
        }

        /** Resets the connection, on HTTP/2 with all its streams, because of what it makes the server hold. */
        void drop(String limit) {
            ConnectionGuard.of(listener.connector()).dropSlow(endPoint, limit);
        }

        boolean isCut() {
            return connection != null && connection.isCut();
        }

        /** Ends the connection without another byte. */
        void reset() {
            if (connection != null) {
                connection.abort();
            } else {
                Transport.reset(endPoint);
            }
        }
    }

    private static PeerVerdict peer(@Nullable ClientConnection connection) {
        return connection == null ? new PeerVerdict.Plaintext() : connection.verdict();
    }
}
