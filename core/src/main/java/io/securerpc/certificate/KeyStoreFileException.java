package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should be a PKCS#12 or JKS key store with one usable identity and is not. */
public final class KeyStoreFileException extends PemFileException {
    private static final long serialVersionUID = 1L;

    KeyStoreFileException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("key store file", path, found, expected, cause);
    }
}
