package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should hold one usable PEM private key and does not. */
public final class PrivateKeyException extends PemFileException {
    private static final long serialVersionUID = 1L;

    PrivateKeyException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("private key file", path, found, expected, cause);
    }
}
