package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Requests of these tests: a caller that is admitted to what it has the permission for, over HTTP unless a channel is given. */
final class Exchanges {
    static final CallGuard BY_PERMISSION = (caller, method, required) -> caller.has(required);

    private Exchanges() {}

    static RpcExchange http() {
        return http(Limits.defaults());
    }

    static RpcExchange http(Limits limits) {
        return new RpcExchange(caller(Permission.PUBLIC), BY_PERMISSION, limits, Optional.empty());
    }

    static RpcExchange http(Permission... permissions) {
        return new RpcExchange(caller(permissions), BY_PERMISSION, Limits.defaults(), Optional.empty());
    }

    static RpcExchange webSocket(PushChannel channel) {
        return new RpcExchange(caller(Permission.PUBLIC), BY_PERMISSION, Limits.defaults(), Optional.of(channel));
    }

    static Caller caller(Permission... permissions) {
        return Caller.of("token:test", Set.of(permissions));
    }

    /** The answer's text; empty if nothing is answered. */
    static String ask(RpcService service, String body, RpcExchange exchange) {
        return ask(service, body.getBytes(StandardCharsets.UTF_8), exchange);
    }

    static String ask(RpcService service, byte[] body, RpcExchange exchange) {
        return reply(service, body, exchange)
                .body()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
    }

    static RpcReply reply(RpcService service, byte[] body, RpcExchange exchange) {
        try {
            return service.handle(body, exchange).toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no reply", e);
        }
    }
}
