package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Caller;
import io.securerpc.caller.Permission;
import io.securerpc.limit.CallLimits;
import io.securerpc.limit.CallSlots;
import io.securerpc.limit.ConnectionCalls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which calls run, which wait and which are refused. */
@Timeout(60)
class CallPlacesTest extends PlacedCallFixture {
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
                .maxRunningCallsPerClient(3)
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
}
