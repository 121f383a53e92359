package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When nothing runs for a caller any more, which who waits for the end of all calls asks. */
class QuietDepartureTest {
    private final List<CompletableFuture<Integer>> pending = new CopyOnWriteArrayList<>();
    private final RpcService service = RpcService.builder()
            .method("now", Permission.PUBLIC, call -> 1)
            .method("later", Permission.PUBLIC, call -> {
                CompletableFuture<Integer> answer = new CompletableFuture<>();
                pending.add(answer);
                return answer;
            })
            .build();
    private final Departure departure = new Departure();
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void isAtOnceWhereNothingRuns() {
        handle("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"now\"}");

        departure.whenQuiet(told::incrementAndGet);

        assertThat(departure.quiet()).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void isWhenTheLastOfSeveralCallsHasEnded() {
        handle(
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"later\"},{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"later\"}]");
        departure.whenQuiet(told::incrementAndGet);

        pending.get(1).complete(1);
        assertThat(departure.quiet()).isFalse();
        assertThat(told).hasValue(0);
        pending.get(0).completeExceptionally(new IllegalStateException("secret"));

        assertThat(departure.quiet()).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void waitsForNotificationsThatRunOnWhenTheirRequestIsAnswered() {
        RpcReply reply = handle("{\"jsonrpc\":\"2.0\",\"method\":\"later\"}");
        departure.whenQuiet(told::incrementAndGet);

        assertThat(reply.body()).isEmpty();
        assertThat(told).hasValue(0);
        pending.get(0).complete(1);

        assertThat(told).hasValue(1);
    }

    @Test
    void isWhenAllWereCancelled() {
        handle("{\"jsonrpc\":\"2.0\",\"method\":\"later\"}");
        departure.whenQuiet(told::incrementAndGet);

        departure.happen();

        assertThat(pending.get(0)).isCancelled();
        assertThat(told).hasValue(1);
    }

    @Test
    void isWhenACallHasEndedJustAsItBeganToWaitForItsCallersDeparture() throws Exception {
        Thread asking = new Thread(() -> handle("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"later\"}"));
        synchronized (departure) {
            asking.start();
            await().until(() -> !pending.isEmpty() && asking.getState() == Thread.State.BLOCKED);
            pending.get(0).complete(1);
        }
        asking.join();

        assertThat(departure.quiet()).isTrue();
    }

    private RpcReply handle(String body) {
        CompletableFuture<RpcReply> reply = service.handle(
                        body.getBytes(StandardCharsets.UTF_8),
                        new RpcExchange(
                                Exchanges.caller(Permission.PUBLIC),
                                Exchanges.BY_PERMISSION,
                                Limits.defaults(),
                                Optional.empty(),
                                departure,
                                Exchanges.http().calls()))
                .toCompletableFuture();
        return reply.getNow(new RpcReply(Optional.empty(), () -> {}, new CompletableFuture<>()));
    }
}
