package io.securerpc.jetty;

import io.securerpc.origin.Authority;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what the HTTP parser refuses: the status and its standard phrase, never a cause. */
final class JsonErrorHandler implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = hasHostThatIsNone(request)
                ? HttpStatus.BAD_REQUEST_400
                : response.getStatus() >= 400 ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR_500;
        Answers.error(response, status, Map.of(), -32600, HttpStatus.getMessage(status), callback);
        return true;
    }

    /** Of HTTP/2, Jetty compares Host and authority before the gate is asked, and takes a Host it cannot read for a fault of the server. */
    private static boolean hasHostThatIsNone(Request request) {
        return request.getHeaders().getValuesList(HttpHeader.HOST.asString()).stream()
                .anyMatch(host -> Authority.parse(host).isEmpty());
    }
}
