package io.securerpc.jetty;

import io.securerpc.gate.Authorization;
import io.securerpc.gate.PeerVerdict;
import io.securerpc.gate.RequestFacts;
import io.securerpc.gate.RequestFacts.Navigation;
import io.securerpc.proxy.ClientAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;

/** Translates one request into the facts that the gate decides from; decides nothing itself. */
final class RequestFactsReader {
    private static final String SEC_FETCH = "Sec-Fetch-";

    private RequestFactsReader() {}

    static RequestFacts read(Request request, PeerVerdict peer, ClientAddress client) {
        HttpFields headers = request.getHeaders();
        boolean upgrade = isWebSocketUpgrade(request);
        return new RequestFacts(
                upgrade ? RequestFacts.Door.WEBSOCKET : RequestFacts.Door.HTTP,
                request.getMethod(),
                hosts(request),
                target(request),
                values(headers, HttpHeader.ORIGIN.asString()),
                values(headers, HttpHeader.CONTENT_TYPE.asString()),
                Optional.ofNullable(headers.get("Sec-Fetch-Site")),
                hasBrowserTraces(headers),
                Optional.ofNullable(headers.get("Access-Control-Request-Method")),
                client.address(),
                peer,
                navigation(request),
                "true".equals(headers.get("Access-Control-Request-Private-Network")),
                client instanceof ClientAddress.Doubtful doubtful ? Optional.of(doubtful.reason()) : Optional.empty(),
                Authorization.of(
                        values(headers, HttpHeader.AUTHORIZATION.asString()),
                        upgrade ? subprotocols(headers) : List.of()));
    }

    /** Of other methods nobody asks: a call is not to pay for it. */
    private static Navigation navigation(Request request) {
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            return Navigation.NONE;
        }
        HttpFields headers = request.getHeaders();
        return new Navigation(
                values(headers, HttpHeader.ACCEPT.asString()),
                Optional.ofNullable(headers.get("Sec-Fetch-Mode")),
                Optional.ofNullable(headers.get("Sec-Fetch-Dest")));
    }

    /** An HTTP/1.1 upgrade; a WebSocket over HTTP/2 (extended CONNECT) is off and falls to the method rule. */
    static boolean isWebSocketUpgrade(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1
                && request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
    }

    private static List<String> hosts(Request request) {
        List<String> hosts = values(request.getHeaders(), HttpHeader.HOST.asString());
        String authority = request.getHttpURI().getAuthority();
        return isHttp2(request) && hosts.isEmpty() && authority != null ? List.of(authority) : hosts;
    }

    /** HTTP/1.1's absolute form is compared with Host by Jetty's parser, which answers 400; see the compliance test. */
    private static Optional<String> target(Request request) {
        return isHttp2(request) ? Optional.ofNullable(request.getHttpURI().getAuthority()) : Optional.empty();
    }

    private static boolean isHttp2(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
    }

    private static boolean hasBrowserTraces(HttpFields headers) {
        if (headers.contains(HttpHeader.REFERER) || headers.contains(HttpHeader.COOKIE)) {
            return true;
        }
        for (HttpField field : headers) {
            if (field.getName().regionMatches(true, 0, SEC_FETCH, 0, SEC_FETCH.length())) {
                return true;
            }
        }
        return false;
    }

    /** Only where a WebSocket is asked for: on any other request the header means nothing. */
    private static List<String> subprotocols(HttpFields headers) {
        return values(headers, HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL.asString());
    }

    private static List<String> values(HttpFields headers, String name) {
        return List.copyOf(headers.getValuesList(name));
    }
}
