package io.securerpc.jetty;

import io.securerpc.rpc.HealthAnswer;
import io.securerpc.rpc.RpcService;
import java.util.Map;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code /health}, what the node says of itself, and {@code /health/readiness}, a status alone, as Substrate nodes answer them. */
final class HealthDoor {
    private static final String HEALTH = "/health";
    private static final String READINESS = "/health/readiness";
    private static final int FAILING = HttpStatus.INTERNAL_SERVER_ERROR_500;

    private final RpcService service;
    private final boolean served;
    private final Drain drain;

    HealthDoor(RpcService service, boolean served, Drain drain) {
        this.service = service;
        this.served = served;
        this.drain = drain;
    }

    boolean isAsked(Request request) {
        String path = Request.getPathInContext(request);
        return served && (path.equals(HEALTH) || path.equals(READINESS));
    }

    /** For who was admitted. */
    void answer(Request request, Response response, Map<String, String> headers, Callback callback) {
        HealthAnswer answer = service.health();
        if (Request.getPathInContext(request).equals(READINESS)) {
            // Nobody is to be sent here any more, however well the node is.
            boolean ready = answer.ready() && !drain.isBegun();
            Answers.empty(response, ready ? HttpStatus.OK_200 : FAILING, headers, callback);
        } else if (HttpMethod.HEAD.is(request.getMethod())) {
            Answers.head(response, answer.known() ? HttpStatus.OK_200 : FAILING, headers, answer.body(), callback);
        } else {
            Answers.json(response, answer.known() ? HttpStatus.OK_200 : FAILING, headers, answer.body(), callback);
        }
    }
}
