package io.securerpc.trust;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What rehashing a trust directory does, or would do.
 *
 * @param linked new links, and where each leads
 * @param removed links that lead to nothing that belongs there, or are one too many
 * @param kept how many links and files stay under their hashed names
 * @param warnings what is left out and why, one line each
 */
public record RehashReport(Map<Path, Path> linked, List<Path> removed, int kept, List<String> warnings) {
    /**
     * Copies.
     *
     * @param linked new links
     * @param removed links that go
     * @param kept how many stay
     * @param warnings one line each
     */
    public RehashReport {
        linked = Collections.unmodifiableMap(new LinkedHashMap<>(linked));
        removed = List.copyOf(removed);
        warnings = List.copyOf(warnings);
    }
}
