package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the door sends back.
 *
 * @param body UTF-8 JSON to send; empty when nothing is answered (notifications)
 * @param queued the door's call, once, after the body was put into the connection's queue (at once when there is no body): from
 *     then on the events of subscriptions made by this request are sent, so that none can overtake the answer that names it. It never
 *     throws. Nothing happens over HTTP, where it need not be called
 * @param handled complete when none of the request's calls runs or waits any more: notifications and calls whose caller no longer waits may go on when it is answered, and hold what was sent with it
 */
public record RpcReply(Optional<byte[]> body, Runnable queued, CompletionStage<Void> handled) {
    /**
     * Refuses null.
     *
     * @param body UTF-8 JSON to send; empty when nothing is answered
     * @param queued what the door calls once the body is in the queue
     * @param handled complete when none of the request's calls runs or waits any more
     */
    public RpcReply {
        requireNonNull(body, "body");
        requireNonNull(queued, "queued");
        requireNonNull(handled, "handled");
    }
}
