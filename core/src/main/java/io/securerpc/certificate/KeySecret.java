package io.securerpc.certificate;

import org.jspecify.annotations.Nullable;

/** The secret for a file, found only once the file turns out to be encrypted. */
@FunctionalInterface
interface KeySecret {
    /** The secret; {@code null} if there is none. */
    @Nullable
    String reveal(LockedFile file);
}
