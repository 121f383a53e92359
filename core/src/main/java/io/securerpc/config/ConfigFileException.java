package io.securerpc.config;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;

/**
 * A configuration file that could not be taken in as TOML: missing, unreadable, too large, not UTF-8, or malformed.
 *
 * <p>The message never quotes the file's text, which may hold a passphrase.
 */
public final class ConfigFileException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    ConfigFileException(Path file, String reason, Throwable cause) {
        super(requireNonNull(file, "file") + ": " + reason, cause);
        this.file = file;
    }

    ConfigFileException(Path file, int line, String reason) {
        super(requireNonNull(file, "file") + " line " + line + ": " + reason);
        this.file = file;
    }

    ConfigFileException(Path file, String reason) {
        super(requireNonNull(file, "file") + ": " + reason);
        this.file = file;
    }

    /**
     * The file that could not be taken in.
     *
     * @return the path as it was given
     */
    public Path file() {
        return file;
    }
}
