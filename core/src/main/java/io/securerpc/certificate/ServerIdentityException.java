package io.securerpc.certificate;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chain and a key that are readable one by one and cannot serve together. */
public abstract sealed class ServerIdentityException extends SecureRpcException
        permits KeyMismatchException, CertificateChainException, CertificateValidityException, UnsuitableKeyException {
    private static final long serialVersionUID = 1L;

    /** Names in a file may be a mebibyte long, or hold line breaks that would forge lines of a log. */
    private static final int FOUND_LENGTH = 1000;

    /** The path as text, because exceptions are serializable and paths are not. */
    private final @Nullable String certificateFile;

    /** What is wrong. */
    private final String found;

    /** What was needed instead. */
    private final String expected;

    ServerIdentityException(@Nullable Path certificateFile, String found, String expected, @Nullable Throwable cause) {
        super(subject(certificateFile) + ": " + PeerText.oneLine(found, FOUND_LENGTH) + " (expected: " + expected
                + ")");
        this.certificateFile = certificateFile == null ? null : certificateFile.toString();
        this.found = PeerText.oneLine(found, FOUND_LENGTH);
        this.expected = expected;
        if (cause != null) {
            initCause(cause);
        }
    }

    /** What messages about an identity begin with. */
    static String subject(@Nullable Path certificateFile) {
        return certificateFile == null ? "server identity" : "certificate file '" + certificateFile + "'";
    }

    /**
     * Where the chain came from.
     *
     * @return the file, or empty for an identity that was not made from files
     */
    public Optional<Path> certificateFile() {
        return Optional.ofNullable(certificateFile).map(Path::of);
    }

    /**
     * What is wrong.
     *
     * @return a phrase
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
