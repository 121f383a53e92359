package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.rpc.PushChannel.Offer;
import io.securerpc.rpc.QueuedMessage;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.junit.jupiter.api.Test;

/** What one WebSocket holds unsent, over a transport whose speed the test decides. */
class OutgoingMessagesTest {
    private static final int MAX = 1_000;
    private static final int COST = 100 + OutgoingMessages.OVERHEAD;

    private final Transport transport = new Transport();
    private final QueueBudget budget = new QueueBudget(1 << 20);
    private final Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean cut = new AtomicBoolean();
    private final OutgoingMessages messages =
            new OutgoingMessages(transport, MAX, budget, new CutOwner(cut), threads::add);

    @Test
    void countsEveryByteUntilTheTransportHasDoneWithIt() {
        assertThat(messages.offer(text("a"), 100)).isEqualTo(Offer.QUEUED);
        assertThat(counted()).isEqualTo(COST);
        messages.flush();
        assertThat(transport.texts).containsExactly("a");
        assertThat(counted()).isEqualTo(COST);
        messages.offer(text("b"), 100);
        messages.flush();
        assertThat(transport.texts).as("one write at a time").hasSize(1);
        assertThat(counted()).isEqualTo(2 * COST);
        transport.succeedNext();
        assertThat(transport.texts).containsExactly("a", "b");
        assertThat(counted()).isEqualTo(COST);
        transport.succeedNext();
        assertThat(counted()).isZero();
    }

    @Test
    void sendsInOneWriteWhatIsReadyTogetherInItsOrder() {
        for (String text : List.of("a", "b", "c")) {
            messages.offer(text(text), 100);
        }
        messages.flush();
        assertThat(transport.texts).containsExactly("a", "b", "c");
        assertThat(transport.batched).containsExactly(true, true, false);
        transport.succeedNext();
        assertThat(counted()).as("the last is not written").isEqualTo(3 * COST);
        transport.succeedNext();
        transport.succeedNext();
        assertThat(counted()).isZero();
    }

    @Test
    void sendsSoonOnAnotherThreadAndTogetherWithWhatComesMeanwhile() {
        messages.offer(text("a"), 100);
        messages.flushSoon();
        messages.offer(text("b"), 100);
        messages.flushSoon();
        assertThat(transport.texts).isEmpty();
        assertThat(threads).as("one is enough").hasSize(1);
        threads.remove().run();
        assertThat(transport.texts).containsExactly("a", "b");
        messages.offer(text("c"), 100);
        messages.flushSoon();
        assertThat(threads).as("the transport takes it along").isEmpty();
        transport.succeedNext();
        transport.succeedNext();
        assertThat(transport.texts).containsExactly("a", "b", "c");
        transport.succeedNext();
        assertThat(counted()).isZero();
    }

    @Test
    void sendsAtOnceWhereTheOtherThreadsHaveStopped() {
        OutgoingMessages stopping = new OutgoingMessages(transport, MAX, budget, new CutOwner(cut), task -> {
            throw new RejectedExecutionException();
        });
        stopping.offer(text("a"), 100);
        stopping.flushSoon();
        assertThat(transport.texts).containsExactly("a");
    }

    @Test
    void takesOneMessageHoweverLargeAndThenNoMore() {
        assertThat(messages.offer(text("large"), 50_000)).isEqualTo(Offer.QUEUED);
        assertThat(messages.offer(text("small"), 1)).isEqualTo(Offer.NO_ROOM);
        assertThat(messages.hold(text("small"), 1)).isEqualTo(Offer.NO_ROOM);
        assertThat(counted()).isEqualTo(50_000 + OutgoingMessages.OVERHEAD);
    }

    @Test
    void countsWhatIsHeldAndAlwaysLetsItIn() {
        QueuedMessage held = text("held");
        assertThat(messages.hold(held, 100)).isEqualTo(Offer.QUEUED);
        messages.flush();
        assertThat(transport.texts).isEmpty();
        assertThat(messages.offer(text("large"), MAX - COST - OutgoingMessages.OVERHEAD))
                .isEqualTo(Offer.QUEUED);
        assertThat(messages.offer(text("more"), 1)).isEqualTo(Offer.NO_ROOM);
        assertThat(messages.offer(held, 100)).isEqualTo(Offer.QUEUED);
        assertThat(counted()).isEqualTo(MAX);
        messages.flush();
        assertThat(transport.texts).containsExactly("large", "held");
    }

    @Test
    void countsAnewWhatHasAnotherTextAndForgetsWhatIsTakenBack() {
        QueuedMessage one = text("one");
        QueuedMessage other = text("other");
        messages.offer(one, 100);
        messages.offer(other, 100);
        assertThat(messages.resize(one, 300)).isEqualTo(Offer.QUEUED);
        assertThat(counted()).isEqualTo(2 * COST + 200);
        assertThat(messages.resize(one, 700)).isEqualTo(Offer.NO_ROOM);
        assertThat(messages.resize(one, 50)).isEqualTo(Offer.QUEUED);
        assertThat(counted()).isEqualTo(2 * COST - 50);
        assertThat(messages.withdraw(one)).isTrue();
        assertThat(messages.withdraw(one)).isFalse();
        assertThat(messages.resize(one, 50)).isEqualTo(Offer.GONE);
        assertThat(counted()).isEqualTo(COST);
        messages.flush();
        assertThat(transport.texts).containsExactly("other");
        assertThat(messages.withdraw(other)).as("it has left").isFalse();
        assertThat(counted()).isEqualTo(COST);
    }

    @Test
    void keepsCountingWhatIsWithTheTransportWhenTheRestIsDiscarded() {
        messages.offer(text("a"), 100);
        messages.flush();
        messages.offer(text("b"), 100);
        messages.hold(text("c"), 100);
        assertThat(messages.discard()).isTrue();
        assertThat(messages.discard()).isFalse();
        assertThat(counted()).isEqualTo(COST);
        assertThat(messages.offer(text("d"), 100)).isEqualTo(Offer.GONE);
        transport.succeedNext();
        assertThat(counted()).isZero();
        assertThat(transport.texts).containsExactly("a");
    }

    @Test
    void countsNothingOnceReleasedNorBelowNothingWhenTheTransportSpeaksLater() {
        messages.offer(text("a"), 100);
        messages.flush();
        messages.offer(text("b"), 100);
        messages.release();
        assertThat(counted()).isZero();
        transport.succeedNext();
        assertThat(counted()).isZero();
    }

    @Test
    void takesNothingMoreOnceTheTransportHasFailed() {
        messages.offer(text("a"), 100);
        messages.flush();
        messages.offer(text("b"), 100);
        transport.failNext();
        assertThat(counted()).isZero();
        assertThat(messages.offer(text("c"), 100)).isEqualTo(Offer.GONE);
    }

    @Test
    void sendsNothingMoreOnceTheConnectionIsCut() {
        messages.offer(text("a"), 100);
        cut.set(true);
        messages.flush();
        assertThat(transport.texts).isEmpty();
        assertThat(counted()).isZero();
    }

    @Test
    void countsExactlyWhoeverIsFirst() throws Exception {
        long seed = System.nanoTime();
        Random seeds = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 300; round++) {
                Transport slow = new Transport();
                OutgoingMessages queue = new OutgoingMessages(slow, 5_000, budget, new CutOwner(), Runnable::run);
                long roundSeed = seeds.nextLong();
                together(
                        threads,
                        () -> disturb(queue, new Random(roundSeed)),
                        () -> disturb(queue, new Random(~roundSeed)),
                        () -> {
                            Random random = new Random(roundSeed + 1);
                            for (int i = 0; i < 200; i++) {
                                slow.answerNext(random.nextInt(100) > 0);
                            }
                            return null;
                        },
                        () -> {
                            Random random = new Random(roundSeed + 2);
                            if (random.nextInt(3) > 0) {
                                queue.discard();
                            }
                            return null;
                        });
                if (roundSeed % 2 == 0) {
                    queue.release();
                    slow.answerAll();
                } else {
                    queue.discard();
                    slow.answerAll();
                }
                assertThat(queue.queuedBytes())
                        .as("seed %d, round %d", seed, round)
                        .isZero();
                assertThat(budget.queuedBytes())
                        .as("seed %d, round %d", seed, round)
                        .isZero();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void disturb(OutgoingMessages queue, Random random) {
        List<QueuedMessage> mine = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            QueuedMessage message = text("x");
            switch (random.nextInt(6)) {
                case 0 -> queue.hold(message, random.nextInt(500));
                case 1 -> queue.withdraw(mine.isEmpty() ? message : mine.get(random.nextInt(mine.size())));
                case 2 ->
                    queue.resize(mine.isEmpty() ? message : mine.get(random.nextInt(mine.size())), random.nextInt(500));
                default -> queue.offer(message, random.nextInt(500));
            }
            mine.add(message);
            if (random.nextBoolean()) {
                queue.flush();
            } else {
                queue.flushSoon();
            }
        }
        return null;
    }

    private static void together(ExecutorService threads, Callable<?>... actions) throws Exception {
        CyclicBarrier start = new CyclicBarrier(actions.length);
        List<Future<?>> running = new ArrayList<>();
        for (Callable<?> action : actions) {
            running.add(threads.submit(() -> {
                start.await(20, TimeUnit.SECONDS);
                return action.call();
            }));
        }
        for (Future<?> future : running) {
            future.get(60, TimeUnit.SECONDS);
        }
    }

    /** The server's count, which is the queue's own: there is no other. */
    private long counted() {
        assertThat(budget.queuedBytes()).isEqualTo(messages.queuedBytes());
        return messages.queuedBytes();
    }

    private static QueuedMessage text(String text) {
        return new TextMessage(text);
    }

    /** Says what becomes of a frame when the test wants it to. */
    private static final class Transport implements OutgoingFrames {
        final List<String> texts = new ArrayList<>();
        final List<Boolean> batched = new ArrayList<>();
        private final Queue<OutgoingEntry> pending = new ConcurrentLinkedQueue<>();

        @Override
        public void sendFrame(OutgoingEntry entry) {
            synchronized (this) {
                texts.add(BufferUtil.toString(entry.getFrame().getPayload(), UTF_8));
                batched.add(entry.isBatch());
            }
            pending.add(entry);
        }

        void succeedNext() {
            pending.remove().getCallback().succeeded();
        }

        void failNext() {
            pending.remove().getCallback().failed(new ClosedChannelException());
        }

        void answerNext(boolean well) {
            if (!pending.isEmpty()) {
                if (well) {
                    succeedNext();
                } else {
                    failNext();
                }
            }
        }

        void answerAll() {
            while (!pending.isEmpty()) {
                succeedNext();
            }
        }
    }
}
