package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A client that was put out.
 *
 * @param client as it was installed
 * @param removed the names it had in the directory
 * @param renamed names of other clients that took over a number that became free, by their old name
 * @param left how many clients are still trusted
 */
public record RevokedClient(InstalledClient client, List<Path> removed, Map<Path, Path> renamed, int left) {
    /**
     * Copies.
     *
     * @param client as it was installed
     * @param removed the names it had
     * @param renamed new names of other clients by their old ones
     * @param left how many clients are still trusted
     */
    public RevokedClient {
        requireNonNull(client, "client");
        removed = List.copyOf(removed);
        renamed = Map.copyOf(renamed);
    }
}
