package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@Functional
class SubscriptionTest {
    private final RecordingChannel channel = new RecordingChannel();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();

    private final RpcService service = RpcService.builder()
            .subscription("newHeads", Permission.PUBLIC, subscriber -> {
                subscribers.add(subscriber);
                return closed::incrementAndGet;
            })
            .subscription("eager", Permission.PUBLIC, subscriber -> {
                subscriber.send(1);
                subscriber.send(Map.of("height", 2));
                return closed::incrementAndGet;
            })
            .subscription("peers", Permission.CONTROL, subscriber -> closed::incrementAndGet)
            .subscription("refuses", Permission.PUBLIC, subscriber -> {
                throw new RpcException(-32000, "not synced");
            })
            .subscription("fails", Permission.PUBLIC, subscriber -> {
                throw new IllegalStateException("secret");
            })
            .subscription("forgets", Permission.PUBLIC, subscriber -> null)
            .subscription("closes_badly", Permission.PUBLIC, subscriber -> () -> {
                closed.incrementAndGet();
                throw new java.io.IOException("secret");
            })
            .build();

    @Test
    void sendsTheIdBeforeTheFirstEventAlsoOfAHandlerThatSendsAtOnce() {
        RpcReply reply = reply(subscribe("[\"eager\"]"));
        assertThat(channel.sent).isEmpty();
        String id = id(reply);
        channel.deliver(reply);
        assertThat(channel.sent)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"result\":\"" + id + "\",\"id\":1}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"eager\",\"params\":{\"subscription\":\"" + id
                                + "\",\"result\":1}}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"eager\",\"params\":{\"subscription\":\"" + id
                                + "\",\"result\":{\"height\":2}}}");
    }

    @Test
    void sendsEventsUntilUnsubscribed() {
        RpcReply reply = reply(subscribe("{\"topic\":\"newHeads\"}"));
        String id = id(reply);
        channel.deliver(reply);
        subscribers.get(0).send(RawJson.of("{\"n\": 1.0}"));
        assertThat(channel.sent.get(1))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"newHeads\",\"params\":{\"subscription\":\"" + id
                        + "\",\"result\":{\"n\": 1.0}}}");
        assertThat(ask(unsubscribe(id))).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":true,\"id\":2}");
        assertThat(ask(unsubscribe(id))).isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":false,\"id\":2}");
        subscribers.get(0).send(2);
        assertThat(channel.sent).hasSize(2);
        assertThat(closed).hasValue(1);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void givesIdsThatNobodyGuesses() {
        String one = id(reply(subscribe("[\"newHeads\"]")));
        String other = id(reply(subscribe("[\"newHeads\"]")));
        assertThat(one).matches("[A-Za-z0-9_-]{24}").isNotEqualTo(other);
    }

    @Test
    void endsNobodyElsesSubscription() {
        String id = id(reply(subscribe("[\"newHeads\"]")));
        RecordingChannel stranger = new RecordingChannel();
        assertThat(Exchanges.ask(service, unsubscribe(id), Exchanges.webSocket(stranger)))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":false,\"id\":2}");
        assertThat(closed).hasValue(0);
    }

    @Test
    void refusesTopicsThatAreUnknownForbiddenOrFail() {
        assertThat(ask(subscribe("[\"nothing\"]"))).contains("-32602", "Invalid params: unknown topic");
        assertThat(ask(subscribe("[]"))).contains("-32602", "position 0 is missing");
        assertThat(ask(subscribe("[\"peers\"]"))).contains("-32601", "RPC call is unsafe to be called externally");
        assertThat(ask(subscribe("[\"refuses\"]"))).contains("-32000", "not synced");
        assertThat(ask(subscribe("[\"fails\"]")))
                .contains("-32603", "Internal error")
                .doesNotContain("secret");
        assertThat(ask(subscribe("[\"forgets\"]"))).contains("-32603", "Internal error");
        assertThat(channel.subscriptions().size()).isZero();
        assertThat(closed).hasValue(0);
    }

    @Test
    void refusesOnlyTheMemberWhoseGuardThrows() {
        CallGuard broken = (caller, method, required) -> {
            throw new IllegalStateException("secret");
        };
        RpcExchange base = Exchanges.webSocket(channel);
        RpcExchange exchange = new RpcExchange(base.caller(), broken, base.limits(), base.push());
        String unknown = "{\"jsonrpc\":\"2.0\",\"method\":\"nothing\",\"id\":2}";
        assertThat(Exchanges.ask(service, "[" + subscribe("[\"newHeads\"]") + "," + unknown + "]", exchange))
                .matches("\\[\\{\"jsonrpc\":\"2.0\",\"error\":\\{\"code\":-32603,.*},\"id\":1},\\{.*-32601.*\"id\":2}]")
                .doesNotContain("secret");
        assertThat(subscribers).isEmpty();
    }

    @Test
    void refusesToSubscribeOverHttp() {
        String text = "Subscriptions need a WebSocket connection";
        assertThat(Exchanges.ask(service, subscribe("[\"newHeads\"]"), Exchanges.http()))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32603,\"message\":\"" + text + "\"},\"id\":1}");
        assertThat(Exchanges.ask(service, unsubscribe("x"), Exchanges.http())).contains("-32603", text);
        assertThat(Exchanges.ask(service, "{\"action\":\"subscribe\",\"topic\":\"newHeads\"}", Exchanges.http()))
                .isEqualTo("{\n    \"error\": \"" + text + "\"\n}\n");
        assertThat(subscribers).isEmpty();
    }

    @Test
    void startsNothingForANotification() {
        assertThat(ask("{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"newHeads\"]}"))
                .isEmpty();
        assertThat(subscribers).isEmpty();
    }

    @Test
    void hasNoSuchMethodWhereThereIsNoTopic() {
        RpcService none = RpcService.builder().build();
        assertThat(Exchanges.ask(none, subscribe("[\"newHeads\"]"), Exchanges.webSocket(channel)))
                .contains("-32601", "Method not found");
    }

    @Test
    void boundsTheSubscriptionsOfAConnection() {
        for (int i = 0; i < Limits.defaults().maxSubscriptions(); i++) {
            assertThat(ask(subscribe("[\"newHeads\"]"))).contains("\"result\"");
        }
        assertThat(ask(subscribe("[\"newHeads\"]")))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32006,\"message\":"
                        + "\"Too many subscriptions on the connection\"},\"id\":1}");
        channel.subscriptions().close();
        assertThat(closed).hasValue(Limits.defaults().maxSubscriptions());
    }

    @Test
    void endsWhenTheConnectionIsGone() {
        channel.deliver(reply(subscribe("[\"newHeads\"]")));
        channel.breakOff();
        subscribers.get(0).send(1);
        assertThat(closed).hasValue(1);
        assertThat(channel.subscriptions().size()).isZero();
        channel.subscriptions().close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void startsNothingOnceTheConnectionIsClosed() {
        channel.subscriptions().close();
        assertThat(ask(subscribe("[\"newHeads\"]"))).contains("-32603");
        assertThat(subscribers).isEmpty();
    }

    @Test
    void closesAllEvenIfOneClosesBadly() {
        for (String topic : List.of("closes_badly", "newHeads", "closes_badly")) {
            ask(subscribe("[\"" + topic + "\"]"));
        }
        channel.subscriptions().close();
        assertThat(closed).hasValue(3);
    }

    @Test
    void endsWhatABatchStartedAndCouldNotName() {
        Limits small = Limits.builder().maxResponseBytes(100).build();
        RpcExchange base = Exchanges.webSocket(channel);
        RpcExchange exchange = new RpcExchange(base.caller(), base.guard(), small, base.push());
        String batch = "[" + subscribe("[\"newHeads\"]") + "," + subscribe("[\"newHeads\"]") + "]";
        assertThat(Exchanges.ask(service, batch, exchange)).contains("-32011");
        assertThat(closed).hasValue(2);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void speaksNanosWebSocketForm() {
        RpcReply reply = reply("{\"action\":\"subscribe\",\"topic\":\"newHeads\",\"ack\":true,\"id\":\"x\"}");
        channel.deliver(reply);
        assertThat(channel.sent.get(0))
                .matches("\\{\n    \"ack\": \"subscribe\",\n    \"time\": \"[0-9]{13}\",\n    \"id\": \"x\"\n}\n");
        subscribers.get(0).send(Map.of("height", 7));
        assertThat(channel.sent.get(1))
                .matches(
                        "\\{\n    \"topic\": \"newHeads\",\n    \"time\": \"[0-9]{13}\",\n    \"message\": \\{\n        \"height\": \"7\"\n    }\n}\n");
        assertThat(ask("{\"action\":\"subscribe\",\"topic\":\"newHeads\"}")).isEmpty();
        assertThat(subscribers)
                .as("a topic has one subscription of a connection")
                .hasSize(1);
        assertThat(ask("{\"action\":\"unsubscribe\",\"topic\":\"newHeads\",\"ack\":\"true\"}"))
                .matches("\\{\n    \"ack\": \"unsubscribe\",\n    \"time\": \"[0-9]{13}\"\n}\n");
        assertThat(closed).hasValue(1);
        assertThat(ask("{\"action\":\"ping\"}"))
                .matches("\\{\n    \"ack\": \"pong\",\n    \"time\": \"[0-9]{13}\"\n}\n");
    }

    @Test
    void answersNanosMistakesInsteadOfSilence() {
        for (String[] row : new String[][] {
            {"{\"action\":\"subscribe\",\"topic\":\"nothing\"}", "Unknown topic"},
            {"{\"action\":\"unsubscribe\",\"topic\":\"nothing\"}", "Unknown topic"},
            {"{\"action\":\"unsubscribe\",\"topic\":\"newHeads\"}", "Not subscribed"},
            {"{\"action\":\"subscribe\"}", "Invalid params: topic is missing (expected: a string)"},
            {"{\"action\":\"subscribe\",\"topic\":\"peers\"}", "RPC control is disabled"},
            {"{\"action\":\"subscribe\",\"topic\":\"fails\"}", "Internal server error in RPC"},
            {"{\"action\":\"update\",\"topic\":\"newHeads\",\"options\":{}}", "Not subscribed"},
        }) {
            assertThat(ask(row[0])).as(row[0]).isEqualTo("{\n    \"error\": \"" + row[1] + "\"\n}\n");
        }
    }

    @Test
    void prefersTheNodesOwnPing() {
        RpcService own = RpcService.builder()
                .method("ping", Permission.PUBLIC, call -> Map.of("own", "1"))
                .build();
        assertThat(Exchanges.ask(own, "{\"action\":\"ping\"}", Exchanges.webSocket(channel)))
                .isEqualTo("{\n    \"own\": \"1\"\n}\n");
    }

    static String subscribe(String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":" + params + ",\"id\":1}";
    }

    static String unsubscribe(String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"unsubscribe\",\"params\":[\"" + id + "\"],\"id\":2}";
    }

    static String id(RpcReply reply) {
        String text = new String(Optional.of(reply).flatMap(RpcReply::body).orElseThrow(), StandardCharsets.UTF_8);
        var found = Pattern.compile("\"result\":\"([^\"]+)\"").matcher(text);
        assertThat(found.find()).as(text).isTrue();
        return found.group(1);
    }

    private RpcReply reply(String request) {
        return Exchanges.reply(service, request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
    }

    private String ask(String request) {
        return Exchanges.ask(service, request, Exchanges.webSocket(channel));
    }
}
