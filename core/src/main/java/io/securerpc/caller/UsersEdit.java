package io.securerpc.caller;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Changes a file of users: one process at a time, and in one step. Written beside its place, for its owner alone from the moment it exists, forced to the disk and then moved there: a crash
 * at any moment leaves the old file or the new one.
 */
final class UsersEdit {
    private static final Object IN_THIS_PROCESS = new Object();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;
    private final String subject;

    UsersEdit(Path file, String subject) {
        this.file = file;
        this.subject = subject;
    }

    /** change: all lines to all lines, or an exception to leave the file as it is. */
    void apply(UnaryOperator<List<String>> change) {
        try {
            Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            // A lock on a file is held by the whole process.
            synchronized (IN_THIS_PROCESS) {
                try (FileChannel channel = open(sibling(real, ".lock"), StandardOpenOption.CREATE);
                        FileLock lock = channel.lock()) {
                    if (!lock.isValid()) {
                        throw new IOException("lock was lost");
                    }
                    applyLocked(real, change);
                }
            }
        } catch (IOException e) {
            throw new UsersException(
                    subject, 0, "cannot be changed: " + e, "a file and a folder that this process may write to");
        }
    }

    private static void applyLocked(Path real, UnaryOperator<List<String>> change) throws IOException {
        List<String> before = Files.exists(real, LinkOption.NOFOLLOW_LINKS) ? Files.readAllLines(real) : List.of();
        List<String> after = change.apply(before);
        if (after.equals(before)) {
            return;
        }
        Path next = sibling(real, ".new");
        Files.deleteIfExists(next); // of a process that ended half-way; nobody else is here
        try {
            write(next, String.join("\n", after) + "\n");
            if (Files.exists(real)) {
                keepReaders(real, next);
            }
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
        forceFolder(real);
    }

    private static void write(Path next, String text) throws IOException {
        try (FileChannel channel = open(next, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static FileChannel open(Path path, StandardOpenOption how) throws IOException {
        FileAttribute<?>[] attributes = isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        return FileChannel.open(path, Set.of(how, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), attributes);
    }

    /** A server that runs as another user must be able to read what root has changed; everybody else never may. */
    private static void keepReaders(Path model, Path next) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        PosixFileAttributeView modelView = Files.getFileAttributeView(model, PosixFileAttributeView.class);
        if (view == null || modelView == null) {
            return;
        }
        PosixFileAttributes wanted = modelView.readAttributes();
        PosixFileAttributes given = view.readAttributes();
        if (!given.owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner());
        }
        if (!given.group().equals(wanted.group())) {
            view.setGroup(wanted.group());
        }
        Set<PosixFilePermission> permissions = EnumSet.copyOf(OWNER_ONLY);
        permissions.addAll(wanted.permissions());
        permissions.removeAll(OF_OTHERS);
        view.setPermissions(permissions);
    }

    private static void forceFolder(Path real) throws IOException {
        Path folder = real.getParent();
        if (folder != null && isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static Path sibling(Path real, String ending) {
        return real.resolveSibling(real.getFileName() + ending);
    }
}
