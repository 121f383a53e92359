package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;

/** Ends a change of files at one of its steps, as a crash does: nothing is tidied up on the way. */
public final class CrashAt {
    private final int last;
    private int steps;

    private CrashAt(int last) {
        this.last = last;
    }

    /**
     * A crash to come.
     *
     * @param last the step at which it comes, from 1
     * @return the crash
     */
    public static CrashAt step(int last) {
        return new CrashAt(last);
    }

    /**
     * Makes a change, and ends it at that step.
     *
     * @param change given what to call between any two steps
     * @return whether the change had fewer steps, and is complete
     */
    public boolean survives(Consumer<Runnable> change) {
        try {
            requireNonNull(change, "change").accept(this::count);
            return true;
        } catch (Crash e) {
            return false;
        }
    }

    private void count() {
        steps++;
        if (steps == last) {
            throw new Crash();
        }
    }

    /** Not an exception, which somebody could catch and tidy up. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }
}
