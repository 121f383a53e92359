package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;

/** A trust directory cannot be used at start: missing, unreadable, empty, contradictory, or with nothing in it that is trusted. */
public final class TrustDirectoryException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final String found;
    private final String expected;

    /**
     * Says what is wrong with a directory.
     *
     * @param path the directory
     * @param found what is there
     * @param expected what should be there
     */
    public TrustDirectoryException(Path path, String found, String expected) {
        super("trust directory " + Texts.path(requireNonNull(path, "path")) + ": " + requireNonNull(found, "found")
                + " (expected: " + requireNonNull(expected, "expected") + ")");
        this.path = path;
        this.found = found;
        this.expected = expected;
    }

    /**
     * The directory.
     *
     * @return as it was configured
     */
    public Path path() {
        return path;
    }

    /**
     * What is there.
     *
     * @return one line
     */
    public String found() {
        return found;
    }

    /**
     * What should be there.
     *
     * @return one line
     */
    public String expected() {
        return expected;
    }
}
