package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@Functional
class CancellationTest {
    private static final String TIMED_OUT =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"request timed out\"},\"id\":1}";
    private static final Duration SHORT = Duration.ofMillis(50);

    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final CompletableFuture<Object> pending = new CompletableFuture<>();
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void answersAndCancelsTheStageOfAMethodThatTakesTooLong() throws Exception {
        RpcService service = pending().timeout(SHORT).build();
        assertThat(ask(service, "pending", new Departure())).isEqualTo(TIMED_OUT);
        assertThat(told.take()).isEqualTo("first");
        assertThat(told.take()).isEqualTo("second");
        assertThat(calls.take().cancelled()).isTrue();
        await(() -> pending.isCancelled());
    }

    @Test
    void answersInNanosFormToo() {
        RpcService service = pending().timeout(SHORT).build();
        assertThat(Exchanges.ask(service, "{\"action\":\"pending\"}", Exchanges.http()))
                .isEqualTo("{\n    \"error\": \"Request timed out\"\n}\n");
    }

    @Test
    void hasATimeOfItsOwnForOneMethod() {
        RpcService service =
                pending().timeout(Duration.ofDays(1)).timeout("pending", SHORT).build();
        assertThat(ask(service, "pending", new Departure())).isEqualTo(TIMED_OUT);
    }

    @Test
    void timesOutOneMemberOfABatchAndNoOther() {
        RpcService service = pending().timeout(SHORT).build();
        String batch = "[" + request("pending") + "," + request("quick") + "]";
        assertThat(Exchanges.ask(service, batch, Exchanges.http()))
                .isEqualTo("[" + TIMED_OUT + ",{\"jsonrpc\":\"2.0\",\"result\":5,\"id\":1}]");
    }

    @Test
    void interruptsAHandlerThatHasAThreadOfItsOwn() throws Exception {
        RpcService service = RpcService.builder()
                .method("blocks", Permission.PUBLIC, this::block)
                .method(
                        "interrupted",
                        Permission.PUBLIC,
                        call -> Thread.currentThread().isInterrupted())
                .handlerExecutor(threads)
                .timeout(Duration.ofSeconds(20))
                .timeout("blocks", SHORT)
                .build();
        do { // what had no thread in time never began
            assertThat(ask(service, "blocks", new Departure())).isEqualTo(TIMED_OUT);
        } while (calls.isEmpty());
        assertThat(told.take()).isEqualTo("interrupted");
        assertThat(ask(service, "interrupted", new Departure()))
                .as("the next call on that thread")
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":false,\"id\":1}");
    }

    @Test
    void anInterruptionOfAnotherThreadIsNoneOfTheOneThatAnswers() throws Exception {
        RpcService service = RpcService.builder()
                .method(
                        "elsewhere",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedFuture(new InterruptedException("of a worker")))
                .method("here", Permission.PUBLIC, call -> {
                    throw new InterruptedException("of this thread");
                })
                .build();
        assertThat(ask(service, "elsewhere", new Departure())).contains("-32603");
        assertThat(Thread.interrupted()).isFalse();
        CompletionStage<RpcReply> here = handle(service, "here", new Departure());
        assertThat(Thread.interrupted()).as("its owner is to hear of it").isTrue();
        assertThat(here.toCompletableFuture()).isDone();
    }

    @Test
    void endsACallThatStillWaitsForAThread() throws Exception {
        RpcService service = RpcService.builder()
                .method("blocks", Permission.PUBLIC, this::block)
                .method("quick", Permission.PUBLIC, call -> told.add("ran"))
                .handlerExecutor(threads)
                .timeout("quick", SHORT)
                .build();
        CompletionStage<RpcReply> blocked = handle(service, "blocks", new Departure());
        assertThat(ask(service, "quick", new Departure())).isEqualTo(TIMED_OUT);
        never.countDown();
        blocked.toCompletableFuture().get(20, TimeUnit.SECONDS);
        threads.submit(() -> told.add("last")).get();
        assertThat(told).containsExactly("last");
    }

    @Test
    void cancelsWhenTheCallerGoesAway() throws Exception {
        Departure departure = new Departure();
        RpcService service = pending().build();
        CompletionStage<RpcReply> reply = handle(service, "pending", departure);
        RpcCall call = calls.take();
        assertThat(call.cancelled()).isFalse();
        departure.happen();
        assertThat(reply.toCompletableFuture()).isDone();
        assertThat(pending).isCancelled();
        assertThat(call.cancelled()).isTrue();
        assertThat(told).containsExactly("first", "second");
        call.onCancelled(() -> told.add("third"));
        assertThat(told).containsExactly("first", "second", "third");
        departure.happen();
        assertThat(told).hasSize(3);
    }

    @Test
    void interruptsWhenTheCallerGoesAway() throws Exception {
        Departure departure = new Departure();
        RpcService service = RpcService.builder()
                .method("blocks", Permission.PUBLIC, this::block)
                .handlerExecutor(threads)
                .build();
        CompletionStage<RpcReply> reply = handle(service, "blocks", departure);
        calls.take();
        departure.happen();
        assertThat(told.take()).isEqualTo("interrupted");
        assertThat(reply.toCompletableFuture()).isDone();
    }

    @Test
    void cancelsEachCallOfAWebSocketThatIsStillOpenAndNoOther() throws Exception {
        Departure departure = new Departure();
        RpcService service = RpcService.builder()
                .method("own", Permission.PUBLIC, call -> {
                    call.onCancelled(() -> told.add("cancelled"));
                    return pending.copy();
                })
                .build();
        List<CompletionStage<RpcReply>> replies =
                List.of(handle(service, "own", departure), handle(service, "own", departure));
        CompletionStage<RpcReply> other = handle(service, "own", new Departure());
        departure.happen();
        replies.forEach(reply -> assertThat(reply.toCompletableFuture()).isDone());
        assertThat(told).containsExactly("cancelled", "cancelled");
        assertThat(other.toCompletableFuture()).isNotDone();
        pending.complete("done");
        assertThat(body(other)).contains("\"result\":\"done\"");
    }

    @Test
    void startsNothingOnAThreadOfItsOwnForACallerThatIsGone() {
        Departure departure = new Departure();
        departure.happen();
        RpcService service = RpcService.builder()
                .method("quick", Permission.PUBLIC, call -> told.add("ran"))
                .handlerExecutor(Runnable::run)
                .build();
        assertThat(handle(service, "quick", departure).toCompletableFuture()).isDone();
        assertThat(told).isEmpty();
    }

    @Test
    void tellsNothingToACallThatWasAnswered() throws Exception {
        Departure departure = new Departure();
        RpcService service = pending().build();
        CompletionStage<RpcReply> reply = handle(service, "pending", departure);
        pending.complete("done");
        assertThat(body(reply)).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"done\",\"id\":1}");
        departure.happen();
        assertThat(told).isEmpty();
        assertThat(calls.take().cancelled()).isFalse();
    }

    @Test
    void survivesActionsThatThrowAndStagesThatCannotBeCancelled() {
        Departure departure = new Departure();
        CompletionStage<Object> minimal = new CompletableFuture<>().minimalCompletionStage();
        RpcService service = RpcService.builder()
                .method("minimal", Permission.PUBLIC, call -> {
                    call.onCancelled(() -> {
                        throw new IllegalStateException("swordfish");
                    });
                    call.onCancelled(() -> told.add("after it"));
                    return minimal;
                })
                .build();
        CompletionStage<RpcReply> reply = handle(service, "minimal", departure);
        departure.happen();
        assertThat(reply.toCompletableFuture()).isDone();
        assertThat(told).containsExactly("after it");
    }

    @Test
    void answersBusyWhereTheExecutorTakesNoMore() {
        RpcService service = RpcService.builder()
                .method("quick", Permission.PUBLIC, call -> 1)
                .handlerExecutor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        assertThat(ask(service, "quick", new Departure()))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32009,\"message\":\"Server is busy, try again later\"},\"id\":1}");
    }

    @Test
    void runsHandlersOnVirtualThreadsWhereThereAreAny() {
        boolean expected = Runtime.version().feature() >= 21;
        assertThat(HandlerThreads.virtual().isPresent()).isEqualTo(expected);
        HandlerThreads.virtual().ifPresent(virtual -> {
            RpcService service = RpcService.builder()
                    .method(
                            "thread",
                            Permission.PUBLIC,
                            call -> Thread.currentThread().toString())
                    .method("blocks", Permission.PUBLIC, this::block)
                    .handlerExecutor(virtual)
                    .timeout("blocks", SHORT)
                    .build();
            assertThat(ask(service, "thread", new Departure())).contains("VirtualThread[");
            assertThat(ask(service, "blocks", new Departure())).isEqualTo(TIMED_OUT);
        });
    }

    @Test
    void refusesTimesAndExecutorsThatMakeNoSense() {
        RpcServiceBuilder builder =
                pending().timeout(SHORT).timeout("pending", SHORT).handlerExecutor(threads);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.timeout(SHORT))
                .withMessage("timeout: set twice, first to PT0.05S (expected: once)");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.timeout("pending", SHORT))
                .withMessage("timeout of pending: set twice, first to PT0.05S (expected: once)");
        assertThatIllegalStateException()
                .isThrownBy(() -> builder.handlerExecutor(threads))
                .withMessageStartingWith("handler executor: set twice, first to ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout("pendign", SHORT))
                .withMessage("timeout of \"pendign\" (expected: a registered method)");
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pending().timeout(wrong))
                    .withMessage("timeout: " + wrong + " (expected: 1 ms to 1 day)");
        }
    }

    private RpcServiceBuilder pending() {
        return RpcService.builder()
                .method("quick", Permission.PUBLIC, call -> 5)
                .method("pending", Permission.PUBLIC, call -> {
                    call.onCancelled(() -> told.add("first"));
                    call.onCancelled(() -> told.add("second"));
                    calls.add(call);
                    return pending;
                });
    }

    private Object block(RpcCall call) throws InterruptedException {
        calls.add(call);
        try {
            never.await();
            return "released";
        } catch (InterruptedException e) {
            told.add("interrupted");
            throw e;
        }
    }

    private static CompletionStage<RpcReply> handle(RpcService service, String method, Departure departure) {
        RpcExchange base = Exchanges.http();
        return service.handle(
                request(method).getBytes(StandardCharsets.UTF_8),
                new RpcExchange(base.caller(), base.guard(), base.limits(), Optional.empty(), departure, base.calls()));
    }

    private static String ask(RpcService service, String method, Departure departure) {
        try {
            return body(handle(service, method, departure));
        } catch (Exception e) {
            throw new AssertionError("no reply", e);
        }
    }

    private static String body(CompletionStage<RpcReply> reply) throws Exception {
        return new String(
                reply.toCompletableFuture().get(20, TimeUnit.SECONDS).body().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private static String request(String method) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":1}";
    }
}
