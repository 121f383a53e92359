package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A client that was let in.
 *
 * @param client its certificate, and where it is installed
 * @param pem certificate and key for the client, where they were made here
 * @param notes what an operator should know besides, one line each
 */
public record AddedClient(InstalledClient client, Optional<Path> pem, List<String> notes) {
    /**
     * Copies.
     *
     * @param client its certificate
     * @param pem certificate and key, if they were made here
     * @param notes one line each
     */
    public AddedClient {
        requireNonNull(client, "client");
        requireNonNull(pem, "pem");
        notes = List.copyOf(notes);
    }
}
