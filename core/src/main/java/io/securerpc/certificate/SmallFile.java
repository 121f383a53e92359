package io.securerpc.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a whole file whose size is bounded, so that a wrong path can neither fill the heap nor block. */
final class SmallFile {
    /** Far above any real chain (the system's whole CA bundle is 220 KiB), far below what hurts. */
    static final int LIMIT = 1 << 20;

    private SmallFile() {}

    static byte[] read(Path file) throws Unreadable {
        byte[] bytes;
        try {
            if (Files.isDirectory(file)) {
                throw new Unreadable("a directory", null);
            }
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // Opening a pipe waits for a writer that may never come.
                throw new Unreadable("not a regular file", null);
            }
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(LIMIT + 1);
            }
        } catch (NoSuchFileException e) {
            throw new Unreadable("no such file", e);
        } catch (AccessDeniedException e) {
            throw new Unreadable("permission denied", e);
        } catch (IOException e) {
            throw new Unreadable("cannot be read: " + e.getMessage(), e);
        }
        if (bytes.length > LIMIT) {
            throw new Unreadable("larger than " + LIMIT + " bytes", null);
        }
        return bytes;
    }

    /** Why a file could not be read, as the phrase that goes into the caller's own exception. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String found, @Nullable Throwable cause) {
            super(found, cause);
        }

        String found() {
            return String.valueOf(getMessage());
        }
    }
}
