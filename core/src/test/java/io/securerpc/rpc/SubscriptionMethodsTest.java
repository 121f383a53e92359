package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscribing by the names that clients of Ethereum and of Substrate know. */
@Functional
class SubscriptionMethodsTest {
    private static final SubscriptionMethods ETH =
            SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription");
    private static final SubscriptionMethods CHAIN = SubscriptionMethods.ofTopic(
            "newHeads", "chain_subscribeNewHeads", "chain_unsubscribeNewHeads", "chain_newHead");

    private final RecordingChannel channel = new RecordingChannel();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final List<Object> params = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();

    private final RpcService service = RpcService.builder()
            .subscriptionMethods(ETH)
            .subscription("newHeads", Permission.PUBLIC, this::subscribed)
            .subscription("logs", Permission.PUBLIC, this::subscribed)
            .subscription("syncing", Permission.CONTROL, this::subscribed)
            .subscriptionMethods(CHAIN)
            .build();

    @Test
    void speaksEthereums() {
        RpcReply reply = reply("eth_subscribe", "[\"newHeads\"]");
        String id = SubscriptionTest.id(reply);
        assertThat(id).matches("0x[89a-f][0-9a-f]{31}");
        channel.deliver(reply);
        subscribers.get(0).send(Map.of("number", "0x1b4"));
        assertThat(channel.sent)
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"result\":\"" + id + "\",\"id\":1}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\"" + id
                                + "\",\"result\":{\"number\":\"0x1b4\"}}}");
        assertThat(ask("eth_unsubscribe", "[\"" + id + "\"]")).contains("\"result\":true");
        assertThat(ask("eth_unsubscribe", "[\"" + id + "\"]")).contains("\"result\":false");
        assertThat(closed).hasValue(1);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void speaksSubstrates() {
        RpcReply reply = reply("chain_subscribeNewHeads", "[]");
        String id = SubscriptionTest.id(reply);
        channel.deliver(reply);
        subscribers.get(0).send(RawJson.of("{\"number\":\"0x1\"}"));
        assertThat(channel.sent.get(1))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"chain_newHead\",\"params\":{\"subscription\":\"" + id
                        + "\",\"result\":{\"number\":\"0x1\"}}}");
        assertThat(ask("chain_unsubscribeNewHeads", "[\"" + id + "\"]")).contains("\"result\":true");
        assertThat(closed).hasValue(1);
    }

    /** Substrate's lists both; here no name is listed that leads to nothing the caller may have. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "public, '', 'chain_subscribeNewHeads chain_unsubscribeNewHeads eth_subscribe eth_unsubscribe rpc_methods subscribe unsubscribe'",
                "public, newHeads, 'eth_subscribe eth_unsubscribe rpc_methods subscribe unsubscribe'",
                "public, 'newHeads logs', rpc_methods",
                "'public control', 'newHeads logs', 'eth_subscribe eth_unsubscribe rpc_methods subscribe unsubscribe'",
                "public, unsubscribe, 'chain_subscribeNewHeads eth_subscribe rpc_methods subscribe'",
            })
    void areListedWhereATopicOfTheirsMayBeSubscribedTo(String permissions, String denied, String expected) {
        RpcService listing = RpcService.builder()
                .subscriptionMethods(ETH)
                .subscriptionMethods(CHAIN)
                .subscription("newHeads", Permission.PUBLIC, this::subscribed)
                .subscription("logs", Permission.PUBLIC, this::subscribed)
                .subscription("syncing", Permission.CONTROL, this::subscribed)
                .methodList()
                .build();
        List<String> closed = List.of(denied.split(" "));
        CallGuard guard = (caller, method, required) -> caller.has(required) && !closed.contains(method);
        RpcExchange base = Exchanges.http(
                Stream.of(permissions.split(" ")).map(Permission::of).toArray(Permission[]::new));
        RpcExchange exchange = new RpcExchange(base.caller(), guard, base.limits(), base.push());
        assertThat(Exchanges.ask(listing, "{\"jsonrpc\":\"2.0\",\"method\":\"rpc_methods\",\"id\":1}", exchange))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":{\"methods\":[\"" + expected.replace(" ", "\",\"")
                        + "\"]},\"id\":1}");
    }

    @Test
    void areNotListedWithoutTopics() {
        assertThat(Exchanges.ask(
                        RpcService.builder().methodList().build(),
                        "{\"jsonrpc\":\"2.0\",\"method\":\"rpc_methods\",\"id\":1}",
                        Exchanges.http()))
                .contains("{\"methods\":[\"rpc_methods\"]}");
    }

    @Test
    void substratesNeedsNoParameters() {
        String request = "{\"jsonrpc\":\"2.0\",\"method\":\"chain_subscribeNewHeads\",\"id\":1}";
        assertThat(Exchanges.ask(service, request, Exchanges.webSocket(channel)))
                .contains("\"result\":\"");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "eth_subscribe, '[\"logs\",{\"address\":\"0x1\"}]', '[{address=0x1}]'",
                "eth_subscribe, '[\"logs\"]', '[]'",
                "subscribe, '[\"logs\",7]', '[7]'",
                "chain_subscribeNewHeads, '[true,null]', '[true, null]'",
            })
    void handsOverWhatFollowsTheTopic(String method, String sent, String expected) {
        ask(method, sent);
        assertThat(params).singleElement().hasToString(expected);
    }

    @Test
    void handsOverNamedParametersAndNanosMembersWhole() {
        ask("subscribe", "{\"topic\":\"logs\",\"depth\":2}");
        Exchanges.ask(
                service, "{\"action\":\"subscribe\",\"topic\":\"logs\",\"depth\":\"2\"}", Exchanges.webSocket(channel));
        assertThat(params).map(Object::toString).containsExactly("{topic=logs, depth=2}", "{topic=logs, depth=2}");
    }

    @Test
    void keepsTheRequestNoLongerThanItIsNeeded() {
        ask("eth_subscribe", "[\"logs\",1]");
        assertThatThrownBy(() -> subscribers.get(0).params())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("params: of the topic logs (expected: read before the subscription is made)");
    }

    @Test
    void endsByTheMethodOfItsOwnFamilyAlone() {
        String eth = SubscriptionTest.id(reply("eth_subscribe", "[\"newHeads\"]"));
        String chain = SubscriptionTest.id(reply("chain_subscribeNewHeads", "[]"));
        String own = SubscriptionTest.id(reply("subscribe", "[\"newHeads\"]"));
        for (String id : List.of(chain, own)) {
            assertThat(ask("eth_unsubscribe", "[\"" + id + "\"]")).contains("\"result\":false");
        }
        for (String id : List.of(eth, chain)) {
            assertThat(ask("unsubscribe", "[\"" + id + "\"]")).contains("\"result\":false");
        }
        for (String id : List.of(eth, own)) {
            assertThat(ask("chain_unsubscribeNewHeads", "[\"" + id + "\"]")).contains("\"result\":false");
        }
        assertThat(closed).hasValue(0);
        assertThat(ask("chain_unsubscribeNewHeads", "[\"" + chain + "\"]")).contains("\"result\":true");
        assertThat(ask("unsubscribe", "[\"" + own + "\"]")).contains("\"result\":true");
        assertThat(ask("eth_unsubscribe", "[\"" + eth + "\"]")).contains("\"result\":true");
    }

    @Test
    void endsNobodyElses() {
        String id = SubscriptionTest.id(reply("eth_subscribe", "[\"newHeads\"]"));
        String request = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_unsubscribe\",\"params\":[\"" + id + "\"],\"id\":2}";
        assertThat(Exchanges.ask(service, request, Exchanges.webSocket(new RecordingChannel())))
                .contains("\"result\":false");
        assertThat(closed).hasValue(0);
    }

    @Test
    void refusesAsItsOwnNamesDo() {
        assertThat(ask("eth_subscribe", "[\"nothing\"]")).contains("-32602", "unknown topic");
        assertThat(ask("eth_subscribe", "[]")).contains("-32602", "position 0 is missing");
        assertThat(ask("eth_subscribe", "[\"syncing\"]")).contains("-32601", "unsafe to be called externally");
        assertThat(ask("eth_unsubscribe", "[]")).contains("-32602", "position 0 is missing");
        String overHttp = "{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscribe\",\"params\":[\"newHeads\"],\"id\":1}";
        assertThat(Exchanges.ask(service, overHttp, Exchanges.http()))
                .contains("-32603", "Subscriptions need a WebSocket connection");
        String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"chain_subscribeNewHeads\",\"params\":[]}";
        assertThat(Exchanges.ask(service, notification, Exchanges.webSocket(channel)))
                .isEmpty();
        assertThat(subscribers).isEmpty();
    }

    @Test
    void countsAllFamiliesTogether() {
        Limits three = Limits.builder().maxSubscriptions(3).build();
        RpcExchange base = Exchanges.webSocket(channel);
        RpcExchange exchange = new RpcExchange(base.caller(), base.guard(), three, base.push());
        for (String method : List.of("eth_subscribe", "chain_subscribeNewHeads", "subscribe")) {
            assertThat(Exchanges.ask(service, request(method, "[\"newHeads\"]"), exchange))
                    .contains("\"result\"");
        }
        for (String method : List.of("eth_subscribe", "chain_subscribeNewHeads", "subscribe")) {
            assertThat(Exchanges.ask(service, request(method, "[\"newHeads\"]"), exchange))
                    .contains("-32006");
        }
    }

    @Test
    void tellsWhatWasDroppedUnderEachName() {
        RecordingChannel small = new RecordingChannel(600);
        RpcService dropping = RpcService.builder()
                .subscription("newHeads", Permission.PUBLIC, this::subscribed, OverflowPolicy.dropOldest())
                .subscriptionMethods(ETH)
                .build();
        RpcReply reply = Exchanges.reply(
                dropping,
                request("eth_subscribe", "[\"newHeads\"]").getBytes(StandardCharsets.UTF_8),
                Exchanges.webSocket(small));
        small.deliver(reply);
        small.stopReading();
        for (int i = 0; i < 10; i++) {
            subscribers.get(0).send("x".repeat(300));
        }
        small.readAll();
        assertThat(small.sent).hasSize(2);
        assertThat(small.sent.get(1))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"eth_subscription\",\"params\":{\"subscription\":\""
                        + SubscriptionTest.id(reply) + "\",\"dropped\":9,\"result\":\"" + "x".repeat(300) + "\"}}");
    }

    @Test
    void refusesNamesThatAreTakenOrLeadNowhere() {
        RpcSubscription any = subscriber -> () -> {};
        String taken = "method name: eth_subscribe (expected: another, this one starts or ends subscriptions)";
        assertThatThrownBy(() -> RpcService.builder().subscriptionMethods(ETH).method("eth_subscribe", call -> ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(taken);
        assertThatThrownBy(() -> RpcService.builder().subscriptionMethods(ETH).subscriptionMethods(ETH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(taken);
        assertThatThrownBy(() ->
                        RpcService.builder().method("eth_subscribe", call -> "").subscriptionMethods(ETH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("method name: eth_subscribe (expected: registered once)");
        assertThatThrownBy(() -> RpcService.builder()
                        .subscriptionMethods(SubscriptionMethods.byTopic("a_both", "a_both", "a_event")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("subscription methods: a_both, a_both (expected: two names, this one starts and ends)");
        assertThatThrownBy(() -> RpcService.builder()
                        .subscriptionMethods(SubscriptionMethods.byTopic("a_sub", "a_unsub", "a event")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("method name: \"a event\" (expected: ");
        assertThatThrownBy(() -> RpcService.builder()
                        .subscriptionMethods(ETH)
                        .subscriptionMethods(CHAIN)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "subscription methods: eth_subscribe, eth_unsubscribe (expected: a topic, and there is none);"
                                + " subscription methods: chain_subscribeNewHeads, chain_unsubscribeNewHeads"
                                + " (expected: a topic newHeads)");
        assertThat(RpcService.builder()
                        .subscription("newHeads", Permission.PUBLIC, any)
                        .subscriptionMethods(CHAIN)
                        .build()
                        .registered()
                        .topics())
                .containsOnlyKeys("newHeads");
    }

    private AutoCloseable subscribed(Subscriber subscriber) {
        subscribers.add(subscriber);
        params.add(subscriber.params().as(Object.class));
        return closed::incrementAndGet;
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + ",\"id\":1}";
    }

    private RpcReply reply(String method, String params) {
        return Exchanges.reply(
                service, request(method, params).getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
    }

    private String ask(String method, String params) {
        return Exchanges.ask(service, request(method, params), Exchanges.webSocket(channel));
    }
}
