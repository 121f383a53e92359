package io.securerpc.jetty;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A setting that may be chosen once; whoever chooses again is told what was chosen before.
 *
 * @param <T> what is chosen
 */
final class Choice<T> {
    private final String name;
    private final Supplier<T> standard;
    private @Nullable T chosen;

    private Choice(String name, Supplier<T> standard) {
        this.name = name;
        this.standard = standard;
    }

    static <T> Choice<T> withDefault(String name, Supplier<T> standard) {
        return new Choice<>(name, standard);
    }

    static <T> Choice<T> withoutDefault(String name) {
        return new Choice<>(name, () -> {
            throw new IllegalStateException(name + ": not set (expected: a value, there is no default)");
        });
    }

    void choose(T value) {
        requireNonNull(value, name);
        if (chosen != null) {
            throw new IllegalStateException(
                    hasText(value) && hasText(chosen)
                            ? "%s: %s (expected: set once, is %s)".formatted(name, value, chosen)
                            : name + ": set already (expected: set once, here or by the settings of a file)");
        }
        chosen = value;
    }

    /** The same for a value that has a range, if it is in it. */
    void choose(T value, boolean inRange, String expected) {
        if (!inRange) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
        }
        choose(value);
    }

    /** Whether it says more of itself than which object it is. */
    private static boolean hasText(Object value) {
        return !value.toString().startsWith(value.getClass().getName() + "@");
    }

    /** What was chosen, or the default. */
    T value() {
        return chosen == null ? standard.get() : chosen;
    }

    /** What was chosen; empty where that was left to the default, or to there being none. */
    Optional<T> chosen() {
        return Optional.ofNullable(chosen);
    }
}
