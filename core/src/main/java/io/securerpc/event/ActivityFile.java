package io.securerpc.event;

import static java.util.Objects.requireNonNull;

import io.securerpc.event.ActivityJson.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file in which one running server writes down who is connected and when each client was last seen, so that a command can tell without asking the server.
 *
 * <h2>Security</h2>
 *
 * <p>Nothing is decided by it. It holds names, fingerprints and times, and no key; because it says who connects and when, nobody but its owner may open it (mode
 * 0600). It is written aside and renamed, so a reader sees all of it or the one before. A symbolic link is never followed, and what is no activity file is never
 * replaced.
 *
 * <h2>Defaults</h2>
 *
 * <p>At most 10,000 clients and 16 MiB: the connected ones first, then those seen last; how many were left out is in it. It is not forced to the disk: a power
 * failure may lose it, and is not worth a write to the disk each second.
 *
 * <h2>Threads</h2>
 *
 * <p>One thread at a time may write; anybody may {@link #load}.
 */
public final class ActivityFile {
    private static final String EXPECTED = "a free name, or the activity file of an earlier run";

    private final Path path;
    private final @Nullable ActivityReport last;
    private final @Nullable String warning;

    private ActivityFile(Path path, @Nullable ActivityReport last, @Nullable String warning) {
        this.path = path;
        this.last = last;
        this.warning = warning;
    }

    /**
     * Reads what a server wrote last.
     *
     * @param path the file
     * @return the report
     * @throws ActivityFileException if it is missing, cannot be read, or is no activity file
     */
    public static ActivityReport load(Path path) {
        requireNonNull(path, "path");
        try {
            return ActivityJson.read(bytes(path));
        } catch (NoSuchFileException e) {
            throw new ActivityFileException(path, "no such file", "what a server with this activity file writes", e);
        } catch (Unreadable e) {
            throw new ActivityFileException(path, e.found(), "an activity file", e);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Prepares to write; reads what an earlier run left, and writes nothing yet.
     *
     * @param path the file
     * @return the file; what cannot be understood of an earlier one is a {@link #warning}
     * @throws ActivityFileException if something else is at that path, or it cannot be read, or there is no such folder
     */
    public static ActivityFile open(Path path) {
        requireNonNull(path, "path");
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new ActivityFileException(
                    path, "its folder is not there", "a folder this process may write to", null);
        }
        try {
            requireOurs(path);
            return new ActivityFile(path, ActivityJson.read(bytes(path)), null);
        } catch (NoSuchFileException e) {
            return new ActivityFile(path, null, null);
        } catch (Unreadable e) {
            return new ActivityFile(
                    path, null, "activity file '" + path + "': " + e.found() + ", begun anew: nobody was seen before");
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * What an earlier run wrote last.
     *
     * @return empty where there was no file, or none that could be understood
     */
    public Optional<ActivityReport> last() {
        return Optional.ofNullable(last);
    }

    /**
     * Why an earlier file was not understood.
     *
     * @return one line; empty where all is well
     */
    public Optional<String> warning() {
        return Optional.ofNullable(warning);
    }

    /**
     * Replaces the file.
     *
     * @param report what to write; what is too much is left out and counted
     * @throws ActivityFileException if it cannot be written, or something else is at its path by now
     */
    public void write(ActivityReport report) {
        byte[] json = ActivityJson.write(requireNonNull(report, "report"));
        try {
            requireOurs(path);
            Path aside = aside();
            writeNew(aside, json);
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ActivityFileException(path, "cannot be written: " + e, "a place this process may write to", e);
        }
    }

    /** The file, as it was configured. */
    @Override
    public String toString() {
        return "activity file '" + path + "'";
    }

    /** A fixed name, so that whatever a crash left there is cleared away by the next run. */
    private Path aside() throws IOException {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        if (Files.isDirectory(aside, LinkOption.NOFOLLOW_LINKS)) {
            throw new ActivityFileException(path, "'" + aside + "' is a directory", "a name that is free", null);
        }
        Files.deleteIfExists(aside);
        return aside;
    }

    private static void writeNew(Path file, byte[] content) throws IOException {
        FileAttribute<?>[] ownerOnly =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Nothing is there, or a file of ours; an empty one, such as a power failure leaves, is nobody's. */
    private static void requireOurs(Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        }
        if (found.isSymbolicLink()) {
            throw new ActivityFileException(path, "a symbolic link", EXPECTED, null);
        }
        if (!found.isRegularFile()) {
            throw new ActivityFileException(path, "not a regular file", EXPECTED, null);
        }
        if (found.size() == 0) {
            return;
        }
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!ActivityJson.begins(in.readNBytes(ActivityJson.beginning()))) {
                throw new ActivityFileException(path, "some other file", EXPECTED, null);
            }
        }
    }

    private static byte[] bytes(Path path) throws IOException, Unreadable {
        // Opening a pipe waits for a writer that may never come.
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new Unreadable("not a regular file", null);
        }
        // One client more than fits may have been written, and the counts.
        int most = ActivityJson.MOST_BYTES + 1024 * 1024;
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new Unreadable("larger than " + most + " bytes", null);
            }
            if (!ActivityJson.begins(bytes)) {
                throw new Unreadable(bytes.length == 0 ? "empty" : "some other file", null);
            }
            return bytes;
        }
    }

    private static ActivityFileException unreadable(Path path, IOException cause) {
        return new ActivityFileException(path, "cannot be read: " + cause, EXPECTED, cause);
    }
}
