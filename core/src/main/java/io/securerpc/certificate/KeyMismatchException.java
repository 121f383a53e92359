package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A private key that is not the key of any certificate it came with. */
public final class KeyMismatchException extends ServerIdentityException {
    private static final long serialVersionUID = 1L;

    KeyMismatchException(@Nullable Path certificateFile, String found, String expected, @Nullable Throwable cause) {
        super(certificateFile, found, expected, cause);
    }

    /** Says where the key came from too, for whoever knows it. */
    KeyMismatchException withKeyFile(Path keyFile) {
        return new KeyMismatchException(
                certificateFile().orElse(null), found() + ", read from '" + keyFile + "'", expected(), getCause());
    }
}
