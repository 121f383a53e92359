package io.securerpc.caller;

import io.securerpc.ListFileException;

/** A list of users cannot be read or changed, or one of its lines is none. What the line holds is not part of it: it may be a password. */
public final class UsersException extends ListFileException {
    private static final long serialVersionUID = 1L;

    UsersException(String subject, int line, String found, String expected) {
        super(subject, line, found, expected);
    }
}
