package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A private key that is not the key of any certificate it came with. */
public final class KeyMismatchException extends ServerIdentityException {
    private static final long serialVersionUID = 1L;

    KeyMismatchException(@Nullable Path certificateFile, String found, String expected, @Nullable Throwable cause) {
        super(certificateFile, found, expected, cause);
    }
}
