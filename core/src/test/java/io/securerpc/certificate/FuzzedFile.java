package io.securerpc.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One file on the disk, written anew for each input. */
final class FuzzedFile {
    private final Path path;

    FuzzedFile() {
        try {
            path = Files.createTempFile("fuzz", ".pem");
            path.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path holding(byte[] content) {
        try {
            return Files.write(path, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
