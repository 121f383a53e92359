package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file for a new certificate or key that exists already or cannot be written. */
public final class IssuedFileException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String path;

    IssuedFileException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("new file '" + path + "': " + found + " (expected: " + expected + ")");
        this.path = path.toString();
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * The file as it was asked for.
     *
     * @return the path, not resolved
     */
    public Path path() {
        return Path.of(path);
    }
}
