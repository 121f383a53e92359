package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.rpc.PushChannel.Offer;
import io.securerpc.rpc.QueuedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.OutgoingEntry;
import org.eclipse.jetty.websocket.core.OutgoingFrames;
import org.junit.jupiter.api.Test;

/** What becomes of one WebSocket's unsent messages where something throws that never should. */
class FailingOutgoingTest {
    private final Transport transport = new Transport();
    private final Owner owner = new Owner();
    private final QueueBudget budget = new QueueBudget(1 << 20);

    @Test
    void tellsItsOwnerOfAMessageThatCannotBeMadeAndCountsNothingAnyMore() {
        OutgoingMessages messages = messages(Runnable::run);
        Error fault = new NoClassDefFoundError("planted");
        messages.offer(text("a"), 100);
        messages.offer(failing(fault), 100);
        messages.offer(text("c"), 100);

        messages.flush();

        assertThat(owner.told).containsExactly(fault);
        assertThat(budget.queuedBytes()).isZero();
        assertThat(messages.offer(text("d"), 100)).isEqualTo(Offer.GONE);
        assertThat(transport.texts).containsExactly("a");
    }

    @Test
    void tellsItsOwnerOfATransportThatThrows() {
        OutgoingMessages messages = messages(Runnable::run);
        transport.fault = new IllegalStateException("planted");
        messages.offer(text("a"), 100);

        messages.flushSoon();

        assertThat(owner.told).containsExactly(transport.fault);
        assertThat(budget.queuedBytes()).isZero();
    }

    @Test
    void tellsItsOwnerOfATransportThatTakesNothingMore() {
        OutgoingMessages messages = messages(Runnable::run);
        messages.offer(text("a"), 100);
        messages.flush();

        transport.pending.remove().failed(new IllegalStateException("planted"));

        assertThat(owner.told).isEmpty();
        assertThat(owner.transportFailures).isEqualTo(1);
        assertThat(budget.queuedBytes()).isZero();
    }

    @Test
    void sendsWhatComesLaterThoughNoOtherThreadWasToBeHadOnce() {
        Queue<RuntimeException> refusals = new ArrayDeque<>(List.of(new RejectedExecutionException("planted")));
        List<Runnable> tasks = new ArrayList<>();
        OutgoingMessages messages = messages(task -> {
            if (!refusals.isEmpty()) {
                throw refusals.remove();
            }
            tasks.add(task);
        });
        messages.offer(text("a"), 100);
        messages.flushSoon();
        assertThat(transport.texts).as("on this thread").containsExactly("a");
        transport.pending.remove().succeeded();

        messages.offer(text("b"), 100);
        messages.flushSoon();

        assertThat(tasks).hasSize(1);
        tasks.remove(0).run();
        assertThat(transport.texts).containsExactly("a", "b");
    }

    @Test
    void sendsWhatComesLaterThoughTheOtherThreadsWereBrokenOnce() {
        Queue<Error> faults = new ArrayDeque<>(List.of(new OutOfMemoryError("planted")));
        OutgoingMessages messages = messages(task -> {
            if (!faults.isEmpty()) {
                throw faults.remove();
            }
            task.run();
        });
        messages.offer(text("a"), 100);
        assertThatThrownBy(messages::flushSoon).isInstanceOf(OutOfMemoryError.class);
        transport.pending.remove().succeeded();

        messages.offer(text("b"), 100);
        messages.flushSoon();

        assertThat(transport.texts).containsExactly("a", "b");
    }

    private OutgoingMessages messages(Executor threads) {
        return new OutgoingMessages(transport, 1_000, budget, owner, threads);
    }

    private static QueuedMessage text(String text) {
        return new TextMessage(text);
    }

    private static QueuedMessage failing(Error fault) {
        return new QueuedMessage() {
            @Override
            public byte[] leave() {
                throw fault;
            }
        };
    }

    private static final class Owner implements OutgoingMessages.Owner {
        final List<Throwable> told = new ArrayList<>();
        int transportFailures;

        @Override
        public boolean isOver() {
            return false;
        }

        @Override
        public void sendingFailed(Throwable fault) {
            told.add(fault);
        }

        @Override
        public void transportFailed() {
            transportFailures++;
        }
    }

    private static final class Transport implements OutgoingFrames {
        final List<String> texts = new ArrayList<>();
        final Queue<Callback> pending = new ArrayDeque<>();
        RuntimeException fault;

        @Override
        public void sendFrame(OutgoingEntry entry) {
            if (fault != null) {
                throw fault;
            }
            texts.add(BufferUtil.toString(entry.getFrame().getPayload(), StandardCharsets.UTF_8));
            pending.add(entry.getCallback());
        }
    }
}
