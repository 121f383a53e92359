package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import io.securerpc.caller.Caller;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.util.Optional;

/**
 * One request as the service sees it: who asks, who judges, what bounds it, and where events go.
 *
 * @param caller who asks
 * @param guard judges each call of the request
 * @param limits depth, batch length, answer size and number of subscriptions
 * @param push the WebSocket the request came by; empty over HTTP, where there are no subscriptions
 * @param departure tells when the caller goes away
 * @param calls those of the connection the request came by, among which its own run and wait
 * @param answerRoom counts the answers of a batch while others are made
 */
public record RpcExchange(
        Caller caller,
        CallGuard guard,
        Limits limits,
        Optional<PushChannel> push,
        Departure departure,
        ConnectionCalls calls,
        AnswerRoom answerRoom) {
    /**
     * Refuses null.
     *
     * @param caller who asks
     * @param guard judges each call of the request
     * @param limits depth, batch length, answer size and number of subscriptions
     * @param push the WebSocket the request came by; empty over HTTP
     * @param departure tells when the caller goes away
     * @param calls those of the connection the request came by
     * @param answerRoom counts the answers of a batch while others are made
     */
    public RpcExchange {
        requireNonNull(caller, "caller");
        requireNonNull(guard, "guard");
        requireNonNull(limits, "limits");
        requireNonNull(push, "push");
        requireNonNull(departure, "departure");
        requireNonNull(calls, "calls");
        requireNonNull(answerRoom, "answerRoom");
    }

    /**
     * A request whose answers nobody counts.
     *
     * @param caller who asks
     * @param guard judges each call of the request
     * @param limits depth, batch length, answer size and number of subscriptions
     * @param push the WebSocket the request came by; empty over HTTP
     * @param departure tells when the caller goes away
     * @param calls those of the connection the request came by
     */
    public RpcExchange(
            Caller caller,
            CallGuard guard,
            Limits limits,
            Optional<PushChannel> push,
            Departure departure,
            ConnectionCalls calls) {
        this(caller, guard, limits, push, departure, calls, AnswerRoom.UNBOUNDED);
    }

    /**
     * A request whose caller stays until it is answered, and whose calls share their places with no others: for programs that ask a service without a server.
     *
     * @param caller who asks
     * @param guard judges each call of the request
     * @param limits depth, batch length, answer size and number of subscriptions
     * @param push the WebSocket the request came by; empty over HTTP
     */
    public RpcExchange(Caller caller, CallGuard guard, Limits limits, Optional<PushChannel> push) {
        this(
                caller,
                guard,
                requireNonNull(limits, "limits"),
                push,
                new Departure(),
                ConnectionCalls.alone(limits.calls()));
    }
}
