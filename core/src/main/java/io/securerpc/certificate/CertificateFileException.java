package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should hold PEM certificates and does not. */
public final class CertificateFileException extends PemFileException {
    private static final long serialVersionUID = 1L;

    CertificateFileException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("certificate file", path, found, expected, cause);
    }
}
