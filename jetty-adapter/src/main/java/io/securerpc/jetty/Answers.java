package io.securerpc.jetty;

import io.securerpc.gate.PageDocument;
import io.securerpc.gate.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The bodies and headers that leave the HTTP door. */
final class Answers {
    /** What this library's limits answer with. */
    private static final int TOO_MANY = -32999;

    private Answers() {}

    /**
     * Writes one JSON answer.
     *
     * @param status HTTP status
     * @param body UTF-8 JSON
     */
    static void json(Response response, int status, Map<String, String> headers, byte[] body, Callback callback) {
        prepare(response, status, headers);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** The same, for who asks for the headers alone. */
    static void head(Response response, int status, Map<String, String> headers, byte[] body, Callback callback) {
        prepare(response, status, headers);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, null, callback);
    }

    static void empty(Response response, int status, Map<String, String> headers, Callback callback) {
        prepare(response, status, headers);
        response.write(true, null, callback);
    }

    /** Writes the status page; a {@code HEAD} gets all of it but the text. */
    static void page(Request request, Response response, PageDocument page, Callback callback) {
        byte[] body = page.html().getBytes(StandardCharsets.UTF_8);
        prepare(response, 200, page.headers());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, HttpMethod.HEAD.is(request.getMethod()) ? null : ByteBuffer.wrap(body), callback);
    }

    /**
     * Writes a refusal that JSON-RPC clients and Nano's read alike: both look for {@code error}.
     *
     * @param code JSON-RPC error code
     * @param text fixed text of ours, nothing that the peer sent
     */
    static void error(
            Response response, int status, Map<String, String> headers, int code, String text, Callback callback) {
        json(response, status, headers, errorBody(code, text), callback);
    }

    /** What the gate refused: a fixed text, whatever the peer sent. */
    static void refused(Response response, Verdict.Refused refused, Callback callback) {
        refused(response, refused, refused.headers(), callback);
    }

    /** The same, with the headers of the request that was admitted before. */
    static void refused(Response response, Verdict.Refused refused, Map<String, String> headers, Callback callback) {
        error(response, refused.status(), headers, refused.rpcError(), refused.peerText(), callback);
    }

    /** There is no room for one more of whoever asks; later there may be. */
    static void tooMany(Response response, Map<String, String> headers, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        error(response, 429, headers, TOO_MANY, "Too many connections", callback);
    }

    /** All requests or answers together hold too much; soon they may not. */
    static void noRoom(Response response, Map<String, String> headers, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        error(response, 503, headers, TOO_MANY, "Server has no room", callback);
    }

    static byte[] errorBody(int code, String text) {
        return "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":%d,\"message\":\"%s\"},\"id\":null}"
                .formatted(code, text.replace("\\", "\\\\").replace("\"", "\\\""))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void prepare(Response response, int status, Map<String, String> headers) {
        response.setStatus(status);
        headers.forEach((name, value) -> response.getHeaders().put(name, value));
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    }
}
