package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Subscriptions of a server that stops: each side learns that they have ended, and nothing that was sent before is lost. */
class StoppedSubscriptionsTest {
    private static final Pattern ID = Pattern.compile("\"result\":\"([^\"]+)\"");

    private final RecordingChannel channel = new RecordingChannel();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();

    private final RpcService service = RpcService.builder()
            .subscription("heads", Permission.PUBLIC, subscriber -> {
                subscribers.add(subscriber);
                subscriber.send(0);
                return closed::incrementAndGet;
            })
            .subscriptionMethods(SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
            .subscriptionMethods(
                    SubscriptionMethods.ofTopic("heads", "chain_subscribe", "chain_unsubscribe", "chain_newHead"))
            .build();

    @Test
    void tellTheirSubscribersBehindTheEventsThatWait() {
        String own = subscribed("subscribe", "[\"heads\"]");
        String ethereum = subscribed("eth_subscribe", "[\"heads\"]");
        String substrate = subscribed("chain_subscribe", "[]");
        channel.stopReading();
        channel.sent.clear();
        subscribers.get(0).send(1);

        channel.subscriptions().stop();
        subscribers.forEach(subscriber -> subscriber.send(2));
        channel.readAll();

        assertThat(channel.sent)
                .containsExactlyInAnyOrder(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"heads\",\"params\":{\"subscription\":\"" + own
                                + "\",\"result\":1}}",
                        last("heads", own),
                        last("eth_subscription", ethereum),
                        last("chain_newHead", substrate));
        assertThat(channel.sent.indexOf(last("heads", own))).isPositive();
        assertThat(closed).hasValue(3);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void tellANanoSubscriberInItsForm() {
        channel.deliver(reply("{\"action\":\"subscribe\",\"topic\":\"heads\"}"));
        channel.sent.clear();

        channel.subscriptions().stop();

        assertThat(channel.sent)
                .singleElement()
                .satisfies(text -> assertThat(text.replaceAll("\\s", ""))
                        .matches("\\{\"topic\":\"heads\",\"time\":\"[0-9]+\",\"error\":\"Serverisstopping\"}"));
        assertThat(closed).hasValue(1);
    }

    @Test
    void answerFirstWhoHasJustSubscribed() {
        RpcReply reply = reply(subscribe("subscribe", "[\"heads\"]"));

        channel.subscriptions().stop();
        assertThat(channel.sent).isEmpty();
        channel.deliver(reply);

        String id = id(channel.sent.get(0));
        assertThat(channel.sent.subList(1, 3))
                .containsExactly(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"heads\",\"params\":{\"subscription\":\"" + id
                                + "\",\"result\":0}}",
                        last("heads", id));
        assertThat(channel.sent).hasSize(3);
        assertThat(closed).hasValue(1);
    }

    @Test
    void endOnceWhateverElseEndsThem() {
        subscribed("subscribe", "[\"heads\"]");

        channel.subscriptions().stop();
        channel.subscriptions().stop();
        channel.subscriptions().close();

        assertThat(closed).hasValue(1);
    }

    @Test
    void areClosedWithTheConnectionWhereTheirAnswerNeverLeaves() {
        reply(subscribe("subscribe", "[\"heads\"]"));

        channel.subscriptions().stop();
        assertThat(closed).hasValue(0);
        channel.subscriptions().close();

        assertThat(closed).hasValue(1);
    }

    @Test
    void areNotMadeAnyMoreAndThatIsSaid() {
        channel.subscriptions().stop();

        assertThat(Exchanges.ask(service, subscribe("subscribe", "[\"heads\"]"), Exchanges.webSocket(channel)))
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32003,\"message\":\"Server is stopping\"},\"id\":1}");
        assertThat(subscribers).isEmpty();
    }

    /** The node's handler is at work when the server begins to stop. */
    @Test
    void takeNoOthersPlaceAnyMoreAndThatIsSaid() {
        RpcService stopping = RpcService.builder()
                .subscription("heads", Permission.PUBLIC, subscriber -> {
                    subscriber.params();
                    if (subscribers.size() == 1) {
                        channel.subscriptions().stop();
                    }
                    subscribers.add(subscriber);
                    subscriber.send(subscribers.size());
                    return closed::incrementAndGet;
                })
                .build();
        String request = "{\"action\":\"subscribe\",\"topic\":\"heads\",\"ack\":true,\"options\":{}}";
        channel.deliver(
                Exchanges.reply(stopping, request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel)));
        channel.sent.clear();

        RpcReply again =
                Exchanges.reply(stopping, request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
        channel.deliver(again);

        assertThat(channel.sent.stream().map(text -> text.replaceAll("\\s", "").replaceAll(",\"time\":\"[0-9]+\"", "")))
                .containsExactly(
                        "{\"topic\":\"heads\",\"error\":\"Serverisstopping\"}", "{\"error\":\"Serverisstopping\"}");
        assertThat(closed).hasValue(2);
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void endWithoutALastMessageWhereThereIsNoRoomForIt() {
        RecordingChannel small = new RecordingChannel(200);
        RpcReply reply = Exchanges.reply(
                service,
                subscribe("subscribe", "[\"heads\"]").getBytes(StandardCharsets.UTF_8),
                Exchanges.webSocket(small));
        small.deliver(reply);
        small.stopReading();
        subscribers.get(0).send("0123456789".repeat(8));
        small.sent.clear();

        small.subscriptions().stop();
        small.readAll();

        assertThat(small.sent)
                .singleElement()
                .satisfies(text -> assertThat(text).contains("0123456789"));
        assertThat(closed).hasValue(1);
        assertThat(small.wasTooSlow()).isFalse();
    }

    private static String last(String method, String id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{\"subscription\":\"" + id
                + "\",\"error\":{\"code\":-32003,\"message\":\"Server is stopping\"}}}";
    }

    private String subscribed(String method, String params) {
        RpcReply reply = reply(subscribe(method, params));
        channel.deliver(reply);
        return id(new String(reply.body().orElseThrow(), StandardCharsets.UTF_8));
    }

    private static String id(String answer) {
        Matcher matcher = ID.matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return matcher.group(1);
    }

    private RpcReply reply(String body) {
        return Exchanges.reply(service, body.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
    }

    private static String subscribe(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    }
}
