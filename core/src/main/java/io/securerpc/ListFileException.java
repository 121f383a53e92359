package io.securerpc;

import static java.util.Objects.requireNonNull;

import java.util.OptionalInt;

/** The base of every exception about a file with one entry a line, which cannot be read or changed, or one of whose lines is wrong. */
public abstract class ListFileException extends SecureRpcException {
    private static final long serialVersionUID = 1L;

    /** Which list. */
    private final String subject;

    /** The first bad line; 0 where it is about the whole. */
    private final int line;

    /** What is there. */
    private final String found;

    /** What should be there. */
    private final String expected;

    /**
     * For subclasses, one per kind of file.
     *
     * @param subject which list
     * @param line the first bad line, from 1; 0 where it is about the whole
     * @param found what is there, without anything that may be secret
     * @param expected what should be there
     */
    protected ListFileException(String subject, int line, String found, String expected) {
        super(requireNonNull(subject, "subject") + ": " + (line > 0 ? "line " + line + ": " : "")
                + requireNonNull(found, "found") + " (expected: " + requireNonNull(expected, "expected") + ")");
        this.subject = subject;
        this.line = line;
        this.found = found;
        this.expected = expected;
    }

    /**
     * Which list.
     *
     * @return such as {@code users '/etc/node/users'}
     */
    public final String subject() {
        return subject;
    }

    /**
     * The first bad line.
     *
     * @return from 1; empty where it is about the whole
     */
    public final OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }

    /**
     * What is there.
     *
     * @return one line, without anything that may be secret
     */
    public final String found() {
        return found;
    }

    /**
     * What should be there.
     *
     * @return one line
     */
    public final String expected() {
        return expected;
    }
}
