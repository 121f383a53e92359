package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.ListFileException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;

/** A token file cannot be read or changed, or one of its lines is none of ours. Nothing of such a line is in the message: it may be a secret. */
public final class TokenFileException extends ListFileException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    TokenFileException(Path path, int line, String found, String expected) {
        super("token file " + PeerText.oneLine(requireNonNull(path, "path").toString(), 1000), line, found, expected);
        this.path = path;
    }

    /**
     * The file.
     *
     * @return as it was given
     */
    public Path path() {
        return path;
    }
}
