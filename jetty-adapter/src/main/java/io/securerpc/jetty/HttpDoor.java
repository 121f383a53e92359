package io.securerpc.jetty;

import io.securerpc.gate.Verdict;
import io.securerpc.limit.Limits;
import io.securerpc.rpc.Departure;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcReply;
import io.securerpc.rpc.RpcService;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;

/** POST, over HTTP/1.1 and HTTP/2: reads one bounded body, hands it to the service, writes one answer. */
final class HttpDoor {
    private static final int REQUEST_TOO_BIG = -32007;

    private final RpcService service;
    private final Limits limits;

    HttpDoor(RpcService service, Limits limits) {
        this.service = service;
        this.limits = limits;
    }

    void serve(FrontDoor.Entrance entrance, Request request, Response response, Callback callback) {
        Map<String, String> headers = entrance.admitted().headers();
        if (declaredLength(request) > limits.maxRequestBytes()) {
            refuseSize(response, headers, callback);
            return;
        }
        int max = (int) Math.min(Integer.MAX_VALUE - 8, limits.maxRequestBytes());
        BodyDeadline deadline = new BodyDeadline(entrance);
        Content.Source.asByteArrayAsync(request, max, new Promise.Invocable<>() {
            @Override
            public void succeeded(byte[] body) {
                deadline.met();
                run(entrance, body, request, response, callback);
            }

            @Override
            public void failed(Throwable failure) {
                deadline.met();
                // The reader's own refusal is an IllegalStateException; anything else is the peer going away.
                if (failure instanceof IllegalStateException) {
                    refuseSize(response, headers, callback);
                } else {
                    callback.failed(failure instanceof QuietException ? failure : new EofException(failure));
                }
            }

            @Override
            public InvocationType getInvocationType() {
                return InvocationType.BLOCKING;
            }
        });
        deadline.startUnlessMet(limits.connections().bodyTimeout());
    }

    /** The body may have taken its time: who sent it is judged again before anything runs. */
    private void run(FrontDoor.Entrance entrance, byte[] body, Request request, Response response, Callback callback) {
        Optional<Verdict.Refused> refused = entrance.refusedNow();
        if (refused.isPresent()) {
            Answers.refused(response, refused.get(), entrance.admitted().headers(), callback);
            return;
        }
        Departure departure = new Departure();
        request.addFailureListener(failure -> departure.happen());
        RpcExchange exchange = new RpcExchange(
                entrance.admitted().caller(), entrance, limits, Optional.empty(), departure, entrance.calls());
        service.handle(body, exchange).whenComplete((reply, failure) -> {
            if (failure != null) {
                callback.failed(failure);
            } else if (entrance.isCut()) {
                callback.failed(new IllegalStateException("connection was cut while its request ran"));
            } else {
                write(reply, entrance, response, callback);
            }
        });
    }

    private static void write(RpcReply reply, FrontDoor.Entrance entrance, Response response, Callback callback) {
        Map<String, String> headers = entrance.admitted().headers();
        Optional<Long> wait = entrance.tally().retryAfter();
        wait.ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
        int status = wait.isPresent() ? HttpStatus.TOO_MANY_REQUESTS_429 : HttpStatus.OK_200;
        reply.body()
                .ifPresentOrElse(
                        body -> Answers.json(response, status, headers, body, callback),
                        () -> Answers.empty(
                                response, wait.isPresent() ? status : HttpStatus.NO_CONTENT_204, headers, callback));
    }

    private static void refuseSize(Response response, Map<String, String> headers, Callback callback) {
        // What is left of the body is not worth reading.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        Answers.error(response, 413, headers, REQUEST_TOO_BIG, "Request is too big", callback);
    }

    private static long declaredLength(Request request) {
        HttpField length = request.getHeaders().getField(HttpHeader.CONTENT_LENGTH);
        return length == null ? -1 : length.getLongValue();
    }
}
