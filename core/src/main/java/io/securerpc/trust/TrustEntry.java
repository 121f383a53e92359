package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of a trust directory: trusted, or rejected with a reason.
 *
 * @param file the file or link, in the directory as it was configured
 * @param rejection why the file lets nobody in, and the name it should have where that is all; empty when it is trusted
 */
public record TrustEntry(Path file, Optional<String> rejection) {
    /** Refuses {@code null}. */
    public TrustEntry {
        requireNonNull(file, "file");
        requireNonNull(rejection, "rejection");
    }

    /**
     * Whether the certificate in this file is trusted.
     *
     * @return {@code true} when there is no {@link #rejection()}
     */
    public boolean trusted() {
        return rejection.isEmpty();
    }

    /** {@return one line for an operator} */
    @Override
    public String toString() {
        return "trust directory entry '" + Texts.name(file) + "': " + rejection.orElse("trusted");
    }
}
