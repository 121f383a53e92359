package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.nio.file.Path;
import java.util.OptionalInt;

/** A list of disabled callers cannot be read or changed, or one of its lines cannot be the id of a caller. */
public final class DisabledCallersException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    /** The first bad line; 0 where it is about the whole file. */
    private final int line;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    DisabledCallersException(Path path, int line, String found, String expected) {
        super("disabled callers " + Texts.path(requireNonNull(path, "path")) + ": "
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
