package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Whom it costs the connection when the server's memory for unsent messages is used up. */
class QueueBudgetTest {
    private final QueueBudget budget = new QueueBudget(1_000);

    @Test
    void endsNobodyWhileThereIsRoom() {
        Connection one = new Connection(600);
        Connection other = new Connection(400);
        budget.relieve();
        assertThat(one.sheds + other.sheds).isZero();
        assertThat(budget.queuedBytes()).isEqualTo(1_000);
    }

    @Test
    void endsThoseThatHoldTheMostUntilTheRestFits() {
        Connection small = new Connection(100);
        Connection largest = new Connection(900);
        Connection large = new Connection(700);
        Connection medium = new Connection(400);
        Connection nothing = new Connection(0);
        budget.relieve();
        assertThat(List.of(small.sheds, largest.sheds, large.sheds, medium.sheds, nothing.sheds))
                .containsExactly(0, 1, 1, 0, 0);
        assertThat(budget.queuedBytes()).isEqualTo(500);
    }

    @Test
    void countsTheSubscriptionsOfThoseThatAreOpen() {
        Connection gone = new Connection(0);
        Connection open = new Connection(0);
        assertThat(budget.subscriptions()).isEqualTo(6);
        budget.remove(gone);
        assertThat(budget.subscriptions()).isEqualTo(open.openSubscriptions());
    }

    @Test
    void endsNobodyWhoHasGone() {
        Connection gone = new Connection(900);
        budget.remove(gone);
        Connection other = new Connection(200);
        budget.relieve();
        assertThat(gone.sheds).isZero();
        assertThat(other.sheds).isEqualTo(1);
    }

    @Test
    void endsNoMoreThanNeededWhoeverRelievesAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 500; round++) {
                QueueBudget shared = new QueueBudget(1_000);
                List<Connection> connections = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    connections.add(new Connection(shared, 200));
                }
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    running.add(threads.submit(() -> {
                        start.await(20, TimeUnit.SECONDS);
                        shared.relieve();
                        return null;
                    }));
                }
                for (Future<?> each : running) {
                    each.get(20, TimeUnit.SECONDS);
                }
                assertThat(connections.stream().mapToInt(connection -> connection.sheds))
                        .as("round %d", round)
                        .containsExactlyInAnyOrder(0, 0, 0, 0, 0, 1, 1, 1);
                assertThat(shared.queuedBytes()).isEqualTo(1_000);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void relievesAgainAfterItHasFailed() {
        Connection broken = new Connection(900);
        broken.fault = new OutOfMemoryError("of the test");
        Connection other = new Connection(200);
        assertThatThrownBy(budget::relieve).isSameAs(broken.fault);
        broken.fault = null;
        budget.relieve();
        assertThat(List.of(broken.sheds, other.sheds)).containsExactly(1, 0);
        assertThat(budget.queuedBytes()).isEqualTo(200);
    }

    private final class Connection implements QueueBudget.Holder {
        private final QueueBudget shared;
        private final AtomicLong bytes;
        private volatile int sheds;
        private volatile Error fault;

        Connection(long bytes) {
            this(budget, bytes);
        }

        Connection(QueueBudget shared, long bytes) {
            this.shared = shared;
            this.bytes = new AtomicLong(bytes);
            shared.add(this);
            shared.count(bytes);
        }

        @Override
        public long queuedBytes() {
            return bytes.get();
        }

        @Override
        public long openSubscriptions() {
            return 3;
        }

        @Override
        public void shed() {
            if (fault != null) {
                throw fault;
            }
            sheds = sheds + 1;
            shared.count(-bytes.getAndSet(0));
        }
    }
}
