package io.securerpc.gate;

import java.util.HashMap;
import java.util.Map;

/** What an {@code OPTIONS} request is answered: the plain one, and a browser's preflight (Fetch standard, CORS protocol). */
final class PreflightHeaders {
    /** Every HTTP method that the HTTP door takes. */
    static final String ALLOWED_METHODS = "POST, OPTIONS";
    /** Every HTTP method that opens a WebSocket. */
    static final String WEBSOCKET_METHODS = "GET";

    /** Ten minutes: saves a round trip per call; a removed origin's calls are refused at once all the same. */
    private static final String MAX_AGE_SECONDS = "600";

    private PreflightHeaders() {}

    static Map<String, String> answer(RequestFacts facts, Map<String, String> origin) {
        Map<String, String> headers = new HashMap<>(origin);
        headers.put("Allow", ALLOWED_METHODS);
        if (facts.hasOrigin() && facts.requestedMethod().isPresent()) {
            headers.put("Access-Control-Allow-Methods", "POST");
            headers.put("Access-Control-Allow-Headers", "content-type, authorization");
            headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
            headers.put("Vary", "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        }
        return headers;
    }
}
