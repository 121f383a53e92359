package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should hold PEM Diffie-Hellman parameters and does not. */
public final class DhParametersException extends PemFileException {
    private static final long serialVersionUID = 1L;

    DhParametersException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("DH parameters file", path, found, expected, cause);
    }
}
