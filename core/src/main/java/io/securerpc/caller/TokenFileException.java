package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import io.securerpc.internal.PeerText;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A token file cannot be read or changed, or one of its lines is none of ours. Nothing of such a line is in the message: it may be a secret. */
public final class TokenFileException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    /** The first bad line; 0 where it is about the whole file. */
    private final int line;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    TokenFileException(Path path, int line, String found, String expected) {
        super("token file " + PeerText.oneLine(requireNonNull(path, "path").toString(), 1000) + ": "
                + (line > 0 ? "line " + line + ": " : "") + requireNonNull(found, "found") + " (expected: "
                + requireNonNull(expected, "expected") + ")");
        this.path = path;
        this.line = line;
        this.found = found;
        this.expected = expected;
    }

    /**
     * The file.
     *
     * @return as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * The first bad line.
     *
     * @return from 1; empty where it is about the whole file
     */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
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
