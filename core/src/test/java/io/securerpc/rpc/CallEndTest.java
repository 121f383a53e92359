package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guard is told of each call that it has admitted: once, how it ended and how long it took, before its caller has the answer. */
@Timeout(60)
class CallEndTest extends CallEndFixture {
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void tellsResultsErrorsAndFaultsApart() {
        RpcService service = everyEnd().build();
        for (String method : List.of(
                "value",
                "raw",
                "stage",
                "rpc_methods",
                "tells",
                "stage_tells",
                "throws",
                "asserts",
                "overflows",
                "unwritable",
                "stage_fails",
                "odd_stage")) {
            assertThat(ask(service, method, STRANGER, new Departure()))
                    .as(method)
                    .isCompleted();
        }
        assertThat(ends())
                .containsExactly(
                        "value RESULT",
                        "raw RESULT",
                        "stage RESULT",
                        "rpc_methods RESULT",
                        "tells ERROR",
                        "stage_tells ERROR",
                        "throws FAULT",
                        "asserts FAULT",
                        "overflows FAULT",
                        "unwritable FAULT",
                        "stage_fails FAULT",
                        "odd_stage FAULT");
        assertThat(ended).allMatch(told -> told.caller().equals("token:test") && told.waited() == 0 && told.ran() > 0);
    }

    @Test
    void parametersThatAMethodDoesNotTakeAreItsError() {
        RpcService service = RpcService.builder()
                .method(
                        "described",
                        Permission.PUBLIC,
                        MethodDescription.of("").withParam("account", JsonType.string()),
                        call -> "never")
                .build();
        assertThat(ask(service, "described", STRANGER, new Departure()))
                .isCompletedWithValueMatching(text -> text.contains("-32602"));
        assertThat(ends()).containsExactly("described ERROR");
    }

    @Test
    void tellsOfEachMemberOfABatchOfNotificationsAndOfNanosActions() {
        RpcService service = everyEnd().build();
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"throws\"}";
        String batch = "[" + request("value", 1) + "," + notification + "," + request("unknown", 2) + ",5,"
                + request("tells", 3) + "]";
        assertThat(text(service, batch, STRANGER, new Departure())).isCompleted();
        assertThat(text(service, "{\"action\":\"value\"}", STRANGER, new Departure()))
                .isCompleted();
        assertThat(ends()).containsExactly("value RESULT", "throws FAULT", "tells ERROR", "value RESULT");
    }

    @Test
    void saysNothingOfWhatWasNeverAdmitted() {
        RpcService service = everyEnd()
                .subscription("heads", Permission.PUBLIC, subscriber -> () -> {})
                .build();
        for (String text : List.of(
                request("forbidden", 1),
                request("swordfish", 1),
                "{\"action\":\"swordfish\"}",
                "no JSON",
                "[]",
                "{\"jsonrpc\":\"2.0\"}",
                SUBSCRIBE.replace("heads", "swordfish"),
                "{\"action\":\"unsubscribe\",\"topic\":\"swordfish\"}",
                "{\"action\":\"ping\"}")) {
            assertThat(subscribe(service, new RecordingChannel(), text, new Departure()))
                    .as(text)
                    .isCompleted();
        }
        assertThat(ended).isEmpty();
    }

    @Test
    void theCallerHasNoAnswerBeforeTheGuardKnows() throws Exception {
        RpcService service = pending().build();
        for (int i = 1; i <= 100; i++) {
            CompletableFuture<Integer> told =
                    ask(service, "pending", STRANGER, new Departure()).thenApply(answer -> ended.size());
            asked.take().complete("x");
            assertThat(told).isCompletedWithValue(i);
        }
    }

    @Test
    void saysHowLongACallWaitedAndHowLongItRan() throws Exception {
        RpcService service = pending().build();
        long begin = System.nanoTime();
        CompletableFuture<String> first = ask(service, "pending", STRANGER, new Departure());
        CompletableFuture<String> second = ask(service, "pending", STRANGER, new Departure());
        CompletableFuture<Object> running = asked.take();
        final long bothAsked = System.nanoTime();
        pass(Duration.ofMillis(20));
        final long released = System.nanoTime();
        running.complete("one");
        running = asked.take();
        final long secondRuns = System.nanoTime();
        pass(Duration.ofMillis(5));
        final long ending = System.nanoTime();
        running.complete("two");
        final long end = System.nanoTime();
        assertThat(List.of(first.get(), second.get())).containsExactly(answer("\"one\""), answer("\"two\""));

        assertThat(ended.get(0).waited()).as("runs at once").isZero();
        assertThat(ended.get(0).ran()).isBetween(released - bothAsked, end - begin);
        assertThat(ended.get(1).waited()).isBetween(released - bothAsked, secondRuns - begin);
        assertThat(ended.get(1).ran()).isBetween(ending - secondRuns, end - released);
    }

    @Test
    void timeForAThreadIsTimeWaited() {
        RpcService service = everyEnd().handlerExecutor(own).build();
        ask(service, "value", STRANGER, new Departure()).join();
        assertThat(ends()).containsExactly("value RESULT");
        assertThat(ended.get(0)).matches(told -> told.waited() > 0 && told.ran() > 0);
    }

    @Test
    void whatTimesOutWhileItWaitsNeverRan() throws Exception {
        CallLimits quick = CallLimits.builder().maxCalls(1).methodTimeout(SHORT).build();
        CallSlots some = new CallSlots(quick, server);
        CompletableFuture<Object> never = new CompletableFuture<>();
        RpcService service = RpcService.builder()
                .method("stuck", Permission.PUBLIC, call -> never.minimalCompletionStage())
                .method("value", Permission.PUBLIC, call -> 5)
                .build();
        text(service, request("stuck", 1), STRANGER, new Departure(), some.connection());
        assertThat(text(service, request("value", 1), STRANGER, new Departure(), some.connection())
                        .get(20, TimeUnit.SECONDS))
                .isEqualTo(TIMED_OUT);
        Awaitility.await().until(() -> ended.size() == 2);
        assertThat(ends()).containsExactlyInAnyOrder("stuck TIMED_OUT", "value TIMED_OUT");
        Ended waited = ended.stream()
                .filter(told -> told.method().equals("value"))
                .findAny()
                .orElseThrow();
        assertThat(waited.waited()).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(waited.ran()).isZero();
    }

    @Test
    void tellsOfSubscriptionsByWhatOpensChangesAndEndsThem() {
        RpcService service = everyEnd()
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    subscriber.onUpdate(options -> {
                        throw new IllegalStateException("planted");
                    });
                    return () -> {};
                })
                .subscription("throwing", Permission.PUBLIC, subscriber -> {
                    throw new IllegalStateException("planted");
                })
                .subscription("telling", Permission.PUBLIC, subscriber -> {
                    throw new RpcException(-1, "no");
                })
                .build();
        RecordingChannel channel = new RecordingChannel();
        Departure departure = new Departure();
        String id = subscribe(service, channel, SUBSCRIBE, departure).join().split("\"")[7];
        subscribe(service, channel, SUBSCRIBE.replace("heads", "throwing"), departure);
        subscribe(service, channel, SUBSCRIBE.replace("heads", "telling"), departure);
        String end = "{\"jsonrpc\":\"2.0\",\"method\":\"unsubscribe\",\"params\":[\"" + id + "\"],\"id\":1}";
        assertThat(subscribe(service, channel, end, departure)).isCompletedWithValue(answer("true"));
        assertThat(subscribe(service, channel, end, departure)).isCompletedWithValue(answer("false"));
        for (String action : List.of("update", "subscribe", "update", "unsubscribe", "unsubscribe")) {
            String nano = "{\"action\":\"" + action + "\",\"topic\":\"heads\",\"options\":{}}";
            assertThat(subscribe(service, channel, nano, departure)).as(action).isCompleted();
        }
        assertThat(text(service, SUBSCRIBE, STRANGER, departure))
                .as("over HTTP")
                .isCompleted();
        assertThat(ends())
                .containsExactly(
                        "subscribe RESULT",
                        "subscribe FAULT",
                        "subscribe ERROR",
                        "unsubscribe RESULT",
                        "unsubscribe RESULT",
                        "update ERROR",
                        "subscribe RESULT",
                        "update FAULT",
                        "unsubscribe RESULT",
                        "unsubscribe ERROR",
                        "subscribe ERROR");
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }
}
