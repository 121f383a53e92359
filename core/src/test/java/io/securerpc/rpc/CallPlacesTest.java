package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallPlacesTest {
    private static final String REFUSED =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"RPC rate limit exceeded\"},\"id\":1}";
    private static final String TIMED_OUT =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32002,\"message\":\"request timed out\"},\"id\":1}";
    private static final String SUBSCRIBE =
            "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"heads\"],\"id\":1}";
    private static final Caller STRANGER = Exchanges.caller(Permission.PUBLIC);

    private final ExecutorService server = Executors.newCachedThreadPool(task -> new Thread(task, "server"));
    private final ExecutorService own = Executors.newCachedThreadPool();
    private final LinkedBlockingQueue<CompletableFuture<Object>> asked = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<String> threads = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> turnedAway = new ArrayList<>();
    private final CallGuard guard = new CallGuard() {
        @Override
        public boolean admits(Caller caller, String method, Permission required) {
            return caller.has(required);
        }

        @Override
        public void turnedAway(Caller caller, String method, CallBound full) {
            turnedAway.add(caller.id() + " " + method + " " + full.key());
        }
    };
    private final CallLimits limits =
            CallLimits.builder().maxCalls(1).maxWaitingCalls(2).reservedCalls(1).build();
    private final CallSlots slots = new CallSlots(limits, server);

    @AfterEach
    void stop() {
        release.countDown();
        server.shutdownNow();
        own.shutdownNow();
    }

    @Test
    void aCallThatWaitedRunsInItsTurnOnAThreadOfTheServer() throws Exception {
        RpcService service = pending().build();
        CompletableFuture<String> first = ask(service, "pending", STRANGER, new Departure());
        CompletableFuture<String> second = ask(service, "pending", STRANGER, new Departure());
        CompletableFuture<Object> running = asked.take();
        assertThat(asked).as("the second waits").isEmpty();
        assertThat(usage()).containsExactly(1, 1, 0);
        assertThat(threads.take()).isEqualTo(Thread.currentThread().getName());
        running.complete("one");
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"one\""));
        asked.take().complete("two");
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"two\""));
        assertThat(threads.take()).isEqualTo("server");
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void refusesWhatFindsNoRoomInBothFormsAndTellsTheGuard() throws Exception {
        RpcService service = pending().build();
        for (int i = 0; i < 3; i++) {
            ask(service, "pending", STRANGER, new Departure());
        }
        assertThat(ask(service, "pending", STRANGER, new Departure())).isCompletedWithValue(REFUSED);
        assertThat(text(service, "{\"action\":\"pending\"}", STRANGER, new Departure()))
                .isCompletedWithValue("{\n    \"error\": \"RPC rate limit exceeded\"\n}\n");
        assertThat(text(service, "{\"jsonrpc\":\"2.0\",\"method\":\"pending\"}", STRANGER, new Departure()))
                .as("a notification")
                .isCompletedWithValue("");
        assertThat(turnedAway)
                .containsExactly(
                        "token:test pending max_waiting_calls",
                        "token:test pending max_waiting_calls",
                        "token:test pending max_waiting_calls");
        assertThat(slots.refused()).isEqualTo(3);
        assertThat(ask(service, "forbidden", STRANGER, new Departure()))
                .as("what is forbidden is not asked for a place")
                .isCompletedWithValueMatching(text -> text.contains("-32601"));
    }

    @Test
    void eachMemberOfABatchCounts() throws Exception {
        CallLimits wider = CallLimits.builder()
                .maxCalls(3)
                .maxWaitingCalls(4)
                .reservedCalls(0)
                .build();
        CallSlots some = new CallSlots(wider, server);
        String batch = IntStream.range(0, 100)
                .mapToObj(id -> request("pending", id))
                .collect(Collectors.joining(",", "[", "]"));
        CompletableFuture<String> answer = text(pending().build(), batch, STRANGER, new Departure(), some.connection());
        assertThat(List.of(some.running(), some.waiting(), (int) some.refused()))
                .containsExactly(3, 4, 93);
        for (int i = 0; i < 7; i++) {
            asked.take().complete(i);
        }
        String members = answer.get(20, TimeUnit.SECONDS);
        assertThat(members.split("\"result\":", -1)).hasSize(1 + 7);
        assertThat(members.split("-32999", -1)).hasSize(1 + 93);
        assertThat(members).contains("\"id\":0}").contains("\"id\":99}");
        assertThat(List.of(some.running(), some.waiting())).containsExactly(0, 0);
    }

    @Test
    void boundsTheCallsOfOneConnection() {
        CallLimits each = CallLimits.builder().maxCallsPerConnection(1).build();
        ConnectionCalls connection = new CallSlots(each, server).connection();
        RpcService service = pending().build();
        var first = text(service, request("pending", 1), STRANGER, new Departure(), connection);
        assertThat(text(service, request("pending", 1), STRANGER, new Departure(), connection))
                .isCompletedWithValue(REFUSED);
        assertThat(first).isNotDone();
        assertThat(turnedAway).containsExactly("token:test pending max_calls_per_connection");
    }

    @Test
    void whoeverGoesAwayMakesRoomAtOnceAndItsWaitingCallNeverRuns() throws Exception {
        RpcService service = pending().build();
        ask(service, "pending", STRANGER, new Departure());
        Departure departure = new Departure();
        CompletableFuture<String> waits = ask(service, "pending", STRANGER, departure);
        CompletableFuture<String> last = ask(service, "pending", STRANGER, new Departure());
        assertThat(usage()).containsExactly(1, 2, 0);
        departure.happen();
        assertThat(usage()).containsExactly(1, 1, 0);
        assertThat(waits).isDone();
        asked.take().complete("first");
        asked.take().complete("last");
        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"last\""));
        assertThat(asked).isEmpty();
    }

    @Test
    void aThousandThatCallAndGoAwayLeaveNothingBehind() {
        RpcService service = pending().build();
        for (int i = 0; i < 1_000; i++) {
            Departure departure = new Departure();
            ask(service, "pending", STRANGER, departure);
            ask(service, "pending", STRANGER, departure);
            departure.happen();
        }
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
    }

    @Test
    void timeSpentWaitingCountsAndTheOperatorsTimeHolds() throws Exception {
        CallLimits quick = CallLimits.builder()
                .maxCalls(1)
                .methodTimeout(Duration.ofMillis(200))
                .build();
        CallSlots some = new CallSlots(quick, server);
        RpcService service = pending().timeout(Duration.ofDays(1)).build();
        CompletableFuture<String> first =
                text(service, request("pending", 1), STRANGER, new Departure(), some.connection());
        CompletableFuture<String> second =
                text(service, request("pending", 1), STRANGER, new Departure(), some.connection());
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(TIMED_OUT);
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(TIMED_OUT);
        Awaitility.await().until(() -> some.running() + some.waiting() == 0);
    }

    @Test
    void theAuthorsTimeHoldsWhereItIsShorter() {
        CallTerms terms = new CallTerms(
                null, Duration.ofSeconds(30), Map.of("short", Duration.ofSeconds(2)), CallTerms.STANDARD_GRACE);
        assertThat(List.of(
                        terms.timeout("short", Duration.ofSeconds(10)),
                        terms.timeout("other", Duration.ofSeconds(10)),
                        terms.timeout("other", CallLimits.defaults().methodTimeout())))
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    @Test
    void aThreadThatDoesNotReturnKeepsItsPlaceAndIsCountedAsOverdue() throws Exception {
        RpcService service = RpcService.builder()
                .method("deaf", Permission.PUBLIC, call -> {
                    threads.add("begun");
                    return deaf();
                })
                .timeout(Duration.ofMillis(50))
                .handlerExecutor(own)
                .build();
        CompletableFuture<String> answer = ask(service, "deaf", STRANGER, new Departure());
        assertThat(threads.take()).isEqualTo("begun");
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(TIMED_OUT);
        assertThat(usage()).containsExactly(1, 0, 1);
        CompletableFuture<String> next = ask(service, "deaf", STRANGER, new Departure());
        assertThat(next.get(20, TimeUnit.SECONDS)).as("waits for it").isEqualTo(TIMED_OUT);
        release.countDown();
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
    }

    @Test
    void aFutureThatIsCancelledGivesItsPlaceBackAtOnce() throws Exception {
        RpcService service = pending().build();
        Departure departure = new Departure();
        ask(service, "pending", STRANGER, departure);
        departure.happen();
        assertThat(usage()).containsExactly(0, 0, 0);
        assertThat(asked.take()).isCancelled();
    }

    @Test
    void aStageThatCannotBeCancelledKeepsItsPlaceUntilItIsComplete() throws Exception {
        CompletableFuture<Object> work = new CompletableFuture<>();
        RpcService service = RpcService.builder()
                .method("goes_on", Permission.PUBLIC, call -> work.minimalCompletionStage())
                .build();
        Departure departure = new Departure();
        CompletableFuture<String> gone = ask(service, "goes_on", STRANGER, departure);
        departure.happen();
        assertThat(gone).isDone();
        assertThat(usage()).containsExactly(1, 0, 1);
        work.complete("done");
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void aStageThatNeverEndsLosesItsPlaceInTheEnd() throws Exception {
        CallTerms terms = new CallTerms(null, Duration.ofMillis(20), Map.of(), Duration.ofMillis(30));
        RpcMethod never = call -> new CompletableFuture<>().minimalCompletionStage();
        Map<String, Methods.Registered> registered =
                Map.of("never", new Methods.Registered(Permission.PUBLIC, never, MethodDescription.NONE));
        Methods methods = new Methods(
                registered, new CallableNames(registered, Map.of(), List.of()), null, terms, JsonCodec.standard());
        for (int i = 0; i < 20; i++) {
            Outcome outcome = methods.run(
                            "never",
                            exchange(STRANGER, new Departure(), slots.connection()),
                            new RequestCalls(),
                            description -> CallParams.jsonRpc(null, description, JsonCodec.standard()))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(outcome.error()).isEqualTo(RpcError.TIMED_OUT);
        }
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
        assertThat(slots.refused()).isZero();
    }

    @Test
    void aTaskThatAnExecutorThrowsAwayGivesItsPlaceBackInTime() throws Exception {
        RpcService service = RpcService.builder()
                .method("lost", Permission.PUBLIC, call -> "never")
                .handlerExecutor(task -> {})
                .timeout(Duration.ofMillis(20))
                .build();
        assertThat(ask(service, "lost", STRANGER, new Departure()).get(20, TimeUnit.SECONDS))
                .isEqualTo(TIMED_OUT);
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
    }

    @Test
    void aRequestIsThroughWhenTheLastOfItsCallsHasGivenItsPlaceBack() {
        CompletableFuture<Object> work = new CompletableFuture<>();
        RpcService service = pending()
                .method("goes_on", Permission.PUBLIC, call -> work.minimalCompletionStage())
                .build();
        Departure departure = new Departure();
        RpcReply abandoned = reply(service, request("goes_on", 1), departure, departure::happen);
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"pending\"}";
        RpcReply waits = reply(service, notification, new Departure(), () -> {});
        RpcReply both = reply(service, "[" + notification + ",1]", new Departure(), () -> {});
        RpcReply refused = reply(service, notification, new Departure(), () -> {});
        assertThat(usage()).containsExactly(1, 2, 1);
        assertThat(List.of(abandoned, waits, both)).noneMatch(CallPlacesTest::through);
        assertThat(through(refused)).isTrue();
        work.complete("done");
        assertThat(through(abandoned)).isTrue();
        for (RpcReply next : List.of(waits, both)) {
            assertThat(through(next)).isFalse();
            Awaitility.await().until(() -> !asked.isEmpty());
            asked.remove().complete("done");
            Awaitility.await().until(() -> through(next));
        }
    }

    @Test
    void whoeverGoesAwayIsDoneWithThoughThereIsNoThreadForTheNext() {
        CallSlots broken = new CallSlots(limits, task -> {
            throw new OutOfMemoryError("planted");
        });
        RpcService service = RpcService.builder()
                .method("lost", Permission.PUBLIC, call -> "never")
                .handlerExecutor(task -> {})
                .build();
        Departure departure = new Departure();
        var first = text(service, request("lost", 1), STRANGER, departure, broken.connection());
        var waits = text(service, request("lost", 1), STRANGER, new Departure(), broken.connection());
        assertThatThrownBy(departure::happen).isInstanceOf(OutOfMemoryError.class);
        assertThat(first).isDone();
        assertThat(waits).isDone();
        assertThat(List.of(broken.running(), broken.waiting())).containsExactly(0, 0);
    }

    @Test
    void anExecutorThatRefusesTakesNoPlace() {
        own.shutdown();
        RpcService service = RpcService.builder()
                .method("refused", Permission.PUBLIC, call -> "never")
                .handlerExecutor(own)
                .build();
        assertThat(ask(service, "refused", STRANGER, new Departure()))
                .isCompletedWithValue("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32009,\"message\":"
                        + "\"Server is busy, try again later\"},\"id\":1}");
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void whateverAHandlerThrowsGivesThePlaceBack() {
        RpcService service = RpcService.builder()
                .method("throws", Permission.PUBLIC, call -> {
                    throw new IllegalStateException();
                })
                .method("breaks", Permission.PUBLIC, call -> {
                    throw new OutOfMemoryError("planted");
                })
                .method(
                        "fails",
                        Permission.PUBLIC,
                        call -> CompletableFuture.failedFuture(new OutOfMemoryError("planted")))
                .method("unwritable", Permission.PUBLIC, call -> new Object())
                .build();
        assertThat(ask(service, "throws", STRANGER, new Departure())).isCompleted();
        assertThat(ask(service, "unwritable", STRANGER, new Departure())).isCompleted();
        assertThatThrownBy(() -> ask(service, "breaks", STRANGER, new Departure()))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(ask(service, "fails", STRANGER, new Departure())).isCompletedExceptionally();
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void hasPlacesLeftForWhoeverHoldsControlAndHasProvenWhoItIs() throws Exception {
        RpcService service = pending().build();
        for (int i = 0; i < 3; i++) {
            ask(service, "pending", STRANGER, new Departure());
        }
        Caller anonymous = Caller.of(Caller.ANONYMOUS, Set.of(Permission.PUBLIC, Permission.CONTROL));
        assertThat(ask(service, "pending", anonymous, new Departure())).isCompletedWithValue(REFUSED);
        asked.clear();
        Caller operator = Exchanges.caller(Permission.PUBLIC, Permission.CONTROL);
        CompletableFuture<String> served = ask(service, "pending", operator, new Departure());
        asked.take().complete("served");
        assertThat(served.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"served\""));
    }

    @Test
    void thePlaceIsFreeBeforeTheAnswerIsThere() throws Exception {
        RpcService service = pending().build();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Integer> running =
                    ask(service, "pending", STRANGER, new Departure()).thenApply(answer -> slots.running());
            asked.take().complete("x");
            assertThat(running).isCompletedWithValue(0);
        }
    }

    @Test
    void subscribingIsACallThatWaitsInItsTurnAndEndingItIsNot() throws Exception {
        RpcService service = pending()
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    threads.add("subscribed");
                    return () -> threads.add("ended");
                })
                .build();
        ask(service, "pending", STRANGER, new Departure());
        assertThat(threads.take()).isEqualTo(Thread.currentThread().getName());
        RecordingChannel channel = new RecordingChannel();
        Departure departure = new Departure();
        CompletableFuture<String> first = subscribe(service, channel, SUBSCRIBE, departure);
        CompletableFuture<String> nano =
                subscribe(service, channel, "{\"action\":\"subscribe\",\"topic\":\"heads\",\"ack\":true}", departure);
        assertThat(subscribe(service, channel, SUBSCRIBE, departure)).isCompletedWithValue(REFUSED);
        assertThat(subscribe(
                        service, channel, "{\"action\":\"subscribe\",\"topic\":\"heads\",\"id\":\"n\"}", departure))
                .isCompletedWithValue("{\n    \"error\": \"RPC rate limit exceeded\",\n    \"id\": \"n\"\n}\n");
        assertThat(threads).as("nobody's handler has run").isEmpty();
        asked.take().complete("over");
        String id = first.get(20, TimeUnit.SECONDS).split("\"")[7];
        assertThat(nano.get(20, TimeUnit.SECONDS)).contains("\"ack\": \"subscribe\"");
        assertThat(List.of(threads.take(), threads.take())).containsExactly("subscribed", "subscribed");
        CompletableFuture<String> last = ask(service, "pending", STRANGER, new Departure());
        assertThat(subscribe(
                        service,
                        channel,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"unsubscribe\",\"params\":[\"" + id + "\"],\"id\":1}",
                        departure))
                .as("at once, while all places are taken")
                .isCompletedWithValue(answer("true"));
        asked.take().complete("x");
        assertThat(last.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"x\""));
    }

    @Test
    void changingTheOptionsOfASubscriptionIsACallThatWaitsInItsTurn() throws Exception {
        RpcService service = pending()
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    subscriber.onUpdate(options -> threads.add("updated"));
                    return () -> {};
                })
                .build();
        RecordingChannel channel = new RecordingChannel();
        Departure departure = new Departure();
        String update = "{\"action\":\"update\",\"topic\":\"heads\",\"options\":{},\"ack\":true}";
        assertThat(subscribe(service, channel, update.replace("update", "subscribe"), departure))
                .isCompleted();
        ask(service, "pending", STRANGER, new Departure());
        threads.take();
        CompletableFuture<String> first = subscribe(service, channel, update, departure);
        CompletableFuture<String> second = subscribe(service, channel, update, departure);
        assertThat(subscribe(service, channel, update, departure))
                .isCompletedWithValue("{\n    \"error\": \"RPC rate limit exceeded\"\n}\n");
        assertThat(turnedAway).containsExactly("token:test update max_waiting_calls");
        assertThat(threads).as("nobody's handler has run").isEmpty();
        asked.take().complete("over");
        assertThat(first.get(20, TimeUnit.SECONDS)).contains("\"ack\": \"update\"");
        assertThat(second.get(20, TimeUnit.SECONDS)).contains("\"ack\": \"update\"");
        assertThat(List.of(threads.take(), threads.take())).containsExactly("updated", "updated");
    }

    private CompletableFuture<String> subscribe(
            RpcService service, RecordingChannel channel, String text, Departure departure) {
        RpcExchange exchange = new RpcExchange(
                STRANGER, guard, Limits.defaults(), Optional.of(channel), departure, slots.connection());
        return service.handle(text.getBytes(StandardCharsets.UTF_8), exchange)
                .thenApply(told -> told.body()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(""))
                .toCompletableFuture();
    }

    private RpcServiceBuilder pending() {
        return RpcService.builder()
                .method("forbidden", Permission.NOBODY, call -> "never")
                .method("pending", Permission.PUBLIC, call -> {
                    CompletableFuture<Object> answer = new CompletableFuture<>();
                    threads.add(Thread.currentThread().getName());
                    asked.add(answer);
                    return answer;
                });
    }

    private String deaf() {
        while (true) {
            try {
                release.await();
                return "late";
            } catch (InterruptedException e) {
                threads.add("interrupted");
            }
        }
    }

    private CompletableFuture<String> ask(RpcService service, String method, Caller caller, Departure departure) {
        return text(service, request(method, 1), caller, departure);
    }

    private RpcReply reply(RpcService service, String body, Departure departure, Runnable meanwhile) {
        CompletionStage<RpcReply> reply = service.handle(
                body.getBytes(StandardCharsets.UTF_8), exchange(STRANGER, departure, slots.connection()));
        meanwhile.run();
        return reply.toCompletableFuture().join();
    }

    private static boolean through(RpcReply reply) {
        return reply.handled().toCompletableFuture().isDone();
    }

    private CompletableFuture<String> text(RpcService service, String body, Caller caller, Departure departure) {
        return text(service, body, caller, departure, slots.connection());
    }

    private CompletableFuture<String> text(
            RpcService service, String body, Caller caller, Departure departure, ConnectionCalls calls) {
        CompletionStage<RpcReply> reply =
                service.handle(body.getBytes(StandardCharsets.UTF_8), exchange(caller, departure, calls));
        return reply.thenApply(told -> told.body()
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElse(""))
                .toCompletableFuture();
    }

    private RpcExchange exchange(Caller caller, Departure departure, ConnectionCalls calls) {
        return new RpcExchange(caller, guard, Limits.defaults(), Optional.empty(), departure, calls);
    }

    private List<Integer> usage() {
        return List.of(slots.running(), slots.waiting(), slots.overdue());
    }

    private static String request(String method, int id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"id\":" + id + "}";
    }

    private static String answer(String result) {
        return "{\"jsonrpc\":\"2.0\",\"result\":" + result + ",\"id\":1}";
    }
}
