package io.securerpc.caller;

import static java.util.Objects.requireNonNull;

import io.securerpc.SecureRpcException;
import java.util.OptionalInt;

/** A list of users cannot be read or changed, or one of its lines is none. What the line holds is not part of it: it may be a password. */
public final class UsersException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** Which list. */
    private final String source;

    /** The first bad line; 0 where it is about the whole. */
    private final int line;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    UsersException(String source, int line, String found, String expected) {
        super(requireNonNull(source, "source") + ": " + (line > 0 ? "line " + line + ": " : "")
                + requireNonNull(found, "found") + " (expected: " + requireNonNull(expected, "expected") + ")");
        this.source = source;
        this.line = line;
        this.found = found;
        this.expected = expected;
    }

    /**
     * Which list.
     *
     * @return such as {@code users '/etc/node/users'}
     */
    public String source() {
        return source;
    }

    /**
     * The first bad line.
     *
     * @return from 1; empty where it is about the whole
     */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }

    /**
     * What is there.
     *
     * @return without anything that may be secret
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
