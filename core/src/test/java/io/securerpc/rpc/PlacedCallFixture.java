package io.securerpc.rpc;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.event.CallEnd;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** One place to run, two to wait and one in reserve, for a service whose method {@code pending} ends when its test completes what was {@code asked}. */
abstract class PlacedCallFixture {
    static final String REFUSED =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"RPC rate limit exceeded\"},\"id\":1}";
    static final String TIMED_OUT =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"request timed out\"},\"id\":1}";
    static final String SUBSCRIBE = "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"heads\"],\"id\":1}";
    static final Caller STRANGER = Exchanges.caller(Permission.PUBLIC);

    final ExecutorService server = Executors.newCachedThreadPool(task -> new Thread(task, "server"));
    final ExecutorService own = Executors.newCachedThreadPool();
    final LinkedBlockingQueue<CompletableFuture<Object>> asked = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<String> threads = new LinkedBlockingQueue<>();
    final CountDownLatch release = new CountDownLatch(1);
    final List<String> turnedAway = new ArrayList<>();
    final List<Ended> ended = new CopyOnWriteArrayList<>();
    final CallGuard guard = new CallGuard() {
        @Override
        public boolean admits(Caller caller, String method, Permission required) {
            return caller.has(required);
        }

        @Override
        public void turnedAway(Caller caller, String method, CallBound full) {
            turnedAway.add(caller.id() + " " + method + " " + full.key());
        }

        @Override
        public void ended(Caller caller, String method, CallEnd end, long waitedNanos, long ranNanos) {
            ended.add(new Ended(caller.id(), method, end, waitedNanos, ranNanos));
        }
    };
    final CallLimits limits = CallLimits.builder()
            .maxCalls(1)
            .maxWaitingCalls(2)
            .maxRunningCallsPerClient(9)
            .reservedCalls(1)
            .build();
    final CallSlots slots = new CallSlots(limits, server);

    /** What the guard was told of a call. */
    record Ended(String caller, String method, CallEnd end, long waited, long ran) {
        @Override
        public String toString() {
            return method + " " + end;
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.shutdownNow();
        own.shutdownNow();
    }

    final CompletableFuture<String> subscribe(
            RpcService service, RecordingChannel channel, String text, Departure departure) {
        RpcExchange exchange = new RpcExchange(
                STRANGER, guard, Limits.defaults(), Optional.of(channel), departure, slots.connection());
        return service.handle(text.getBytes(StandardCharsets.UTF_8), exchange)
                .thenApply(told -> told.body()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(""))
                .toCompletableFuture();
    }

    final RpcServiceBuilder pending() {
        return RpcService.builder()
                .method("forbidden", Permission.NOBODY, call -> "never")
                .method("pending", Permission.PUBLIC, call -> {
                    CompletableFuture<Object> answer = new CompletableFuture<>();
                    threads.add(Thread.currentThread().getName());
                    asked.add(answer);
                    return answer;
                });
    }

    final String deaf() {
        while (true) {
            try {
                release.await();
                return "late";
            } catch (InterruptedException e) {
                threads.add("interrupted");
            }
        }
    }

    final CompletableFuture<String> ask(RpcService service, String method, Caller caller, Departure departure) {
        return text(service, request(method, 1), caller, departure);
    }

    final RpcReply reply(RpcService service, String body, Departure departure, Runnable meanwhile) {
        CompletionStage<RpcReply> reply = service.handle(
                body.getBytes(StandardCharsets.UTF_8), exchange(STRANGER, departure, slots.connection()));
        meanwhile.run();
        return reply.toCompletableFuture().join();
    }

    static boolean through(RpcReply reply) {
        return reply.handled().toCompletableFuture().isDone();
    }

    final CompletableFuture<String> text(RpcService service, String body, Caller caller, Departure departure) {
        return text(service, body, caller, departure, slots.connection());
    }

    final CompletableFuture<String> text(
            RpcService service, String body, Caller caller, Departure departure, ConnectionCalls calls) {
        CompletionStage<RpcReply> reply =
                service.handle(body.getBytes(StandardCharsets.UTF_8), exchange(caller, departure, calls));
        return reply.thenApply(told -> told.body()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(""))
                .toCompletableFuture();
    }

    final RpcExchange exchange(Caller caller, Departure departure, ConnectionCalls calls) {
        return new RpcExchange(caller, guard, Limits.defaults(), Optional.empty(), departure, calls);
    }

    final List<String> ends() {
        return ended.stream().map(Ended::toString).toList();
    }

    final List<Integer> usage() {
        return List.of(slots.running(), slots.waiting(), slots.overdue());
    }

    static String request(String method, int id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":" + id + "}";
    }

    static String answer(String result) {
        return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":1}";
    }
}
