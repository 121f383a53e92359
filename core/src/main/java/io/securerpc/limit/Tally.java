package io.securerpc.limit;

import java.util.HashMap;
import java.util.Map;

/** How many there are of each; what there is none of takes no room. Not for several threads. */
final class Tally<K> {
    private final Map<K, Integer> counts = new HashMap<>();

    int of(K key) {
        return counts.getOrDefault(key, 0);
    }

    void add(K key) {
        counts.merge(key, 1, Integer::sum);
    }

    void remove(K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    /** How many keys there are. */
    int size() {
        return counts.size();
    }

    /** The largest count. */
    int most() {
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
