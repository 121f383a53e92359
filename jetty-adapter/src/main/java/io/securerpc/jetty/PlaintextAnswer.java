package io.securerpc.jetty;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.gate.Refusal;
import io.securerpc.origin.Authority;
import io.securerpc.origin.HostRules;
import io.securerpc.origin.HostVerdict;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What plain HTTP is told where only HTTPS is served: browsers are led there, others hear where it is. It knows of no gate and no service, so it can
 * run nothing; and it leads to our own hosts alone.
 */
final class PlaintextAnswer {
    private static final Map<String, String> CLOSE = Map.of(HttpHeader.CONNECTION.asString(), "close");

    private final HostRules hosts;
    private final Optional<URI> target;
    private final int port;
    private final SecurityEventListener events;

    private PlaintextAnswer(HostRules hosts, Optional<URI> target, int port, SecurityEventListener events) {
        this.hosts = hosts;
        this.target = target;
        this.port = port;
        this.events = events;
    }

    /** On a TLS port: leads to the same host and port. */
    static PlaintextAnswer onTlsPort(HostRules hosts, int port, SecurityEventListener events) {
        return new PlaintextAnswer(hosts, Optional.empty(), port, events);
    }

    /** On a port of its own: leads to one address. */
    static PlaintextAnswer leadingTo(URI target, HostRules hosts, SecurityEventListener events) {
        return new PlaintextAnswer(hosts, Optional.of(target), target.getPort(), events);
    }

    void write(Request request, Response response, Callback callback) {
        List<String> named = request.getHeaders().getValuesList(HttpHeader.HOST.asString());
        HostVerdict verdict = named.size() == 1 ? hosts.judge(named.get(0), false) : HostVerdict.MALFORMED;
        switch (verdict) {
            case MALFORMED -> refuse(Refusal.Code.HOST_MALFORMED, request, response, callback);
            case NOT_ALLOWED -> refuse(Refusal.Code.HOST_NOT_ALLOWED, request, response, callback);
            case ALLOWED -> lead(request, response, address(named.get(0)), callback);
        }
    }

    /** Empty where any host is allowed and this one is not ours: then nobody is led to what the request has chosen. */
    private Optional<URI> address(String host) {
        if (target.isPresent() || !hosts.recognises(host, false)) {
            return target;
        }
        return Authority.parse(host).map(named -> URI.create("https://" + new Authority(named.host(), port) + '/'));
    }

    private static void lead(Request request, Response response, Optional<URI> address, Callback callback) {
        boolean reads = HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod());
        if (reads && address.isPresent()) {
            Map<String, String> headers = Map.of(
                    HttpHeader.CONNECTION.asString(),
                    "close",
                    HttpHeader.LOCATION.asString(),
                    address.get().toString());
            // Temporary: a browser that keeps a permanent one would go on after the operator has changed his mind.
            Answers.empty(response, 307, headers, callback);
            return;
        }
        String where = address.map(uri -> "use " + uri + " or " + uri.toString().replaceFirst("^https", "wss"))
                .orElse("use https:// or wss://");
        Answers.error(response, 400, CLOSE, -32600, "only TLS is served: " + where, callback);
    }

    private void refuse(Refusal.Code code, Request request, Response response, Callback callback) {
        events.on(new SecurityEvent.RequestRefused(
                List.of(code.text()),
                "plain HTTP from " + request.getConnectionMetaData().getRemoteSocketAddress() + " refused: "
                        + code.text()));
        Answers.error(response, code.status(), CLOSE, -32600, code.peerText(), callback);
    }
}
