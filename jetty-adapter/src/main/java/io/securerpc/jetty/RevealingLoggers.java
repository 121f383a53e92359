package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Those of Jetty's loggers that write credentials out at level DEBUG. What they write is not ours to change, nor are their levels; that they are on is said when the server starts, and when
 * somebody turns them on later.
 *
 * <p>The list is measured: see {@code PlantedSecretsIT}, which fails if another logger reveals a credential, and if one of these does not.
 */
final class RevealingLoggers {
    /** The parsers of both versions of HTTP, what writes answers, which may have a ticket or a proof, the sub-protocols of WebSockets, and what shows the bytes under all of them. */
    static final List<String> NAMES = List.of(
            "org.eclipse.jetty.http.HttpGenerator",
            "org.eclipse.jetty.http.HttpParser",
            "org.eclipse.jetty.http2.hpack.HpackContext",
            "org.eclipse.jetty.http2.hpack.HpackDecoder",
            "org.eclipse.jetty.http2.server.internal.HttpStreamOverHTTP2",
            "org.eclipse.jetty.io.SocketChannelEndPoint",
            "org.eclipse.jetty.io.WriteFlusher",
            "org.eclipse.jetty.io.ssl.SslConnection",
            "org.eclipse.jetty.server.internal.HttpChannelState",
            "org.eclipse.jetty.websocket.core.WebSocketCoreSession",
            "org.eclipse.jetty.websocket.core.server.internal.AbstractHandshaker");

    private final SecurityEventListener events;
    private List<String> told = List.of();

    RevealingLoggers(SecurityEventListener events) {
        this.events = events;
    }

    /** Says which are on, unless it has said so. */
    synchronized void look() {
        List<String> on = new ArrayList<>();
        for (String name : NAMES) {
            if (LoggerFactory.getLogger(name).isDebugEnabled()) {
                on.add(name);
            }
        }
        if (!on.equals(told) && !on.isEmpty()) {
            events.on(new SecurityEvent.Warning("log: passwords and tokens of callers are written to it, by the logger"
                    + (on.size() == 1 ? " " : "s ") + String.join(", ", on)
                    + " at level DEBUG (expected: INFO or higher where credentials are accepted)"));
        }
        told = on;
    }
}
