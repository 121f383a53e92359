package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of certificates, keys or parameters that cannot be used: which file, what it held, what it should hold. */
public abstract sealed class PemFileException extends SecureRpcException
        permits CertificateFileException,
                PrivateKeyException,
                KeyStoreFileException,
                PassphraseException,
                DhParametersException,
                RevocationListException {
    private static final long serialVersionUID = 1L;

    /** Names in a file may be a mebibyte long, or hold line breaks that would forge lines of a log. */
    private static final int FOUND_LENGTH = 1000;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final String path;

    /** What is wrong. */
    private final String found;

    /** What was needed instead. */
    private final String expected;

    PemFileException(String kind, Path path, String found, String expected, @Nullable Throwable cause) {
        super(kind + " '" + PeerText.oneLine(requireNonNull(path, "path").toString(), FOUND_LENGTH) + "': "
                + PeerText.oneLine(found, FOUND_LENGTH) + " (expected: " + expected + ")");
        this.path = path.toString();
        this.found = PeerText.oneLine(found, FOUND_LENGTH);
        this.expected = expected;
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * The file as it was configured.
     *
     * @return the path, not resolved
     */
    public Path path() {
        return Path.of(path);
    }

    /**
     * What the file turned out to be.
     *
     * @return a phrase without any of the file's content
     */
    public String found() {
        return found;
    }

    /**
     * What was needed instead.
     *
     * @return a phrase
     */
    public String expected() {
        return expected;
    }
}
