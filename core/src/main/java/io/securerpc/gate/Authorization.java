package io.securerpc.gate;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a request presents to prove a caller, as the peer sent it: every {@code Authorization} value, and the sub-protocols that a WebSocket is asked for with.
 *
 * <h2>Security</h2>
 *
 * <p>Holds secrets: never printed, never compared.
 */
public final class Authorization {
    private static final Authorization NONE = new Authorization(List.of(), List.of());

    private final List<String> values;
    private final List<String> subprotocols;

    private Authorization(List<String> values, List<String> subprotocols) {
        this.values = values;
        this.subprotocols = subprotocols;
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
        return of(values, List.of());
    }

    /**
     * These were presented, by a request that opens a WebSocket.
     *
     * @param values one for each {@code Authorization} header line
     * @param subprotocols one for each {@code Sec-WebSocket-Protocol} header line, commas and all
     * @return what was presented
     */
    public static Authorization of(List<String> values, List<String> subprotocols) {
        List<String> copy = List.copyOf(requireNonNull(values, "values"));
        List<String> offered = List.copyOf(requireNonNull(subprotocols, "subprotocols"));
        return copy.isEmpty() && offered.isEmpty() ? NONE : new Authorization(copy, offered);
    }

    boolean isNothing() {
        return this == NONE;
    }

    List<String> subprotocols() {
        return subprotocols;
    }

    List<String> values() {
        return values;
    }

    /** Says whether there is something, and nothing of it. */
    @Override
    public String toString() {
        return isNothing() ? "none" : "****";
    }
}
