package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.CallBound;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.Client;
import io.securerpc.limit.ConnectionCalls;
import io.securerpc.limit.Limits;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call that waits and whose place another client's call needs: refused as if there had never been room, and nothing else happens to it. */
@Timeout(60)
class DisplacedCallTest extends PlacedCallFixture {
    private static final String NOTIFICATION = "{\"jsonrpc\":\"2.0\",\"method\":\"pending\"}";

    @Test
    void isToldWhatARefusedOneIsOnceTheGuardKnows() throws Exception {
        RpcService service = pending().build();
        CompletableFuture<String> first = greedy(service, request("pending", 1));
        CompletableFuture<String> second = greedy(service, request("pending", 1));
        CompletableFuture<List<String>> last =
                greedy(service, request("pending", 1)).thenApply(text -> List.of(text, turnedAway.toString()));
        CompletableFuture<String> newcomer = other(service, request("pending", 1));
        assertThat(last).isCompletedWithValue(List.of(REFUSED, "[token:test pending max_waiting_calls]"));
        assertThat(turnedAway).hasSize(1);
        assertThat(slots.refused()).isEqualTo(1);
        assertThat(usage()).containsExactly(1, 2, 0);
        for (CompletableFuture<String> next : List.of(first, second, newcomer)) {
            assertThat(next).isNotDone();
            asked.take().complete("served");
            assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"served\""));
        }
        assertThat(asked).as("never runs").isEmpty();
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void isToldSoInNanosFormToo() {
        RpcService service = pending().build();
        greedy(service, request("pending", 1));
        greedy(service, request("pending", 1));
        CompletableFuture<String> last = greedy(service, "{\"action\":\"pending\"}");
        other(service, request("pending", 1));
        assertThat(last).isCompletedWithValue("{\n    \"error\": \"RPC rate limit exceeded\"\n}\n");
    }

    @Test
    void aMemberOfABatchHasItsOwnErrorAndTheOthersTheirResults() throws Exception {
        RpcService service = pending().build();
        CompletableFuture<String> batch = greedy(
                service, "[" + request("pending", 1) + "," + request("pending", 2) + "," + request("pending", 3) + "]");
        CompletableFuture<String> newcomer = other(service, request("pending", 1));
        assertThat(batch).isNotDone();
        asked.take().complete("one");
        asked.take().complete("two");
        assertThat(batch.get(20, TimeUnit.SECONDS))
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"result\":\"one\",\"id\":1},{\"jsonrpc\":\"2.0\",\"result\":\"two\",\"id\":2},"
                                + "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"RPC rate limit exceeded\"},\"id\":3}]");
        asked.take().complete("other");
        assertThat(newcomer.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"other\""));
    }

    @Test
    void aNotificationHoldsNothingOfItsRequestAnyMore() {
        RpcService service = pending().build();
        greedy(service, request("pending", 1));
        greedy(service, request("pending", 1));
        RpcReply notification = service.handle(
                        NOTIFICATION.getBytes(StandardCharsets.UTF_8),
                        exchange(STRANGER, new Departure(), calls("192.0.2.1")))
                .toCompletableFuture()
                .join();
        assertThat(through(notification)).isFalse();
        other(service, request("pending", 1));
        assertThat(through(notification)).isTrue();
        assertThat(turnedAway).containsExactly("token:test pending max_waiting_calls");
    }

    @Test
    void neitherGoingAwayNorItsTimeChangesAnythingAfterwards() throws Exception {
        RpcService service = pending().build();
        // Where the machine stands still, a time may be over before the place is needed; a longer one is not.
        Duration time = Duration.ofMillis(200);
        CallSlots some = slots(time);
        Departure departure = new Departure();
        CompletableFuture<String> last = displaced(service, some, departure);
        while (turnedAway.isEmpty() && time.toSeconds() < 10) {
            time = time.multipliedBy(2);
            some = slots(time);
            departure = new Departure();
            last = displaced(service, some, departure);
        }
        assertThat(last).isCompletedWithValue(REFUSED);
        assertThat(departure.quiet()).as("nothing waits for it").isTrue();
        departure.happen();
        CallSlots all = some;
        Awaitility.await().until(() -> all.running() + all.waiting() == 0);
        assertThat(last).isCompletedWithValue(REFUSED);
        assertThat(turnedAway).hasSize(1);
    }

    private CallSlots slots(Duration time) {
        return new CallSlots(
                CallLimits.builder()
                        .maxCalls(1)
                        .maxWaitingCalls(2)
                        .methodTimeout(time)
                        .build(),
                server);
    }

    /** One that waits behind two of its own client, once another's call is there. */
    private CompletableFuture<String> displaced(RpcService service, CallSlots some, Departure departure) {
        ConnectionCalls greedy = some.connection().by(client("192.0.2.1"));
        text(service, request("pending", 1), STRANGER, new Departure(), greedy);
        text(service, request("pending", 1), STRANGER, new Departure(), greedy);
        CompletableFuture<String> last = text(service, request("pending", 1), STRANGER, departure, greedy);
        ConnectionCalls another = some.connection().by(client("192.0.2.2"));
        text(service, request("pending", 1), STRANGER, new Departure(), another);
        return last;
    }

    @Test
    void aGuardThatFailsHarmsNeitherItNorTheNewcomer() throws Exception {
        CallGuard failing = new CallGuard() {
            @Override
            public boolean admits(Caller caller, String method, Permission required) {
                return true;
            }

            @Override
            public void turnedAway(Caller caller, String method, CallBound full) {
                throw new IllegalStateException("planted");
            }
        };
        RpcService service = pending().build();
        greedy(service, request("pending", 1));
        greedy(service, request("pending", 1));
        RpcExchange exchange = new RpcExchange(
                STRANGER, failing, Limits.defaults(), Optional.empty(), new Departure(), calls("192.0.2.1"));
        var last = service.handle(request("pending", 1).getBytes(StandardCharsets.UTF_8), exchange)
                .toCompletableFuture();
        CompletableFuture<String> newcomer = other(service, request("pending", 1));
        assertThat(new String(last.get(20, TimeUnit.SECONDS).body().orElseThrow(), StandardCharsets.UTF_8))
                .isEqualTo(REFUSED);
        for (int i = 0; i < 3; i++) {
            asked.take().complete("served");
        }
        assertThat(newcomer.get(20, TimeUnit.SECONDS)).isEqualTo(answer("\"served\""));
        assertThat(usage()).containsExactly(0, 0, 0);
    }

    @Test
    void whoeverLeavesWhileItIsDisplacedIsDoneWithOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RpcService service = pending().build();
        int displaced = 0;
        for (int round = 0; round < 300; round++) {
            Departure leaving = new Departure();
            AtomicInteger answers = new AtomicInteger();
            greedy(service, request("pending", 1));
            greedy(service, request("pending", 1));
            var last = text(service, request("pending", 1), STRANGER, leaving, calls("192.0.2.1"));
            var counted = last.thenAccept(text -> answers.incrementAndGet());
            boolean first = random.nextBoolean();
            CompletableFuture<?> leaves = CompletableFuture.runAsync(leaving::happen, first ? own : server);
            CompletableFuture<String> newcomer = other(service, request("pending", 1));
            leaves.get(20, TimeUnit.SECONDS);
            counted.get(20, TimeUnit.SECONDS);
            displaced += last.get().equals(REFUSED) ? 1 : 0;
            for (int i = 0; i < 3; i++) {
                asked.take().complete("served");
            }
            assertThat(newcomer.get(20, TimeUnit.SECONDS)).as("seed %d", seed).isEqualTo(answer("\"served\""));
            assertThat(answers).as("seed %d, round %d", seed, round).hasValue(1);
            assertThat(usage()).as("seed %d", seed).containsExactly(0, 0, 0);
        }
        assertThat(asked).as("seed %d", seed).isEmpty();
        assertThat(turnedAway).as("seed %d", seed).hasSize(displaced);
    }

    private CompletableFuture<String> greedy(RpcService service, String body) {
        return text(service, body, STRANGER, new Departure(), calls("192.0.2.1"));
    }

    private CompletableFuture<String> other(RpcService service, String body) {
        return text(service, body, STRANGER, new Departure(), calls("192.0.2.2"));
    }

    /** On a connection of its own. */
    private ConnectionCalls calls(String address) {
        return slots.connection().by(client(address));
    }

    private static Client client(String address) {
        return Client.of(new InetSocketAddress(address, 51_000));
    }
}
