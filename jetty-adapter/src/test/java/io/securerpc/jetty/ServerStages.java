package io.securerpc.jetty;

import io.securerpc.jetty.KilledConnection.Stage;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Session;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/** How far each connection of a node has come, by what the server itself has read of it. */
final class ServerStages {
    private ServerStages() {}

    static Map<Stage, Long> of(TestNode node) {
        Map<Stage, Long> counts = new EnumMap<>(Stage.class);
        node.server().listeners().stream()
                .map(listener -> listener.connector().getConnectedEndPoints())
                .flatMap(Collection::stream)
                .forEach(endPoint -> counts.merge(stage(endPoint), 1L, Long::sum));
        return counts;
    }

    private static Stage stage(EndPoint endPoint) {
        if (!(endPoint.getConnection() instanceof ClientConnection tls)) {
            return Stage.SILENT; // not a byte came that would tell TLS from anything else
        }
        if (!tls.isJudged()) {
            return tls.getSSLEngine().getHandshakeSession() == null ? Stage.MID_HELLO : Stage.MID_HANDSHAKE;
        }
        Connection spoken = tls.getSslEndPoint().getConnection();
        if (spoken instanceof WebSocketConnection webSocket) {
            return webSocket.getBytesIn() == 0 ? Stage.MID_UPGRADE : Stage.MID_FRAME;
        }
        if (spoken instanceof HTTP2Connection http2) {
            boolean asked = !((HTTP2Session) http2.getSession()).getStreams().isEmpty();
            return asked ? Stage.MID_STREAM : Stage.HANDSHAKE;
        }
        return spoken instanceof HttpConnection http ? stage(http.getParser()) : Stage.HANDSHAKE;
    }

    private static Stage stage(HttpParser parser) {
        if (parser.isStart()) {
            return Stage.HANDSHAKE;
        }
        return parser.inHeaderState()
                ? Stage.MID_HEADER
                : parser.inContentState() ? Stage.MID_BODY : Stage.MID_RESPONSE;
    }
}
