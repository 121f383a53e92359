package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The secret for a key, found only once the key turns out to be encrypted. */
@FunctionalInterface
interface KeySecret {
    /** The secret; {@code null} if there is none. */
    @Nullable
    String reveal(Path keyFile);
}
