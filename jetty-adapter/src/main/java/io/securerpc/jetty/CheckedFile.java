package io.securerpc.jetty;

import io.securerpc.caller.UncheckedFile;
import io.securerpc.reload.Live;
import io.securerpc.reload.Watched;
import io.securerpc.trust.FollowedDisabledCallers;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A file that is looked at again and again, and how long ago that was last.
 *
 * <p>A file that answers counts as looked at, also where it is missing or wrong: what was good before stays so. One that did not answer for too long counts again once it was found
 * good: where a mount gives up and answers by errors, nothing has been seen of what was taken back.
 *
 * <p><b>Threads</b>: one looks, any may ask.
 */
final class CheckedFile implements Watched {
    private static final long BELIEVED_NANOS = UncheckedFile.BELIEVED.toNanos();

    private final String subject;
    /** Looks, and says whether that came to an end. */
    private final BooleanSupplier look;

    private final BooleanSupplier good;
    private final LongSupplier nanoTime;
    private volatile boolean begun;
    private volatile long lastLook;

    private CheckedFile(String subject, BooleanSupplier look, BooleanSupplier good, LongSupplier nanoTime) {
        this.subject = subject;
        this.look = look;
        this.good = good;
        this.nanoTime = nanoTime;
    }

    static CheckedFile of(Live<?> live, LongSupplier nanoTime) {
        return new CheckedFile(
                live.status().subject(),
                () -> {
                    // It does not throw where looking fails, and says so by this alone.
                    Instant before = live.status().lastLook();
                    live.look();
                    return !live.status().lastLook().equals(before);
                },
                () -> !live.status().failing(),
                nanoTime);
    }

    /** look: looks at the list, and does what follows from it. */
    static CheckedFile of(FollowedDisabledCallers list, Runnable look, LongSupplier nanoTime) {
        return new CheckedFile(
                list.subject(),
                () -> {
                    look.run();
                    return true;
                },
                list::good,
                nanoTime);
    }

    /** From now on somebody looks at it; before, it is as it was read. */
    void begin() {
        lastLook = nanoTime.getAsLong();
        begun = true;
    }

    @Override
    public void look() {
        boolean ended = look.getAsBoolean();
        long now = nanoTime.getAsLong();
        if (ended && (now - lastLook <= BELIEVED_NANOS || good.getAsBoolean())) {
            lastLook = now;
        }
    }

    /** Whether what it said last is believed now; asked for each request and each message. */
    boolean isFresh() {
        return !begun || nanoTime.getAsLong() - lastLook <= BELIEVED_NANOS;
    }

    /** How it is doing now. */
    UncheckedFile state() {
        return new UncheckedFile(
                subject, begun ? Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - lastLook)) : Duration.ZERO);
    }
}
