package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An activity file that is none, or that cannot be read or written. */
public final class ActivityFileException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String path;

    ActivityFileException(Path path, String found, String expected, @Nullable Throwable cause) {
        super("activity file '" + PeerText.oneLine(requireNonNull(path, "path").toString(), 1000) + "': " + found
                + " (expected: " + expected + ")");
        this.path = path.toString();
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * The file.
     *
     * @return as it was configured
     */
    public Path path() {
        return Path.of(path);
    }
}
