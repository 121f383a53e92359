package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the service does between the bytes of a request and those of its answer, the method itself being next to nothing. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchCosts {
    /** Members of the batch; its figures are for each of them. */
    static final int BATCH = 100;

    /** One kind of request. */
    @Param({"ready", "value", "named", "described", "stage", "nano", "notification", "forbidden", "invalid", "batch"})
    String request;

    private RpcService service;
    private RpcExchange exchange;
    private byte[] body;

    /** Makes the service and the request. */
    @Setup
    public void start() {
        RawJson ready = RawJson.of("{\"count\":1000,\"unchecked\":0}");
        MethodDescription description = MethodDescription.of("described")
                .withParam("account", JsonType.string())
                .withOptionalParam("count", JsonType.integer(1, 1_000));
        service = RpcService.builder()
                .method("ready", Permission.PUBLIC, call -> ready)
                .method("value", Permission.PUBLIC, call -> Map.of("count", 1_000))
                .method("named", Permission.PUBLIC, DispatchCosts::read)
                .method("described", Permission.PUBLIC, description, DispatchCosts::read)
                .method("stage", Permission.PUBLIC, call -> CompletableFuture.completedFuture(ready))
                .method("forbidden", Permission.NOBODY, call -> ready)
                .build();
        exchange = new RpcExchange(
                Caller.of("token:benchmark", Set.of(Permission.PUBLIC)),
                (caller, method, required) -> caller.has(required),
                Limits.defaults(),
                Optional.empty());
        body = text().getBytes(StandardCharsets.UTF_8);
    }

    /** One request. */
    @Benchmark
    public RpcReply dispatch() {
        return service.handle(body, exchange).toCompletableFuture().join();
    }

    private String text() {
        return switch (request) {
            case "nano" -> "{\"action\":\"ready\",\"count\":\"1\"}";
            case "notification" -> "{\"jsonrpc\":\"2.0\",\"method\":\"ready\"}";
            case "invalid" -> "{\"jsonrpc\":\"2.0\",\"method\":\"ready\",\"id\":1,}";
            case "batch" -> "[" + String.join(",", Collections.nCopies(BATCH, call("ready", ""))) + "]";
            case "named", "described" -> call(request, ",\"params\":{\"account\":\"nano_1abc\",\"count\":5}");
            default -> call(request, "");
        };
    }

    private static String call(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\"" + params + ",\"id\":17}";
    }

    private static Object read(RpcCall call) {
        Params params = call.params();
        return params.string("account").length() + params.integer("count");
    }
}
