package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.securerpc.caller.Permission;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node's filter of confirmations, as Nano's clients set and change it. */
@Functional
class NanoOptionsTest {
    private static final String SUBSCRIBED = "\"ack\": \"subscribe\"";

    private final List<Subscriber> open = new CopyOnWriteArrayList<>();
    private final List<Set<String>> filters = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final RecordingChannel channel = new RecordingChannel();
    private final RpcService service = RpcService.builder()
            .subscription("confirmation", Permission.PUBLIC, this::confirmations, OverflowPolicy.dropOldest())
            .subscription("work", Permission.PUBLIC, subscriber -> closed::incrementAndGet)
            .build();

    @Test
    void reachTheNodeByType() {
        assertThat(ask("""
                {"action":"subscribe","topic":"confirmation","ack":true,
                 "options":{"confirmation_type":"active","include_block":"false","accounts":["nano_1","nano_2"]}}""")).contains(SUBSCRIBED);
        assertThat(filters).containsExactly(Set.of("nano_1", "nano_2"));
        publish("nano_2");
        publish("nano_3");
        assertThat(events()).containsExactly("nano_2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"accounts":["nano_1",["nano_2"]]} | options.accounts[1] does not fit (expected: a string)
            {"accounts":"nano_1"} | options.accounts does not fit (expected: an array)
            {"include_block":"perhaps"} | options.include_block does not fit (expected: true or false)
            {"confirmation_type":"all","accuonts":["nano_1"]} | options.accuonts is unknown (expected: accounts, confirmation_type, include_block)
            """)
    void thatAreWrongAreAnsweredByAnErrorAndSubscribeToNothing(String options, String error) {
        assertThat(ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"id\":\"7\",\"options\":" + options
                        + "}"))
                .isEqualTo("{\n    \"error\": \"Invalid params: " + error + "\",\n    \"id\": \"7\"\n}\n");
        assertThat(channel.subscriptions().size()).isZero();
        assertThat(open).isEmpty();
    }

    /** Whoever asks a topic without a filter for some events must not be sent all. */
    @Test
    void thatATopicDoesNotKnowAreRefused() {
        assertThat(
                        ask(
                                "{\"action\":\"subscribe\",\"topic\":\"work\",\"ack\":true,\"options\":{\"accounts\":[\"nano_1\"]}}"))
                .isEqualTo("{\n    \"error\": \"Invalid params: options is unknown (expected: none)\"\n}\n");
        assertThat(closed).hasValue(1);
        assertThat(channel.subscriptions().size()).isZero();
        assertThat(ask("{\"action\":\"subscribe\",\"topic\":\"work\",\"ack\":true,\"options\":{}}"))
                .contains(SUBSCRIBED);
    }

    @Test
    void areChangedByAnUpdate() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        assertThat(ask("""
                {"action":"update","topic":"confirmation","ack":true,"id":"9","options":{"accounts_add":["nano_2","nano_3"],"accounts_del":["nano_1"]}}"""))
                .matches("\\{\n    \"ack\": \"update\",\n    \"time\": \"[0-9]{13}\",\n    \"id\": \"9\"\n}\n");
        assertThat(filters).containsExactly(Set.of("nano_2", "nano_3"));
        for (int i = 1; i <= 3; i++) {
            publish("nano_" + i);
        }
        assertThat(events()).containsExactly("nano_2", "nano_3");
        assertThat(
                        ask(
                                "{\"action\":\"update\",\"topic\":\"confirmation\",\"options\":{\"accounts_del\":[\"nano_2\"]}}"))
                .as("nobody asked for an acknowledgement")
                .isEmpty();
        assertThat(filters).containsExactly(Set.of("nano_3"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"action":"update","topic":"confirmation","options":{"accounts_add":["nano_2",{}]}} | Invalid params: options.accounts_add[1] does not fit (expected: a string)
            {"action":"update","topic":"confirmation","options":{"accounts":["nano_2"]}} | Invalid params: options.accounts is unknown (expected: accounts_add, accounts_del)
            {"action":"update","topic":"confirmation","options":["accounts_add"]} | Invalid params: options does not fit (expected: an object)
            {"action":"update","topic":"confirmation"} | Invalid params: options is missing (expected: an object)
            {"action":"update","topic":"work","options":{"accounts_add":["nano_2"]}} | Topic takes no updates
            """)
    void keepWhatTheyWereAfterAnUpdateThatIsWrong(String update, String error) {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        ask("{\"action\":\"subscribe\",\"topic\":\"work\"}");
        assertThat(ask(update)).isEqualTo("{\n    \"error\": \"" + error + "\"\n}\n");
        assertThat(filters).containsExactly(Set.of("nano_1"));
    }

    /** As on Nano; but the ones before stay where the new ones are refused. */
    @Test
    void areReplacedByAnotherSubscribe() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        assertThat(ask(subscribe("\"accounts\":[\"nano_2\"],\"ack\":1"))).contains("options.ack is unknown");
        publish("nano_1");
        assertThat(ask(subscribe("\"accounts\":[\"nano_2\"]"))).contains(SUBSCRIBED);
        publish("nano_1");
        publish("nano_2");
        assertThat(events()).containsExactly("nano_1", "nano_2");
        assertThat(closed).hasValue(1);
        assertThat(ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"ack\":true}"))
                .as("without options: all")
                .contains(SUBSCRIBED);
        publish("nano_5");
        assertThat(events()).containsExactly("nano_1", "nano_2", "nano_5");
        assertThat(closed).hasValue(2);
        assertThat(channel.subscriptions().size()).isOne();
        assertThat(ask("{\"action\":\"unsubscribe\",\"topic\":\"confirmation\",\"ack\":true}"))
                .contains("\"ack\": \"unsubscribe\"");
        assertThat(closed).hasValue(3);
        assertThat(open).isEmpty();
    }

    @Test
    void areForgottenByASubscribeWithoutThemAlsoThoseOfAnUpdate() {
        ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\"}");
        ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\"}");
        assertThat(closed).as("nothing to forget").hasValue(0);
        ask("{\"action\":\"update\",\"topic\":\"confirmation\",\"options\":{\"accounts_add\":[\"nano_1\"]}}");
        ask("{\"action\":\"subscribe\",\"topic\":\"confirmation\"}");
        assertThat(filters.get(1)).isEmpty();
        assertThat(closed).hasValue(1);
    }

    @Test
    void replacedWhileEventsWaitLoseNone() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        channel.stopReading();
        publish("nano_1");
        RpcReply reply = reply(subscribe("\"accounts\":[\"nano_2\"]"));
        publish("nano_2");
        channel.deliver(reply);
        channel.readAll();
        assertThat(events()).containsExactly("nano_1", "nano_2");
    }

    @Test
    void replacedAfterALossTellOfIt() {
        RecordingChannel small = new RecordingChannel(300);
        RpcExchange exchange = Exchanges.webSocket(small);
        small.deliver(Exchanges.reply(service, bytes(subscribe("\"accounts\":[\"nano_1\"]")), exchange));
        QueuedMessage foreign = new QueuedMessage() {
            @Override
            public byte[] leave() {
                return bytes("x".repeat(290));
            }
        };
        small.stopReading();
        assertThat(small.offer(foreign, 290)).isEqualTo(PushChannel.Offer.QUEUED);
        publish("nano_1");
        small.readAll();
        small.deliver(Exchanges.reply(service, bytes(subscribe("\"accounts\":[\"nano_2\"]")), exchange));
        publish("nano_2");
        assertThat(small.sent.get(small.sent.size() - 1))
                .contains("\"dropped\": \"1\"")
                .contains("nano_2");
    }

    @Test
    void areNotReplacedOnAConnectionThatIsGone() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        channel.subscriptions().close();
        assertThat(ask(subscribe("\"accounts\":[\"nano_2\"]"))).contains("Subscriptions need a WebSocket connection");
        assertThat(open).isEmpty();
        assertThat(closed).hasValue(1);
    }

    /** The connection ends while the node opens the subscription that is to replace another. */
    @Test
    void areNotReplacedOnAConnectionThatGoesMeanwhile() {
        AtomicInteger ended = new AtomicInteger();
        RpcService leaving = RpcService.builder()
                .subscription("confirmation", Permission.PUBLIC, subscriber -> {
                    if (subscriber.options().has("accounts")) {
                        channel.subscriptions().close();
                    }
                    return ended::incrementAndGet;
                })
                .build();
        RpcExchange exchange = Exchanges.webSocket(channel);
        Exchanges.ask(leaving, "{\"action\":\"subscribe\",\"topic\":\"confirmation\"}", exchange);
        assertThat(Exchanges.ask(leaving, subscribe("\"accounts\":[\"nano_2\"]"), exchange))
                .contains("Subscriptions need a WebSocket connection");
        assertThat(ended).hasValue(2);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void ofAnUpdateNeedThePermissionOfTheTopic() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        RpcExchange nobody =
                new RpcExchange(Exchanges.caller(), Exchanges.BY_PERMISSION, Limits.defaults(), Optional.of(channel));
        assertThat(Exchanges.ask(
                        service,
                        "{\"action\":\"update\",\"topic\":\"confirmation\",\"options\":{\"accounts_add\":[\"nano_2\"]}}",
                        nobody))
                .contains("RPC control is disabled");
        assertThat(filters).containsExactly(Set.of("nano_1"));
    }

    @Test
    void areOneFormOfFilterForJsonRpcToo() {
        assertThat(jsonRpc("[\"confirmation\",{\"accounts\":[\"nano_1\"]}]")).contains("result");
        assertThat(jsonRpc("{\"topic\":\"confirmation\",\"options\":{\"accounts\":[\"nano_2\"]}}"))
                .contains("result");
        assertThat(jsonRpc("[\"confirmation\"]")).contains("result");
        assertThat(filters).containsExactly(Set.of("nano_1"), Set.of("nano_2"), Set.of());
        assertThat(jsonRpc("[\"confirmation\",[\"nano_1\"]]"))
                .contains("\"Invalid params: position 1 does not fit (expected: an object)\"");
        assertThat(jsonRpc("[\"confirmation\",{\"accounts\":5}]"))
                .contains("\"Invalid params: position 1.accounts does not fit (expected: an array)\"");
        assertThat(jsonRpc("[\"confirmation\",{},{}]"))
                .contains("\"Invalid params: position 2 is one too many (expected: at most 2)\"");
    }

    @Test
    void areReadWhileTheSubscriptionIsMadeAndUpdatedByOneHandler() {
        ask(subscribe("\"accounts\":[\"nano_1\"]"));
        Subscriber subscriber = open.get(0);
        assertThatIllegalStateException()
                .isThrownBy(subscriber::options)
                .withMessage("params: of the topic confirmation (expected: read before the subscription is made)");
        assertThatIllegalStateException()
                .isThrownBy(() -> subscriber.onUpdate(options -> {}))
                .withMessage("on update: of the topic confirmation set twice (expected: once)");
        assertThatNullPointerException()
                .isThrownBy(() -> subscriber.onUpdate(null))
                .withMessage("update");
    }

    @Test
    void leaveTheActionToANodeThatHasAMethodOfThatName() {
        RpcService own = RpcService.builder()
                .subscription("confirmation", Permission.PUBLIC, this::confirmations)
                .method("update", Permission.PUBLIC, call -> Map.of("mine", 1))
                .build();
        assertThat(Exchanges.ask(own, "{\"action\":\"update\"}", Exchanges.webSocket(channel)))
                .contains("\"mine\": \"1\"");
    }

    private AutoCloseable confirmations(Subscriber subscriber) {
        Params options = subscriber.options();
        options.refuseOthers("accounts", "confirmation_type", "include_block");
        boolean all = !options.has("accounts");
        Set<String> accounts = new TreeSet<>(accounts(options, "accounts"));
        options.optionalBool("include_block");
        subscriber.onUpdate(update -> {
            update.refuseOthers("accounts_add", "accounts_del");
            List<String> added = accounts(update, "accounts_add");
            List<String> removed = accounts(update, "accounts_del");
            accounts.addAll(added);
            removed.forEach(accounts::remove);
        });
        Subscriber filtered = new Filtered(subscriber, all, accounts);
        open.add(filtered);
        filters.add(accounts);
        return () -> {
            open.remove(filtered);
            closed.incrementAndGet();
        };
    }

    private static List<String> accounts(Params options, String name) {
        return options.optional(name).map(Param::list).orElse(List.of()).stream()
                .map(Param::string)
                .toList();
    }

    private void publish(String account) {
        open.forEach(subscriber -> subscriber.send(account));
    }

    /** The accounts of the events that were sent, in their order. */
    private List<String> events() {
        return channel.sent.stream()
                .filter(text -> text.contains("\"message\""))
                .map(text -> text.replaceAll("(?s).*\"message\": \"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static String subscribe(String options) {
        return "{\"action\":\"subscribe\",\"topic\":\"confirmation\",\"ack\":true,\"options\":{" + options + "}}";
    }

    private String jsonRpc(String params) {
        return ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":" + params + "}");
    }

    private String ask(String request) {
        RpcReply reply = reply(request);
        channel.deliver(reply);
        return reply.body()
                .map(body -> new String(body, StandardCharsets.UTF_8))
                .orElse("");
    }

    private RpcReply reply(String request) {
        return Exchanges.reply(service, bytes(request), Exchanges.webSocket(channel));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Sends what the filter lets through. */
    private record Filtered(Subscriber to, boolean all, Set<String> accounts) implements Subscriber {
        @Override
        public io.securerpc.caller.Caller caller() {
            return to.caller();
        }

        @Override
        public Params params() {
            return to.params();
        }

        @Override
        public Params options() {
            return to.options();
        }

        @Override
        public void onUpdate(SubscriptionUpdate update) {
            to.onUpdate(update);
        }

        @Override
        public void send(Object account) {
            if (all || accounts.contains((String) account)) {
                to.send(account);
            }
        }
    }
}
