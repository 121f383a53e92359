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

    private final long begin = fairNanos();

    private FairTime() {}

    /**
     * The metronome's last.
     *
     * @param at when, by the nano clock
     * @param stoodStill how long everything had stood still until then, in nanoseconds
     */
    record Beat(long at, long stoodStill) {
        /** As of a later moment: that for which the next is late counts before it comes, because whoever asks may wake first. */
        long stoodStillUntil(long now) {
            return stoodStill + late(now - at);
        }
    }

    /** Begins now. */
    public static FairTime start() {
        return new FairTime();
    }

    /** Returns how much has passed. */
    public Duration elapsed() {
        return Duration.ofNanos(fairNanos() - begin);
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
            lastBeat = new Beat(now, lastBeat.stoodStillUntil(now));
        }
    }

    /** Goes on while anything does. */
    private static long fairNanos() {
        while (true) {
            Beat beat = lastBeat;
            long now = System.nanoTime();
            if (beat == lastBeat) {
                return now - beat.stoodStillUntil(now);
            }
        }
    }

    /** Of a tick that took so long. */
    static long late(long took) {
        long late = took - TICK_NANOS;
        return late > USUAL_NANOS ? late : 0;
    }
}
