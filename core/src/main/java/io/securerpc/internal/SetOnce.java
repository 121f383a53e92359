package io.securerpc.internal;

import org.jspecify.annotations.Nullable;

/** The rule of builders: a setting is made once, so that no later line takes back an earlier one in silence. */
public final class SetOnce {
    private SetOnce() {}

    /**
     * A setting that is made now.
     *
     * @param <T> what is set
     * @param name of the setting
     * @param before what was set before; {@code null} if nothing was
     * @param value what is set now
     * @return the value
     * @throws IllegalStateException if something was set before; names both
     */
    public static <T> T value(String name, @Nullable T before, T value) {
        if (before != null) {
            throw new IllegalStateException(name + ": " + value + " (expected: set once, was " + before + " already)");
        }
        return value;
    }
}
