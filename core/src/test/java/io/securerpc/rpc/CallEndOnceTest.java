package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.event.CallEnd;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.CallSlots;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A call that was admitted is told of exactly once, whatever ends it and whatever comes after that. */
@Timeout(60)
class CallEndOnceTest extends CallEndFixture {
    private static final Duration SHORT = Duration.ofMillis(50);

    @Test
    void tellsOnceOfWhatTimesOutThoughItEndsLate() throws Exception {
        RpcService service = pending().timeout(SHORT).build();
        assertThat(ask(service, "pending", STRANGER, new Departure()).get(20, TimeUnit.SECONDS))
                .isEqualTo(TIMED_OUT);
        asked.take().complete("late");
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
        assertThat(ends()).containsExactly("pending TIMED_OUT");
        assertThat(ended.get(0).waited()).isZero();
        assertThat(ended.get(0).ran()).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void tellsOnceOfAThreadThatIsDeafToItsTimeout() throws Exception {
        RpcService service = RpcService.builder()
                .method("deaf", Permission.PUBLIC, call -> deaf())
                .timeout(SHORT)
                .handlerExecutor(own)
                .build();
        assertThat(ask(service, "deaf", STRANGER, new Departure()).get(20, TimeUnit.SECONDS))
                .isEqualTo(TIMED_OUT);
        release.countDown();
        Awaitility.await().until(() -> usage().equals(List.of(0, 0, 0)));
        assertThat(ends()).containsExactly("deaf TIMED_OUT");
    }

    @Test
    void tellsOnceOfWhoeverGoesAwayWhetherItWaitedOrRan() throws Exception {
        RpcService service = pending().build();
        Departure departure = new Departure();
        Departure waiting = new Departure();
        ask(service, "pending", STRANGER, departure);
        ask(service, "pending", STRANGER, waiting);
        waiting.happen();
        departure.happen();
        asked.take().complete("late");
        assertThat(ends()).containsExactly("pending CANCELLED", "pending CANCELLED");
        assertThat(ended.get(0)).as("has waited").matches(told -> told.waited() > 0 && told.ran() == 0);
        assertThat(ended.get(1)).as("has run").matches(told -> told.waited() == 0 && told.ran() > 0);
        ask(service, "pending", STRANGER, departure);
        assertThat(usage()).containsExactly(0, 0, 0);
        assertThat(ends()).as("gone before it called").hasSize(3).endsWith("pending CANCELLED");
    }

    @Test
    void tellsOfWhatFindsNoRoomAndOfWhatGivesWay() {
        RpcService service = pending().build();
        for (int i = 0; i < 4; i++) {
            text(service, request("pending", 1), STRANGER, new Departure(), calls("192.0.2.1"));
        }
        assertThat(ends()).containsExactly("pending REFUSED");
        assertThat(ended.get(0)).matches(told -> told.waited() == 0);
        text(service, request("pending", 1), STRANGER, new Departure(), calls("192.0.2.2"));
        assertThat(ends()).as("one is displaced").containsExactly("pending REFUSED", "pending REFUSED");
        assertThat(ended.get(1)).matches(told -> told.waited() > 0 && told.ran() == 0);
        assertThat(turnedAway).hasSize(2);
    }

    @Test
    void tellsOfWhatNoThreadTakes() throws Exception {
        RpcService service = everyEnd()
                .handlerExecutor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        assertThat(ask(service, "value", STRANGER, new Departure())).isCompleted();
        assertThat(ends()).containsExactly("value REFUSED");

        RpcService stopping = pending().build();
        ask(stopping, "pending", STRANGER, new Departure());
        CompletableFuture<String> waits = ask(stopping, "pending", STRANGER, new Departure());
        server.shutdown();
        asked.take().complete("last");
        assertThat(waits).isCompletedWithValueMatching(text -> text.contains("-32009"));
        assertThat(ends()).containsExactlyInAnyOrder("value REFUSED", "pending RESULT", "pending REFUSED");
    }

    @Test
    void tellsOfABrokenJvmToo() {
        RpcService service = everyEnd().build();
        assertThatThrownBy(() -> ask(service, "breaks", STRANGER, new Departure()))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(ask(service, "stage_breaks", STRANGER, new Departure())).isCompletedExceptionally();
        assertThat(ends()).containsExactly("breaks FAULT", "stage_breaks FAULT");
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void tellsOfWhoeverCannotTakeTheDisplacedOnesPlace() {
        CallGuard broken = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                return true;
            }

            @Override
            public void turnedAway(Caller caller, String method, CallBound full) {
                throw new OutOfMemoryError("planted");
            }

            @Override
            public void ended(Caller caller, String method, CallEnd end, long waitedNanos, long ranNanos) {
                guard.ended(caller, method, end, waitedNanos, ranNanos);
            }
        };
        RpcService service = pending().build();
        for (int i = 0; i < 3; i++) {
            service.handle(bytes(request("pending", 1)), exchange(broken, calls("192.0.2.1")));
        }
        assertThatThrownBy(() -> service.handle(bytes(request("pending", 1)), exchange(broken, calls("192.0.2.2"))))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(ends()).containsExactly("pending REFUSED", "pending FAULT");
    }

    @ParameterizedTest
    @MethodSource("thrown")
    void aGuardThatThrowsChangesNothing(Throwable fault) {
        CallGuard failing = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                return guard.admits(caller, method, required);
            }

            @Override
            public void ended(Caller caller, String method, CallEnd end, long waitedNanos, long ranNanos) {
                guard.ended(caller, method, end, waitedNanos, ranNanos);
                throw CallEndOnceTest.<RuntimeException>sneaked(fault);
            }
        };
        RpcService service = everyEnd().build();
        for (String method : List.of("value", "stage", "tells", "rpc_methods")) {
            CompletableFuture<String> honest = ask(service, method, STRANGER, new Departure());
            assertThat(service.handle(bytes(request(method, 1)), exchange(failing, slots.connection()))
                            .thenApply(reply -> new String(reply.body().orElseThrow(), StandardCharsets.UTF_8))
                            .toCompletableFuture())
                    .as(method)
                    .isCompletedWithValue(honest.join());
        }
        assertThat(ended).hasSize(8);
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    static Stream<Throwable> thrown() {
        return Stream.of(
                new IllegalStateException("planted"),
                new AssertionError("planted"),
                new NoClassDefFoundError("planted"),
                new StackOverflowError("planted"));
    }

    @Test
    void tellsOnceWhateverEndsItFirst() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 1; round <= 300; round++) {
            asked.clear();
            CallSlots some = new CallSlots(limits, server);
            RpcService service = pending()
                    .timeout(random.nextBoolean() ? Duration.ofMillis(1) : SHORT)
                    .build();
            Departure leaving = new Departure();
            CompletableFuture<?> running = text(service, request("pending", 1), STRANGER, leaving, some.connection());
            CompletableFuture<?> waits = text(service, request("pending", 1), STRANGER, leaving, some.connection());
            CompletableFuture<Object> answer = asked.take();
            CompletableFuture<?> leaves = CompletableFuture.runAsync(leaving::happen, own);
            CompletableFuture<?> ends = CompletableFuture.runAsync(() -> answer.complete("x"), server);
            CompletableFuture.allOf(running, waits, leaves, ends).get(20, TimeUnit.SECONDS);
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> some.running() + some.waiting() == 0);
            assertThat(ended).as("seed %d, round %d", seed, round).hasSize(2 * round);
        }
    }

    @SuppressWarnings("unchecked") // errors are thrown as what they are
    private static <T extends Throwable> T sneaked(Throwable fault) throws T {
        throw (T) fault;
    }
}
