package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Every {@code Authorization} value of a request, as the peer sent it.
 *
 * <h2>Security</h2>
 *
 * <p>Holds secrets: never printed, never compared.
 */
public final class Authorization {
    private static final Authorization NONE = new Authorization(List.of());

    private final List<String> values;

    private Authorization(List<String> values) {
        this.values = values;
    }

    /**
     * Nothing was presented.
     *
     * @return the default
     */
    public static Authorization none() {
        return NONE;
    }

    /**
     * These were presented.
     *
     * @param values one for each header line
     * @return what was presented
     */
    public static Authorization of(List<String> values) {
        List<String> copy = List.copyOf(requireNonNull(values, "values"));
        return copy.isEmpty() ? NONE : new Authorization(copy);
    }

    List<String> values() {
        return values;
    }

    /** Says whether there is something, and nothing of it. */
    @Override
    public String toString() {
        return values.isEmpty() ? "none" : "****";
    }
}
