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
        FairTime.Beat beat = new FairTime.Beat(millis(1_000), millis(7));

        assertThat(beat.stoodStill(millis(1_010))).isEqualTo(millis(7));
        assertThat(beat.stoodStill(millis(1_050))).isEqualTo(millis(7));
        assertThat(beat.stoodStill(millis(3_050))).isEqualTo(millis(2_007));
    }

    /** After a pause all threads wake at the same time, and the metronome is often not the first. */
    @Test
    void leavesOutAPauseWhetherTheMetronomeHasSeenItOrNot() {
        FairTime.Beat before = new FairTime.Beat(millis(1_000), 0);
        FairTime.Beat after = new FairTime.Beat(millis(3_000), before.stoodStill(millis(3_000)));

        assertThat(after.stoodStill(millis(3_000)))
                .isEqualTo(before.stoodStill(millis(3_000)))
                .isEqualTo(millis(1_950));
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
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
