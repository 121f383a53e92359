package io.securerpc.rpc;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a node is doing.
 *
 * @param ready whether to send it work: {@code /health/readiness} is 200 then, else 500
 * @param details what {@code /health} answers, written by the service's codec
 */
public record HealthReport(boolean ready, Object details) {
    /**
     * Requires the details.
     *
     * @param ready whether to send it work
     * @param details what to answer
     */
    public HealthReport {
        requireNonNull(details, "details");
    }

    /**
     * As Substrate nodes tell it: ready is who is not syncing, and has peers or needs none.
     *
     * @param peers how many there are, 0 or more
     * @param syncing whether the node is behind
     * @param shouldHavePeers false on a development chain
     * @return {@code {"peers":…,"isSyncing":…,"shouldHavePeers":…}}
     * @throws IllegalArgumentException if there are fewer than no peers
     */
    public static HealthReport ofSubstrate(int peers, boolean syncing, boolean shouldHavePeers) {
        if (peers < 0) {
            throw new IllegalArgumentException("peers: " + peers + " (expected: 0 or more)");
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("peers", peers);
        details.put("isSyncing", syncing);
        details.put("shouldHavePeers", shouldHavePeers);
        return new HealthReport(!syncing && (peers > 0 || !shouldHavePeers), details);
    }
}
