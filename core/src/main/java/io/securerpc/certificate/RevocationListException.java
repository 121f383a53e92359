package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should hold PEM revocation lists and does not, or holds one that cannot be used. */
public final class RevocationListException extends PemFileException {
    private static final long serialVersionUID = 1L;

    RevocationListException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("revocation list file", path, found, expected, cause);
    }
}
