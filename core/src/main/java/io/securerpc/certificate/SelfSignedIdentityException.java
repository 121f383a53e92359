package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder in which a self-signed identity can be neither found nor made. */
public final class SelfSignedIdentityException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String folder;

    SelfSignedIdentityException(Path folder, String found, String expected, @Nullable Throwable cause) {
        super("identity folder '" + folder + "': " + found + " (expected: " + expected + ")");
        this.folder = folder.toString();
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * The folder as it was configured.
     *
     * @return the path, not resolved
     */
    public Path folder() {
        return Path.of(folder);
    }
}
