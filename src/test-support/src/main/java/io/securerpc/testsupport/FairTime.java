package io.securerpc.testsupport;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * The time since a moment, without that in which the machine or this JVM stood still: a guest that its host has stopped, a pause of the collector. Nobody keeps a promise of two seconds while time
 * itself does not pass for him. A thread that wants to wake every few milliseconds tells how late it was; on a machine that is merely busy it is not.
 */
public final class FairTime {
    private static final long TICK_NANOS = Duration.ofMillis(10).toNanos();
    /** What every scheduler takes. */
    private static final long USUAL_NANOS = Duration.ofMillis(40).toNanos();

    private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();
    private static volatile Beat lastBeat = new Beat(System.nanoTime(), 0);

    static {
        Thread metronome = new Thread(FairTime::run, "metronome");
        metronome.setDaemon(true);
        metronome.start();
    }

    private final long begin = passed();

    private FairTime() {}

    /** Begins now. */
    public static FairTime start() {
        return new FairTime();
    }

    /** Returns how much has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(passed() - begin);
    }

    /** Makes sure that something becomes true within a limit; what has become true by then counts, however late it is looked at. */
    public static void assertWithin(Duration limit, ThrowingCallable assertion) {
        FairTime time = start();
        while (true) {
            boolean last = time.elapsed().compareTo(limit) > 0;
            try {
                assertion.call();
                return;
            } catch (AssertionError e) {
                if (last) {
                    throw e;
                }
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new AssertionError("neither holds nor fails", e);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void run() {
        while (true) {
            LockSupport.parkNanos(TICK_NANOS);
            long now = System.nanoTime();
            lastBeat = new Beat(now, lastBeat.stoodStill(now));
        }
    }

    /** Since any moment. Who asks may wake sooner than the metronome does: a pause that is not in its last beat yet counts as one all the same. */
    private static long passed() {
        while (true) {
            long at = lastBeat.at();
            long now = System.nanoTime();
            Beat beat = lastBeat;
            if (beat.at() == at) {
                return now - beat.stoodStill(now);
            }
        }
    }

    /**
     * A beat of the metronome.
     *
     * @param at when it was
     * @param before how long everything had stood still by then
     */
    record Beat(long at, long before) {
        /** Until now, if there was no beat in between. */
        long stoodStill(long now) {
            return before + Math.max(0, now - at - TICK_NANOS - USUAL_NANOS);
        }
    }
}
