package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** In which event a subscriber is told of what was dropped: the one that follows the gap, never one before it. */
class LossOrderTest {
    /** Room for four events of a hundred characters, and for no fifth. */
    private static final int BUDGET = 900;

    private static final Pattern EVENT = Pattern.compile("(?:\"dropped\":([0-9]+),)?\"result\":\\[([0-9]+),");
    private static final String LONG = "x".repeat(100);

    private final RecordingChannel channel = new RecordingChannel(BUDGET);
    private final List<Subscriber> subscribers = new ArrayList<>();

    @Test
    void isTheOneBehindTheGapThoughAnOlderOneLeavesAfterTheDrop() {
        Subscriber subscriber = subscribed(OverflowPolicy.dropOldest());
        channel.stopReading();
        send(subscriber, 1, 4);

        // The first is on its way, and makes room for one; the second does not have to be dropped for that.
        channel.readOne(() -> send(subscriber, 5, 7));
        channel.readAll();

        assertThat(told()).containsExactly("1", "4 after 2", "5", "6", "7");
    }

    @Test
    void isTheNextThatIsSentWhereTheNewestWasDropped() {
        Subscriber other = subscribed(OverflowPolicy.dropOldest());
        Subscriber subscriber = subscribed(OverflowPolicy.dropOldest());
        channel.stopReading();
        send(subscriber, 1, 1);
        send(other, 101, 103);

        channel.readOne(() -> {
            send(other, 104, 104);
            send(subscriber, 2, 3);
        });
        channel.readAll();
        send(subscriber, 4, 5);

        assertThat(told()).containsExactly("1", "101", "102", "103", "104", "4 after 2", "5");
    }

    @Test
    void isEachOfTwoGapsInItsOwnPlace() {
        Subscriber subscriber = subscribed(OverflowPolicy.dropOldest());
        channel.stopReading();
        send(subscriber, 1, 6);
        channel.readOne(() -> {});
        channel.readOne(() -> {});
        send(subscriber, 7, 10);
        channel.readAll();

        assertThat(told()).containsExactly("3 after 2", "4", "7 after 2", "8", "9", "10");
    }

    /** The count stands where the events would have stood. */
    @Test
    void isTheOneThatTookThePlaceWhereTheLatestOfEachKeyIsKept() {
        Subscriber subscriber = subscribed(OverflowPolicy.coalesce(event -> (Integer) ((List<?>) event).get(0) % 2));
        channel.stopReading();
        send(subscriber, 1, 2);
        channel.readOne(() -> send(subscriber, 4, 4));
        send(subscriber, 6, 7);
        channel.readAll();

        assertThat(told()).containsExactly("1", "6 after 2", "7");
    }

    @Test
    void isTheErrorThatEndsIt() {
        Subscriber subscriber = subscribed(OverflowPolicy.closeSubscription());
        channel.stopReading();
        send(subscriber, 1, 4);
        channel.readOne(() -> send(subscriber, 5, 6));
        channel.readAll();

        assertThat(told()).containsExactly("1");
        assertThat(channel.sent.get(channel.sent.size() - 1)).contains("\"data\":{\"dropped\":5}");
    }

    /** Whatever is read when, what comes is in order, and the counts account for every gap exactly. */
    @Test
    void accountsForEveryGapWhereItIs() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            channel.sent.clear();
            Subscriber subscriber = subscribed(OverflowPolicy.dropOldest());
            int last = 0;
            channel.stopReading();
            for (int step = 0; step < 30; step++) {
                int from = last + 1;
                int more = random.nextInt(7);
                last += more;
                int to = last;
                if (random.nextBoolean()) {
                    int between = from + random.nextInt(more + 1);
                    send(subscriber, from, between - 1);
                    boolean[] sent = {false};
                    channel.readOne(() -> {
                        sent[0] = true;
                        send(subscriber, between, to);
                    });
                    channel.stopReading();
                    if (!sent[0]) {
                        send(subscriber, between, to);
                    }
                } else {
                    send(subscriber, from, to);
                }
            }
            channel.readAll();
            send(subscriber, last + 1, last + 1);
            assertNoGapUntold(seed, last + 1);
        }
    }

    private void assertNoGapUntold(long seed, int end) {
        int last = 0;
        for (String event : told()) {
            String[] parts = event.split(" after ");
            int number = Integer.parseInt(parts[0]);
            int dropped = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            assertThat(number).as("seed %d: %s", seed, told()).isEqualTo(last + dropped + 1);
            last = number;
        }
        assertThat(last).as("seed %d", seed).isEqualTo(end);
    }

    /** The number of each event, and how many it says were dropped. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (String text : channel.sent) {
            Matcher event = EVENT.matcher(text);
            if (event.find()) {
                told.add(event.group(2) + (event.group(1) == null ? "" : " after " + event.group(1)));
            }
        }
        return told;
    }

    private Subscriber subscribed(OverflowPolicy policy) {
        RpcService service = RpcService.builder()
                .subscription(
                        "t",
                        Permission.PUBLIC,
                        subscriber -> {
                            subscribers.add(subscriber);
                            return () -> {};
                        },
                        policy)
                .build();
        RpcReply reply = Exchanges.reply(
                service,
                SubscriptionTest.subscribe("[\"t\"]").getBytes(StandardCharsets.UTF_8),
                Exchanges.webSocket(channel));
        channel.deliver(reply);
        return subscribers.get(subscribers.size() - 1);
    }

    private static void send(Subscriber subscriber, int first, int last) {
        for (int i = first; i <= last; i++) {
            subscriber.send(List.of(i, LONG));
        }
    }
}
