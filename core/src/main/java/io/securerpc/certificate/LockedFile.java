package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that only a passphrase opens, as messages call it. */
record LockedFile(String kind, Path path) {
    static LockedFile key(Path path) {
        return new LockedFile("private key file", path);
    }

    static LockedFile store(Path path) {
        return new LockedFile("key store file", path);
    }

    PassphraseException refusal(String found, String expected, @Nullable Throwable cause) {
        return new PassphraseException(this, found, expected, cause);
    }
}
