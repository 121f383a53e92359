package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.testsupport.Functional;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscribers that do not read, and what each policy makes of the events meanwhile. */
@Functional
class OverflowPolicyTest {
    /** Room for four events of a hundred characters, and for no fifth. */
    private static final int BUDGET = 900;

    private static final String LONG = "x".repeat(100);

    private final RecordingChannel channel = new RecordingChannel(BUDGET);
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private RpcReply reply;
    private String id = "";

    @Test
    void closesTheConnectionUnlessToldOtherwise() {
        Subscriber subscriber = subscribed(null, true);
        channel.stopReading();
        send(subscriber, 1, 4);
        assertThat(channel.wasTooSlow()).isFalse();
        send(subscriber, 5, 5);
        assertThat(channel.wasTooSlow()).isTrue();
        assertThat(closed).hasValue(1);
        assertThat(channel.queued()).isZero();
        assertThat(channel.subscriptions().size()).isZero();
    }

    @Test
    void closesTheSubscriptionAloneAndSaysHowManyWereLost() {
        Subscriber subscriber = subscribed(OverflowPolicy.closeSubscription(), true);
        channel.stopReading();
        send(subscriber, 1, 7);
        assertThat(closed).hasValue(1);
        assertThat(channel.subscriptions().size()).isZero();
        channel.readAll();
        assertThat(events())
                .containsExactly("{\"jsonrpc\":\"2.0\",\"method\":\"t\",\"params\":{\"subscription\":\"" + id
                        + "\",\"error\":{\"code\":-32000,\"message\":\"Events were lost\",\"data\":{\"dropped\":5}}}}");
        assertThat(channel.wasTooSlow()).isFalse();
        assertThat(channel.queued()).isZero();
    }

    @Test
    void closesTheSubscriptionAlsoBeforeItsAnswerAndAnswersFirst() {
        Subscriber subscriber = subscribed(OverflowPolicy.closeSubscription(), false);
        send(subscriber, 1, 6);
        assertThat(channel.sent).isEmpty();
        channel.deliver(reply);
        assertThat(channel.sent).hasSize(2);
        assertThat(channel.sent.get(0)).contains("\"result\":\"" + id + "\"");
        assertThat(channel.sent.get(1)).contains("\"data\":{\"dropped\":5}");
        assertThat(closed).hasValue(1);
        assertThat(channel.queued()).isZero();
    }

    @Test
    void dropsTheOldestAndTellsItWithTheNextThatGetsThrough() {
        Subscriber subscriber = subscribed(OverflowPolicy.dropOldest(), true);
        channel.stopReading();
        send(subscriber, 1, 10);
        assertThat(closed).hasValue(0);
        channel.readAll();
        assertThat(events()).hasSize(4);
        assertThat(events().get(0))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"t\",\"params\":{\"subscription\":\"" + id
                        + "\",\"dropped\":6,\"result\":[7,\"" + LONG + "\"]}}");
        assertThat(events().get(3))
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"method\":\"t\",\"params\":{\"subscription\":\"" + id
                        + "\",\"result\":[10,\"" + LONG + "\"]}}");
        subscriber.send(11);
        assertThat(events().get(4)).contains("\",\"result\":11}");
        assertThat(channel.queued()).isZero();
    }

    @Test
    void dropsTheNewestWhereNothingOfItsOwnMakesRoom() {
        Subscriber first = subscribed(OverflowPolicy.dropOldest(), true);
        Subscriber second = subscribed(OverflowPolicy.dropOldest(), true);
        channel.stopReading();
        send(first, 1, 4);
        send(second, 5, 6);
        assertThat(channel.wasTooSlow()).isFalse();
        channel.readAll();
        assertThat(events()).hasSize(4).noneMatch(event -> event.contains("dropped"));
        second.send(7);
        assertThat(events().get(4)).contains("\"dropped\":2,\"result\":7");
    }

    @Test
    void keepsTheLatestOfEachKeyInThePlaceOfTheFirst() {
        Subscriber subscriber = subscribed(OverflowPolicy.coalesce(event -> ((Map<?, ?>) event).get("key")), true);
        channel.stopReading();
        for (int i = 1; i <= 100; i++) {
            subscriber.send(Map.of("key", "a" + i % 2, "" + i, LONG));
        }
        assertThat(channel.wasTooSlow()).isFalse();
        channel.readAll();
        assertThat(events()).hasSize(2);
        assertThat(events().get(0))
                .contains("\"dropped\":49,")
                .contains("\"99\":\"")
                .contains("\"key\":\"a1\"");
        assertThat(events().get(1))
                .contains("\"dropped\":49,")
                .contains("\"100\":\"")
                .contains("\"key\":\"a0\"");
        assertThat(channel.queued()).isZero();
    }

    @Test
    void closesTheConnectionWhereOneKeyTooManyWaits() {
        Subscriber subscriber = subscribed(OverflowPolicy.coalesce(event -> ((List<?>) event).get(0)), true);
        channel.stopReading();
        send(subscriber, 1, 2);
        send(subscriber, 1, 2);
        assertThat(channel.wasTooSlow()).isFalse();
        send(subscriber, 3, 3);
        assertThat(channel.wasTooSlow()).isTrue();
        assertThat(closed).hasValue(1);
    }

    /** Events of a few bytes, which alone would never be too many. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "record", "list"})
    void countsTheKeysThatItKeeps(String kind) {
        String longKey = "k".repeat(200);
        Subscriber subscriber = subscribed(
                OverflowPolicy.coalesce(event -> switch (kind) {
                    case "text" -> longKey + event;
                    case "record" -> new Key(longKey, (Integer) event);
                    default -> List.of(longKey, event);
                }),
                true);
        channel.stopReading();
        subscriber.send(1);
        long one = channel.queued();
        assertThat(one).isBetween(128 + 2 * 200L, BUDGET - 1L);
        subscriber.send(1);
        assertThat(channel.queued()).as("one key is kept once").isEqualTo(one);
        assertThat(channel.wasTooSlow()).isFalse();
        subscriber.send(2);
        assertThat(channel.wasTooSlow()).isTrue();
    }

    @Test
    void countsAKeyByTheCharactersOfItsText() {
        Subscriber subscriber = subscribed(OverflowPolicy.coalesce(event -> "kilo"), true);
        channel.stopReading();
        subscriber.send(1);
        int event = ("{\"jsonrpc\":\"2.0\",\"method\":\"t\",\"params\":{\"subscription\":\"" + id + "\",\"result\":1}}")
                .length();
        assertThat(channel.queued()).isEqualTo(event + 128 + 8);
    }

    private record Key(String text, int number) {}

    @Test
    void closesTheConnectionWhereALaterOfOneKeyIsTooLong() {
        Subscriber subscriber = subscribed(OverflowPolicy.coalesce(event -> "one"), true);
        channel.stopReading();
        subscriber.send(LONG);
        subscriber.send(LONG.repeat(20));
        assertThat(channel.wasTooSlow()).isTrue();
    }

    @Test
    void losesOnlyTheEventWhoseKeyCannotBeSaid() {
        Subscriber subscriber = subscribed(
                OverflowPolicy.coalesce(event -> {
                    if (event.equals(2)) {
                        throw new IllegalStateException("secret");
                    }
                    return event.equals(3) ? null : event;
                }),
                true);
        for (int i = 1; i <= 4; i++) {
            subscriber.send(i);
        }
        assertThat(events()).hasSize(2);
        assertThat(events().get(1)).contains("\"result\":4");
        assertThat(closed).hasValue(0);
    }

    @Test
    void tellsNanosClientsInTheirForm() {
        subscribe("{\"action\":\"subscribe\",\"topic\":\"t\",\"ack\":true}", OverflowPolicy.dropOldest(), true);
        channel.stopReading();
        send(subscribers.get(0), 1, 10);
        channel.readAll();
        assertThat(events().get(0))
                .matches("\\{\n    \"topic\": \"t\",\n    \"dropped\": \"[5-7]\",\n    \"time\": \"[0-9]{13}\",\n"
                        + "    \"message\": \\[\n        \"[6-8]\",\n        \"x{100}\"\n    ]\n}\n");
        assertThat(events().get(1)).doesNotContain("dropped");
    }

    @Test
    void tellsNanosClientsOfTheEndInTheirForm() {
        subscribe("{\"action\":\"subscribe\",\"topic\":\"t\",\"ack\":true}", OverflowPolicy.closeSubscription(), true);
        channel.stopReading();
        send(subscribers.get(0), 1, 10);
        channel.readAll();
        assertThat(events()).hasSize(1);
        assertThat(events().get(0))
                .matches("\\{\n    \"topic\": \"t\",\n    \"dropped\": \"[4-6]\",\n    \"time\": \"[0-9]{13}\",\n"
                        + "    \"error\": \"Events were lost\"\n}\n");
    }

    @Test
    void countsNothingOfASubscriptionThatHasEnded() {
        Subscriber subscriber = subscribed(OverflowPolicy.dropOldest(), true);
        channel.stopReading();
        send(subscriber, 1, 3);
        assertThat(channel.queued()).isPositive();
        Exchanges.ask(
                service(OverflowPolicy.dropOldest()), SubscriptionTest.unsubscribe(id), Exchanges.webSocket(channel));
        assertThat(channel.queued()).isZero();
        assertThat(closed).hasValue(1);
    }

    @Test
    void refusesNoKeyFunctionAndNoPolicy() {
        assertThatThrownBy(() -> OverflowPolicy.coalesce(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("key");
        assertThatThrownBy(() -> RpcService.builder().subscription("t", Permission.PUBLIC, each -> () -> {}, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("overflow");
        assertThat(OverflowPolicy.dropOldest()).hasToString("drop oldest");
    }

    /** Without a policy it is the default. */
    private Subscriber subscribed(OverflowPolicy policy, boolean delivered) {
        subscribe(SubscriptionTest.subscribe("[\"t\"]"), policy, delivered);
        id = SubscriptionTest.id(reply);
        return subscribers.get(subscribers.size() - 1);
    }

    private void subscribe(String request, OverflowPolicy policy, boolean delivered) {
        reply = Exchanges.reply(
                service(policy), request.getBytes(StandardCharsets.UTF_8), Exchanges.webSocket(channel));
        if (delivered) {
            channel.deliver(reply);
        }
    }

    private RpcService service(OverflowPolicy policy) {
        RpcSubscription subscription = subscriber -> {
            subscribers.add(subscriber);
            return closed::incrementAndGet;
        };
        RpcServiceBuilder builder = RpcService.builder();
        return (policy == null
                        ? builder.subscription("t", Permission.PUBLIC, subscription)
                        : builder.subscription("t", Permission.PUBLIC, subscription, policy))
                .build();
    }

    /** Numbered events, from the first to the last. */
    private static void send(Subscriber subscriber, int first, int last) {
        for (int i = first; i <= last; i++) {
            subscriber.send(List.of(i, LONG));
        }
    }

    private List<String> events() {
        return channel.sent.stream()
                .filter(text -> !text.contains("\"id\":1") && !text.contains("\"ack\""))
                .toList();
    }
}
