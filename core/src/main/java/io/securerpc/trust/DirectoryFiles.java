package io.securerpc.trust;

import io.securerpc.internal.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Changes to the files of a trust directory, each of which happens whole or not at all and is on the disk when it is done.
 *
 * <p>What is being written lies aside under a name with two dots, which whoever follows the directory passes over.
 */
final class DirectoryFiles implements ClientRemoval.Steps {
    private static final String ASIDE = "..secure-rpc-";
    private static final String ASIDE_END = ".new";

    private final Path directory;
    private final Runnable afterStep;

    DirectoryFiles(Path directory) {
        this(directory, () -> {});
    }

    /** Lets tests stop between any two steps, as a crash may. */
    DirectoryFiles(Path directory, Runnable afterStep) {
        this.directory = directory;
        this.afterStep = afterStep;
    }

    /** Removes what a crash left aside; only for whoever holds the lock. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ASIDE + "*" + ASIDE_END)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** A file that must not exist yet. */
    void write(Path file, byte[] content) throws IOException {
        Path aside = aside(content);
        try {
            try {
                // Unlike a rename this never replaces a file.
                Files.createLink(file, aside);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (UnsupportedOperationException | FileSystemException e) {
                moveWhereNothingIs(aside, file);
            }
        } finally {
            Files.deleteIfExists(aside);
        }
        done();
    }

    /** A file that may exist: there is always either the old content or the new. */
    void replace(Path file, byte[] content) throws IOException {
        Path aside = aside(content);
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
        done();
    }

    /** A link that must not exist yet. */
    void link(Path name, Path target) throws IOException {
        createLink(name, target);
        done();
    }

    /** A link in place of whatever has the name. */
    void relink(Path name, Path target) throws IOException {
        Path aside = asideName();
        try {
            createLink(aside, target);
            Files.move(aside, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
        done();
    }

    /** One name for another, which goes. */
    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        done();
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
        done();
    }

    private void moveWhereNothingIs(Path aside, Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void createLink(Path name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(name, target);
        } catch (UnsupportedOperationException e) {
            Files.createLink(name, directory.resolve(target)); // a file system without symbolic links
        }
    }

    private Path aside(byte[] content) throws IOException {
        Path aside = asideName();
        OwnerOnlyFiles.writeNew(aside, content, false);
        afterStep.run();
        return aside;
    }

    private Path asideName() {
        return directory.resolve(ASIDE + UUID.randomUUID() + ASIDE_END);
    }

    /** The order of the steps must be their order on the disk. */
    private void done() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
        afterStep.run();
    }
}
