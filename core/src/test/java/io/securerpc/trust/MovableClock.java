package io.securerpc.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that a test moves. */
final class MovableClock implements InstantSource {
    private volatile Instant now = Instant.now();
    private volatile boolean broken;

    @Override
    public Instant instant() {
        if (broken) {
            throw new IllegalStateException("the clock is broken");
        }
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    void fail(boolean failing) {
        broken = failing;
    }
}
