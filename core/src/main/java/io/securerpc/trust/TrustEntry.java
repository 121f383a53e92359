package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of a trust directory: a certificate that is trusted, a revocation list that is used, or rejected with a reason.
 *
 * @param file the file or link, in the directory as it was configured
 * @param rejection why the file is not used, and the name it should have where that is all; empty when it is
 */
public record TrustEntry(Path file, Optional<String> rejection) {
    /**
     * Refuses {@code null}.
     *
     * @param file the file or link
     * @param rejection why the file is not used, if it is not
     */
    public TrustEntry {
        requireNonNull(file, "file");
        requireNonNull(rejection, "rejection");
    }

    /**
     * Whether the certificate in this file is trusted.
     *
     * @return {@code true} when there is no {@link #rejection()} and this is no revocation list
     */
    public boolean trusted() {
        return rejection.isEmpty() && !revocationList();
    }

    /**
     * Whether the file has the name of a revocation list, such as {@code f013e17f.r0}.
     *
     * @return by its name, used or not
     */
    public boolean revocationList() {
        return EntryName.ofList(file).isPresent();
    }

    /** {@return one line for an operator} */
    @Override
    public String toString() {
        return "trust directory entry '" + Texts.name(file) + "': "
                + rejection.orElse(revocationList() ? "used" : "trusted");
    }
}
