package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.CallSlots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a call gives its place back: when its handler has ended, once, whatever becomes of it. */
@Timeout(60)
class PlaceReturnTest extends PlacedCallFixture {
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
    void aThreadThatDoesNotReturnKeepsItsPlaceAndIsCountedAsOverdue() throws Exception {
        RpcService service = RpcService.builder()
                .method("deaf", Permission.PUBLIC, call -> {
                    threads.add("begun");
                    return deaf();
                })
                .timeout(Duration.ofMillis(50))
                .handlerExecutor(own)
                .build();
        do { // what had no thread in time never began, and has given its place back
            CompletableFuture<String> answer = ask(service, "deaf", STRANGER, new Departure());
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(TIMED_OUT);
        } while (usage().equals(List.of(0, 0, 0)));
        assertThat(threads.take()).isEqualTo("begun");
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
        assertThat(List.of(abandoned, waits, both)).noneMatch(PlacedCallFixture::through);
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
    void thePlaceIsFreeBeforeTheAnswerIsThere() throws Exception {
        RpcService service = pending().build();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Integer> running =
                    ask(service, "pending", STRANGER, new Departure()).thenApply(answer -> slots.running());
            asked.take().complete("x");
            assertThat(running).isCompletedWithValue(0);
        }
    }
}
