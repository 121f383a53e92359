package io.securerpc.jetty;

import io.securerpc.rpc.HealthAnswer;
import java.util.Map;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /health}, what the node says of itself, and {@code /health/readiness}, a status alone, as Substrate nodes answer them. */
final class HealthDoor {
    private static final String HEALTH = "/health";
    private static final String READINESS = "/health/readiness";
    private static final int FAILING = HttpStatus.INTERNAL_SERVER_ERROR_500;

    private static final Logger LOG = LoggerFactory.getLogger(HealthDoor.class);

    private final HealthQuestions questions;
    private final boolean served;
    private final Drain drain;

    HealthDoor(HealthQuestions questions, boolean served, Drain drain) {
        this.questions = questions;
        this.served = served;
        this.drain = drain;
    }

    boolean isAsked(Request request) {
        String path = Request.getPathInContext(request);
        return served && (path.equals(HEALTH) || path.equals(READINESS));
    }

    /** For who was admitted. */
    void answer(Request request, Response response, Map<String, String> headers, Callback callback) {
        Connector connector = request.getConnectionMetaData().getConnector();
        var unused = questions
                .ask(connector.getExecutor(), connector.getScheduler())
                .whenComplete((answer, failure) -> {
                    try {
                        if (answer == null) {
                            throw failure;
                        }
                        write(answer, request, response, headers, callback);
                    } catch (Throwable broken) {
                        // Nobody would hear of it here, and the request would never end.
                        LOG.error("a question for the node's health could not be answered", broken);
                        callback.failed(broken);
                    }
                });
    }

    private void write(
            HealthAnswer answer, Request request, Response response, Map<String, String> headers, Callback callback) {
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
