package io.securerpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of events that waited, when they have left: it is counted for no budget. */
class WaitingEventsTest {
    private static final int SUBSCRIPTIONS = 80;
    private static final int BURST = 20_000;
    private static final byte[] JSON = {'1'};

    /** A client that reads nothing for a while, and then everything, or all but one, on one subscription after the other. */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 1", "false, 0", "false, 1"})
    void isNothingOfAsManyAsThereWereAtOnce(boolean withKeys, int unread) {
        List<WaitingEvents> all = new ArrayList<>();
        long before = usedBytes();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            WaitingEvents events = new WaitingEvents(new Taking(), new Text());
            List<QueuedMessage> burst = new ArrayList<>(BURST);
            synchronized (events) {
                for (int number = 0; number < BURST; number++) {
                    WaitingEvents.Event event = events.event(JSON, withKeys ? number : null);
                    events.add(event, true);
                    burst.add(event);
                }
            }
            burst.subList(0, BURST - unread).forEach(QueuedMessage::leave);
            assertThat(events.isEmpty()).isEqualTo(unread == 0);
            all.add(events);
        }
        // The places of a burst alone are 80 KB and more.
        assertThat((usedBytes() - before) / SUBSCRIPTIONS).isLessThan(30_000);
        assertThat(all).hasSize(SUBSCRIPTIONS);
    }

    private static long usedBytes() {
        return LongStream.range(0, 3)
                .map(any -> {
                    System.gc();
                    return Runtime.getRuntime().totalMemory()
                            - Runtime.getRuntime().freeMemory();
                })
                .min()
                .orElseThrow();
    }

    private static final class Taking implements PushChannel {
        @Override
        public Offer hold(QueuedMessage message, int size) {
            return Offer.QUEUED;
        }

        @Override
        public Offer offer(QueuedMessage message, int size) {
            return Offer.QUEUED;
        }

        @Override
        public Offer resize(QueuedMessage message, int size) {
            return Offer.QUEUED;
        }

        @Override
        public boolean withdraw(QueuedMessage message) {
            return true;
        }

        @Override
        public void flush() {
            // nothing waits
        }

        @Override
        public void tooSlow() {
            throw new AssertionError("takes everything");
        }

        @Override
        public Subscriptions subscriptions() {
            throw new AssertionError("has none");
        }
    }

    private static final class Text implements EventText {
        @Override
        public byte[] event(Object value) {
            return JSON;
        }

        @Override
        public byte[] afterLoss(byte[] event, long dropped) {
            return event;
        }

        @Override
        public byte[] lost(long dropped) {
            return JSON;
        }

        @Override
        public byte[] stopping() {
            return JSON;
        }
    }
}
