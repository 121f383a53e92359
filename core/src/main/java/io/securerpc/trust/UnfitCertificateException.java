package io.securerpc.trust;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;

/** A file that holds no certificate that could be installed for a client. */
public final class UnfitCertificateException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String file;

    /** What is wrong with it. */
    private final String found;

    UnfitCertificateException(Path file, String found, String expected) {
        super("client certificate '" + Texts.path(file) + "': " + found + " (expected: " + expected + ")");
        this.file = file.toString();
        this.found = found;
    }

    /**
     * The file.
     *
     * @return as it was given
     */
    public Path file() {
        return Path.of(file);
    }

    /**
     * What is wrong with it.
     *
     * @return one line
     */
    public String found() {
        return found;
    }
}
