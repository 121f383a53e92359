package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FairTimeTest {
    @Test
    void passes() {
        FairTime time = FairTime.start();
        await().until(() -> time.elapsed().toMillis() >= 300);
    }

    @Test
    void doesNotPassFasterThanTheClock() {
        long before = System.nanoTime();
        FairTime time = FairTime.start();
        await().until(() -> time.elapsed().toMillis() >= 100);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    }

    @Test
    void leavesOutOnlyWhatNoSchedulerTakes() {
        assertThat(FairTime.late(TimeUnit.MILLISECONDS.toNanos(10))).isZero();
        assertThat(FairTime.late(TimeUnit.MILLISECONDS.toNanos(50))).isZero();
        assertThat(FairTime.late(TimeUnit.MILLISECONDS.toNanos(910))).isEqualTo(TimeUnit.MILLISECONDS.toNanos(900));
    }

    @Test
    void leavesOutAStandstillOfWhichTheMetronomeHasNotTold() {
        FairTime.Beat beat = new FairTime.Beat(Long.MAX_VALUE - 7, 5); // it may wrap
        assertThat(beat.stoodStillUntil(beat.at() + TimeUnit.MILLISECONDS.toNanos(50)))
                .isEqualTo(5);
        assertThat(beat.stoodStillUntil(beat.at() + TimeUnit.MILLISECONDS.toNanos(2_010)))
                .isEqualTo(5 + TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void asksUntilItHolds() {
        AtomicInteger asked = new AtomicInteger();
        FairTime.assertWithin(
                Duration.ofMinutes(1), () -> assertThat(asked.incrementAndGet()).isGreaterThan(2));
        assertThat(asked).hasValue(3);
    }

    @Test
    void failsAsTheAssertionDoesOnceTheLimitHasPassed() {
        Duration limit = Duration.ofMillis(200);
        FairTime time = FairTime.start();
        assertThatThrownBy(() ->
                        FairTime.assertWithin(limit, () -> assertThat("this").isEqualTo("that")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("that");
        assertThat(time.elapsed()).isGreaterThan(limit);
    }

    @Test
    void doesNotWaitForWhatBreaks() {
        assertThatThrownBy(() -> FairTime.assertWithin(Duration.ofMinutes(10), () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> FairTime.assertWithin(Duration.ofMinutes(10), () -> {
                    throw new Exception("checked");
                }))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseMessage("checked");
    }
}
