package io.securerpc.internal;

import org.jspecify.annotations.Nullable;

/**
 * What was thrown while several had to be told of something, to be thrown once nobody is left who has to be.
 *
 * <p><b>Threads</b>: one.
 */
public final class Faults {
    private @Nullable Throwable first;

    /** Nothing so far. */
    public Faults() {}

    /**
     * Tells one of them.
     *
     * @param action what it throws is kept: the first, and further ones suppressed in it
     */
    public void collect(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error fault) {
            Throwable before = first;
            if (before == null) {
                first = fault;
            } else if (before != fault) {
                before.addSuppressed(fault);
            }
        }
    }

    /** Throws what was thrown first, if anything was. */
    public void rethrow() {
        if (first instanceof Error fault) {
            throw fault;
        }
        if (first instanceof RuntimeException fault) {
            throw fault;
        }
    }
}
