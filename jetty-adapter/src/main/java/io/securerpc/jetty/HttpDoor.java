package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import io.securerpc.gate.Verdict;
import io.securerpc.rpc.Departure;
import io.securerpc.rpc.RpcExchange;
import io.securerpc.rpc.RpcReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** POST, over HTTP/1.1 and HTTP/2: reads one bounded body, hands it to the service, writes one answer. */
final class HttpDoor {
    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
    private static final int REQUEST_TOO_BIG = -32007;

    private final ServerParts parts;

    HttpDoor(ServerParts parts) {
        this.parts = parts;
    }

    void serve(FrontDoor.Entrance entrance, Request request, Response response, Callback callback) {
        Map<String, String> headers = entrance.admitted().headers();
        long declared = declaredLength(request);
        if (declared > parts.limits().maxRequestBytes()) {
            refuseSize(response, headers, callback);
            return;
        }
        Deadline deadline = new Deadline(entrance, "body_timeout");
        BodyReader reader = new BodyReader(
                request,
                parts.limits().maxRequestBytes(),
                declared,
                new Arriving(entrance, request, response, callback, deadline),
                giveWay -> parts.memory().requests().open(entrance.facts().remote(), giveWay));
        Exchange.of(request).holds(reader::release);
        reader.run();
        deadline.startUnlessMet(parts.limits().connections().bodyTimeout());
    }

    /** One request whose body is on its way. */
    private final class Arriving implements BodyReader.Outcome {
        private final FrontDoor.Entrance entrance;
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final Deadline deadline;
        private final Exchange exchange;

        Arriving(
                FrontDoor.Entrance entrance, Request request, Response response, Callback callback, Deadline deadline) {
            this.entrance = entrance;
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.deadline = deadline;
            this.exchange = Exchange.of(request);
        }

        @Override
        public void arrived(byte[] body, Runnable handled) {
            deadline.met();
            Runnable workEnds = parts.memory().exchanges().workOn(exchange);
            try {
                call(body, () -> {
                    workEnds.run();
                    handled.run();
                });
            } catch (Throwable broken) {
                workEnds.run();
                throw broken;
            }
        }

        /** The body may have taken its time: who sent it is judged again before anything runs. */
        private void call(byte[] body, Runnable handled) {
            Optional<Verdict.Refused> refused = entrance.refusedNow();
            if (refused.isPresent()) {
                handled.run();
                Answers.refused(response, refused.get(), entrance.admitted().headers(), callback);
                return;
            }
            Departure departure = new Departure();
            request.addFailureListener(failure -> departure.happen());
            parts.drain().running(departure);
            CompletionStage<RpcReply> reply;
            try {
                RpcExchange exchange = new RpcExchange(
                        entrance.admitted().caller(),
                        entrance,
                        parts.limits(),
                        Optional.empty(),
                        departure,
                        entrance.calls(),
                        BatchRoom.of(entrance, parts.memory()));
                reply = parts.service().handle(body, exchange);
            } catch (Throwable broken) {
                parts.drain().answered(departure);
                throw broken;
            }
            var unused = reply.whenComplete((made, failure) -> ended(departure, handled, made, failure));
        }

        /** Nobody would hear of what is thrown here, and the request would never end. */
        private void ended(
                Departure departure, Runnable handled, @Nullable RpcReply reply, @Nullable Throwable failure) {
            try {
                whenHandled(reply, handled);
                parts.drain().answered(departure);
                if (reply == null) {
                    fail("a request could not be served", requireNonNull(failure, "failure"), callback);
                } else if (entrance.isCut()) {
                    callback.failed(new IllegalStateException("connection was cut while its request ran"));
                } else {
                    write(reply, entrance, response, callback);
                }
            } catch (Throwable broken) {
                fail("an answer could not be sent", broken, callback);
            }
        }

        @Override
        public void tooBig() {
            deadline.met();
            refuseSize(response, entrance.admitted().headers(), callback);
        }

        @Override
        public void noRoom() {
            deadline.met();
            entrance.tellNoRoom("max_request_bytes_total");
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            Answers.noRoom(response, entrance.admitted().headers(), callback);
        }

        @Override
        public void broken(Throwable fault) {
            deadline.met();
            fail("a request could not be served", fault, callback);
        }

        @Override
        public void failed(Throwable failure) {
            deadline.met();
            callback.failed(failure instanceof QuietException ? failure : new EofException(failure));
        }
    }

    /** A notification, and a call that is cancelled, may go on with what was sent when it is answered. */
    static void whenHandled(@Nullable RpcReply reply, Runnable handled) {
        if (reply == null) {
            handled.run();
        } else {
            var unused = reply.handled().whenComplete((nothing, failure) -> handled.run());
        }
    }

    private static void fail(String what, Throwable failure, Callback callback) {
        LOG.error(what, failure);
        callback.failed(failure);
    }

    private void write(RpcReply reply, FrontDoor.Entrance entrance, Response response, Callback callback) {
        Map<String, String> headers = entrance.admitted().headers();
        Optional<Long> wait = entrance.tally().retryAfter();
        wait.ifPresent(seconds -> response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds));
        int status = wait.isPresent() ? HttpStatus.TOO_MANY_REQUESTS_429 : HttpStatus.OK_200;
        reply.body()
                .ifPresentOrElse(
                        body -> send(entrance, response, status, body, callback),
                        () -> Answers.empty(
                                response, wait.isPresent() ? status : HttpStatus.NO_CONTENT_204, headers, callback));
    }

    /** Counted until the peer has taken it, for which he has his time. */
    private void send(FrontDoor.Entrance entrance, Response response, int status, byte[] body, Callback callback) {
        Map<String, String> headers = entrance.admitted().headers();
        ByteBudget.Share share = parts.memory()
                .responses()
                .open(entrance.facts().remote(), () -> entrance.drop("max_response_bytes_total"));
        // Whatever becomes of the write, and whatever others throw that give way.
        Exchange.of(response.getRequest()).holds(share::release);
        if (!share.grow(body.length)) {
            Answers.noRoom(response, headers, callback);
            return;
        }
        Deadline deadline = new Deadline(entrance, "response_timeout");
        Callback taken = Callback.from(
                () -> {
                    deadline.met();
                    share.release();
                },
                callback);
        Answers.json(response, status, headers, body, taken);
        deadline.startUnlessMet(parts.limits().connections().responseTimeout());
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
