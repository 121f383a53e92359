package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An encrypted private key whose passphrase is missing, wrong, or cannot be read. */
public final class PassphraseException extends PemFileException {
    private static final long serialVersionUID = 1L;

    PassphraseException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("passphrase for private key file", path, found, expected, cause);
    }
}
