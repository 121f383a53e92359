package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.Verdict;
import java.util.Map;
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
    private final Map<Connector, BoundListener> listeners;
    private final HttpDoor http;
    private final WebSocketDoor webSocket;
    private final ClientAddresses addresses;
    private final SecurityEventListener events;

    FrontDoor(
            Map<Connector, BoundListener> listeners,
            HttpDoor http,
            WebSocketDoor webSocket,
            ClientAddresses addresses,
            SecurityEventListener events) {
        super(webSocket.handler());
        this.listeners = Map.copyOf(listeners);
        this.http = http;
        this.webSocket = webSocket;
        this.addresses = addresses;
        this.events = events;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        BoundListener listener = listeners.get(request.getConnectionMetaData().getConnector());
        if (listener == null) {
            throw new IllegalStateException("request from a connector that is none of ours");
        }
        Framing.require(request);
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        ClientConnection connection = ClientConnection.below(endPoint);
        if (listener.plaintext().isPresent() && connection == null) {
            listener.plaintext().get().write(request, response, callback);
            return true;
        }
        RequestFacts facts = RequestFactsReader.read(request, peer(connection), addresses.of(request));
        Verdict verdict = listener.gate().admit(facts);
        if (verdict instanceof Verdict.Refused refused) {
            refuse(refused, facts, response, callback);
        } else if (verdict instanceof Verdict.Preflight preflight) {
            Answers.empty(response, 204, preflight.headers(), callback);
        } else {
            Verdict.Admitted admitted = (Verdict.Admitted) verdict;
            return enter(new Entrance(listener, endPoint, connection, facts, admitted), request, response, callback);
        }
        return true;
    }

    private boolean enter(Entrance entrance, Request request, Response response, Callback callback) throws Exception {
        String path = Request.getPathInContext(request);
        if (!path.isEmpty() && !path.equals("/")) {
            Answers.error(
                    response, 404, entrance.admitted().headers(), -32601, "there is nothing here: use /", callback);
            return true;
        }
        if (entrance.facts().door() == RequestFacts.Door.WEBSOCKET) {
            webSocket.admit(request, entrance);
            return super.handle(request, response, callback);
        }
        http.serve(entrance, request, response, callback);
        return true;
    }

    /** The peer sees a status and a fixed text, the operator every rule that failed. */
    private void refuse(Verdict.Refused refused, RequestFacts facts, Response response, Callback callback) {
        events.on(new SecurityEvent.RequestRefused(refused.codes(), refused.operatorLine(facts.remote())));
        Answers.error(response, refused.status(), refused.headers(), -32600, refused.peerText(), callback);
    }

    /** What the doors know of an admitted request. */
    record Entrance(
            BoundListener listener,
            EndPoint endPoint,
            @Nullable ClientConnection connection,
            RequestFacts facts,
            Verdict.Admitted admitted) {

        /** The gate's answer for the same caller now, for whatever arrives after the request that was admitted. */
        Verdict judgeAgain() {
            return listener.gate().admitMessage(admitted.caller(), peer(connection));
        }

        boolean isCut() {
            return connection != null && connection.isCut();
        }
    }

    private static PeerVerdict peer(@Nullable ClientConnection connection) {
        return connection == null ? new PeerVerdict.Plaintext() : connection.verdict();
    }
}
