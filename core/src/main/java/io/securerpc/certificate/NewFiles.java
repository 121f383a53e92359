package io.securerpc.certificate;

import io.securerpc.internal.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Two files that must not exist yet and shall appear together, the key before its certificate. */
final class NewFiles {
    private final Path certificate;
    private final Path key;

    NewFiles(Path certificate, Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    void write(byte[] certificatePem, byte[] keyPem) {
        for (Path file : List.of(key, certificate)) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw exists(file, null);
            }
        }
        create(key, keyPem, true);
        try {
            create(certificate, certificatePem, false);
        } catch (IssuedFileException e) {
            try {
                Files.delete(key); // ours: it did not exist before
            } catch (IOException left) {
                e.addSuppressed(left);
            }
            throw e;
        }
    }

    /** One file alone, of which the same is true as of the key. */
    static void writeOwnerOnly(Path file, byte[] content) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file, null);
        }
        create(file, content, true);
    }

    /** Written beside its place under another name, then linked: a link, unlike a rename, never replaces a file. */
    private static void create(Path file, byte[] content, boolean ownerOnly) {
        Path written = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".new");
        try {
            try {
                OwnerOnlyFiles.writeNew(written, content, ownerOnly);
                link(file, written, content, ownerOnly);
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new IssuedFileException(file, "cannot be written: " + e, "a place this process may write to", e);
        }
    }

    private static void link(Path file, Path written, byte[] content, boolean ownerOnly) throws IOException {
        try {
            Files.createLink(file, written);
            OwnerOnlyFiles.forceFolder(file.toAbsolutePath().getParent());
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            OwnerOnlyFiles.writeNew(file, content, ownerOnly); // a file system without links
        }
    }

    private static IssuedFileException exists(Path file, @Nullable FileAlreadyExistsException cause) {
        return new IssuedFileException(file, "exists already", "a name that is free; nothing is overwritten", cause);
    }
}
