package io.securerpc.jetty;

import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What plain HTTP on a TLS port is told; it knows of no gate and no service, so it can run nothing. */
final class PlaintextAnswer {
    private PlaintextAnswer() {}

    static void write(Response response, Callback callback) {
        Map<String, String> close = Map.of(HttpHeader.CONNECTION.asString(), "close");
        Answers.error(response, 400, close, -32600, "this port speaks TLS: use https:// or wss://", callback);
    }
}
