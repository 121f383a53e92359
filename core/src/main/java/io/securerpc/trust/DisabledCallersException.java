package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.ListFileException;
import java.nio.file.Path;

/** A list of disabled callers cannot be read or changed, or one of its lines cannot be the id of a caller. */
public final class DisabledCallersException extends ListFileException {
    private static final long serialVersionUID = 1L;

    private final transient Path path;

    DisabledCallersException(Path path, int line, String found, String expected) {
        super("disabled callers " + Texts.path(requireNonNull(path, "path")), line, found, expected);
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
