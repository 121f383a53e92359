package io.securerpc.limit;

import io.securerpc.internal.SetOnce;
import org.jspecify.annotations.Nullable;

/** The rules of every limit: within its range, set once, and with a default. */
final class Setting {
    private Setting() {}

    /** A bound within its range that was not set before. */
    static <T extends Comparable<? super T>> T bound(String name, @Nullable T before, T value, T least, T most) {
        return SetOnce.value(name, before, within(name, value, least, most));
    }

    static <T extends Comparable<? super T>> T within(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
        return value;
    }

    /** The same for several limits together, which would say nothing in a message. */
    static <T> T group(String name, @Nullable T before, T value) {
        if (before != null) {
            throw new IllegalStateException(name + ": set a second time (expected: once)");
        }
        return value;
    }

    static <T> T orElse(@Nullable T set, T standard) {
        return set == null ? standard : set;
    }
}
