package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void endsOnlyWhereNothingRuns() {
        assertThat(traffic.enter(0)).isTrue();
        assertThat(traffic.endIfIdle()).isFalse();
        assertThat(traffic.enter(0)).isTrue();
        traffic.leave();
        traffic.leave();
        assertThat(traffic.isOver()).isFalse();

        assertThat(traffic.endIfIdle()).isTrue();

        assertThat(traffic.isOver()).isTrue();
        assertThat(traffic.enter(0)).isFalse();
        assertThat(traffic.endIfIdle()).isTrue();
    }

    @Test
    void endsInAnyCaseWhenItHasToAndIsOverWhenTheLastHasLeft() {
        traffic.enter(0);

        traffic.end();

        assertThat(traffic.enter(0)).isFalse();
        assertThat(traffic.isOver()).isFalse();
        traffic.leave();
        assertThat(traffic.isOver()).isTrue();
    }

    @Test
    void admitsNoStreamAboveTheHighestThatHasEntered() {
        traffic.enter(1);
        traffic.enter(7);
        traffic.enter(5);

        assertThat(traffic.endAboveHighest()).isEqualTo(7);

        assertThat(traffic.enter(9)).isFalse();
        assertThat(traffic.enter(3)).isTrue();
    }

    @Test
    void admitsNoStreamWhereNoneHasEntered() {
        assertThat(traffic.endAboveHighest()).isZero();
        assertThat(traffic.enter(1)).isFalse();
    }

    @Test
    void neverEndsUnderSomethingThatEntersAtThatMoment() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int i = 0; i < 2_000; i++) {
                Traffic contended = new Traffic();
                CyclicBarrier together = new CyclicBarrier(2);
                Future<Boolean> entered = threads.submit(() -> {
                    together.await();
                    return contended.enter(0);
                });
                Future<Boolean> ended = threads.submit(() -> {
                    together.await();
                    return contended.endIfIdle();
                });

                assertThat(entered.get(20, TimeUnit.SECONDS)).isNotEqualTo(ended.get(20, TimeUnit.SECONDS));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
