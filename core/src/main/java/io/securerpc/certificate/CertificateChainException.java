package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Certificates that do not form one chain from the leaf upwards. */
public final class CertificateChainException extends ServerIdentityException {
    private static final long serialVersionUID = 1L;

    CertificateChainException(
            @Nullable Path certificateFile, String found, String expected, @Nullable Throwable cause) {
        super(certificateFile, found, expected, cause);
    }

    /** The same, once it is known where the certificates came from. */
    CertificateChainException in(@Nullable Path file) {
        return new CertificateChainException(file, found(), expected(), getCause());
    }
}
