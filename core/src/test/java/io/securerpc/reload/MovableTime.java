package io.securerpc.reload;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** The time of day and the time that passes, both moved by a test. */
final class MovableTime implements InstantSource, LongSupplier {
    static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

    private volatile Duration passed = Duration.ZERO;
    private volatile boolean broken;

    @Override
    public Instant instant() {
        if (broken) {
            throw new IllegalStateException("the clock is broken");
        }
        return BEGIN.plus(passed);
    }

    @Override
    public long getAsLong() {
        return passed.toNanos();
    }

    void advance(Duration time) {
        passed = passed.plus(time);
    }

    void advance(int seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    void fail(boolean failing) {
        broken = failing;
    }
}
