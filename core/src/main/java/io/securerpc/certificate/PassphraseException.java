package io.securerpc.certificate;

import org.jspecify.annotations.Nullable;

/** An encrypted private key or key store whose passphrase is missing, wrong, or cannot be read. */
public final class PassphraseException extends PemFileException {
    private static final long serialVersionUID = 1L;

    PassphraseException(LockedFile file, String found, String expected, @Nullable Throwable cause) {
        super("passphrase for " + file.kind(), file.path(), found, expected, cause);
    }
}
