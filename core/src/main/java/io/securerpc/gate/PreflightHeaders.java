package io.securerpc.gate;

import io.securerpc.origin.CorsTerms;
import java.util.HashMap;
import java.util.Map;

/** What an {@code OPTIONS} request is answered: the plain one, and a browser's preflight (Fetch standard, CORS protocol). */
final class PreflightHeaders {
    /** Every HTTP method that the HTTP door takes. */
    static final String ALLOWED_METHODS = "POST, OPTIONS";
    /** Every HTTP method that opens a WebSocket. */
    static final String WEBSOCKET_METHODS = "GET";

    private static final String VARY = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

    private final Map<String, String> terms;
    private final boolean privateNetwork;

    PreflightHeaders(CorsTerms terms) {
        this.terms = Map.of(
                "Access-Control-Allow-Methods",
                String.join(", ", terms.methods()),
                "Access-Control-Allow-Headers",
                String.join(", ", terms.allowedHeaders()),
                "Access-Control-Max-Age",
                String.valueOf(terms.maxAge().toSeconds()));
        this.privateNetwork = terms.privateNetwork();
    }

    Map<String, String> answer(RequestFacts facts, OriginRule.Answer page) {
        Map<String, String> headers = new HashMap<>(page.headers());
        // Of an answer to a call: a preflight has none to show.
        headers.remove(OriginRule.EXPOSE_HEADERS);
        headers.put("Allow", ALLOWED_METHODS);
        headers.put("Vary", privateNetwork ? VARY + ", Access-Control-Request-Private-Network" : VARY);
        if (facts.hasOrigin() && facts.requestedMethod().isPresent()) {
            headers.putAll(terms);
            if (privateNetwork && facts.privateNetwork() && page.named()) {
                headers.put("Access-Control-Allow-Private-Network", "true");
            }
        }
        return headers;
    }
}
