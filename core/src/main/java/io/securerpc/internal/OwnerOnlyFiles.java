package io.securerpc.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that nobody but their owner may ever open, or only read, from the moment they exist.
 *
 * <p>A process's umask may take from these modes and never adds to them: without one, as some service managers start programs, a certificate that others may
 * read would be one that they may replace.
 */
public final class OwnerOnlyFiles {
    private OwnerOnlyFiles() {}

    /**
     * Makes a folder and whatever is missing above it; one that is there stays as it is.
     *
     * @param folder the folder; those above it may be entered by all, and changed by their owner alone
     * @throws IOException if it cannot be made
     */
    public static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent, only(parent, "rwxr-xr-x"));
        }
        Files.createDirectory(folder, only(folder, "rwx------"));
    }

    /**
     * Opens a file for writing, and makes it if it is missing.
     *
     * @param file the file
     * @return the open file
     * @throws IOException if it cannot be opened
     */
    public static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), only(file, "rw-------"));
    }

    /**
     * Puts the names in a folder on the disk; where a folder cannot be opened, the file system does so by itself.
     *
     * @param folder the folder; null does nothing
     * @throws IOException if the disk fails
     */
    public static void forceFolder(@Nullable Path folder) throws IOException {
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /**
     * A file that must not exist yet; when this returns, its bytes are on the disk.
     *
     * @param file where
     * @param content what
     * @throws IOException if it exists or cannot be written
     */
    public static void writeNew(Path file, byte[] content) throws IOException {
        writeNew(file, content, true);
    }

    /**
     * The same for what others may read, such as a certificate; its owner alone may write it.
     *
     * @param file where
     * @param content what
     * @param ownerOnly whether nobody else may open it
     * @throws IOException if it exists or cannot be written
     */
    public static void writeNew(Path file, byte[] content, boolean ownerOnly) throws IOException {
        FileAttribute<?>[] attributes = ownerOnly ? ownerOnly(file) : ownerWrites(file);
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /**
     * What makes a file nobody else's, for whoever opens it by other means.
     *
     * @param path where it will be
     * @return nothing where the file system has no such modes
     */
    public static FileAttribute<?>[] ownerOnly(Path path) {
        return only(path, "rw-------");
    }

    /**
     * What lets others read a file and its owner alone write it, for whoever opens it by other means.
     *
     * @param path where it will be
     * @return nothing where the file system has no such modes
     */
    public static FileAttribute<?>[] ownerWrites(Path path) {
        return only(path, "rw-r--r--");
    }

    private static FileAttribute<?>[] only(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
