package io.securerpc.certificate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files and folders that nobody but their owner may ever open, from the moment they exist. */
final class OwnerOnlyFiles {
    private OwnerOnlyFiles() {}

    static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(folder, only(folder, "rwx------"));
    }

    static FileChannel open(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE);
    }

    /** A file that must not exist yet; when this returns, its bytes are on the disk. */
    static void writeNew(Path file, byte[] content) throws IOException {
        try (FileChannel channel = open(file, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static FileChannel open(Path file, OpenOption creation) throws IOException {
        return FileChannel.open(file, Set.of(creation, StandardOpenOption.WRITE), only(file, "rw-------"));
    }

    private static FileAttribute<?>[] only(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
