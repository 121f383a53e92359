package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerClockTest {
    private final AtomicLong time = new AtomicLong(1_000);
    private final PeerClock clock = new PeerClock(time::get);

    @Test
    void goesOnWhereItStoodStill() {
        clock.standStill(() -> {
            time.addAndGet(50);
            assertThat(clock.nanos()).isEqualTo(1_000);
            time.addAndGet(50);
            assertThat(clock.nanos()).isEqualTo(1_000);
        });
        assertThat(clock.nanos()).isEqualTo(1_000);
        time.addAndGet(7);
        assertThat(clock.nanos()).isEqualTo(1_007);
        clock.standStill(() -> time.addAndGet(900));
        time.addAndGet(3);
        assertThat(clock.nanos()).isEqualTo(1_010);
    }

    @Test
    void goesOnAfterAFailureToo() {
        assertThatThrownBy(() -> clock.standStill(() -> {
                    time.addAndGet(50);
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");
        time.addAndGet(5);
        assertThat(clock.nanos()).isEqualTo(1_005);
    }
}
