package io.securerpc.trust;

import java.io.IOException;

/** A folder holds more files than a trust directory may: most likely it is not one. */
final class TooManyFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyFilesException(int most) {
        super("more than " + most + " files, which is most likely not what was meant");
    }
}
