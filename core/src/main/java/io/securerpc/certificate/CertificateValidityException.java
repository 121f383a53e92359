package io.securerpc.certificate;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A leaf certificate that has expired or is not valid yet. */
public final class CertificateValidityException extends ServerIdentityException {
    private static final long serialVersionUID = 1L;

    CertificateValidityException(
            @Nullable Path certificateFile, String found, String expected, @Nullable Throwable cause) {
        super(certificateFile, found, expected, cause);
    }
}
