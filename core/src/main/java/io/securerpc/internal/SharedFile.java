package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A small file that several processes change: one at a time, and each change in one step, so that a reader, or whoever comes after a crash, finds
 * what was there before or what was to be there, and never less.
 *
 * <p>The lock is on a file beside it, {@code .lock} after its name, because the file itself is replaced by each change.
 */
public final class SharedFile {
    /** A change takes milliseconds; whoever waits longer waits for a process that hangs. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path real;
    private final Runnable step;

    private SharedFile(Path real, Runnable step) {
        this.real = real;
        this.step = step;
    }

    /**
     * A file that may be missing, in a folder that is not. A symbolic link is followed: what it leads to is replaced, and the link stays.
     *
     * @param file the file
     * @param step called between any two steps of a change, for tests that end it there
     * @return the file
     * @throws IOException if there is no such folder
     */
    public static SharedFile of(Path file, Runnable step) throws IOException {
        requireNonNull(file, "file");
        requireNonNull(step, "step");
        Path absolute = file.toAbsolutePath();
        if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            return new SharedFile(absolute.toRealPath(), step);
        }
        Path folder = requireNonNull(absolute.getParent(), "folder");
        return new SharedFile(folder.toRealPath().resolve(requireNonNull(absolute.getFileName(), "name")), step);
    }

    /**
     * Whether it is there.
     *
     * @return false if there is nothing of that name
     */
    public boolean exists() {
        return Files.exists(real, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Waits for the right to change it.
     *
     * @param patience how long to wait
     * @return the right, to be closed; empty if somebody else had it all the time
     * @throws IOException if the file beside it cannot be opened
     */
    public Optional<FileMutex> lock(Duration patience) throws IOException {
        Path lock = sibling(".lock");
        boolean fresh = !Files.exists(lock, LinkOption.NOFOLLOW_LINKS);
        Optional<FileMutex> taken = FileMutex.take(lock, patience, OwnerOnlyFiles.ownerOnly(lock));
        if (taken.isPresent() && fresh && exists()) {
            try {
                // Whoever may change the file must be able to lock it, also after root was first.
                allowWhatIsAllowedOn(real, lock);
            } catch (IOException | RuntimeException e) {
                taken.get().close();
                throw e;
            }
        }
        return taken;
    }

    /**
     * Replaces it, or makes it for its owner alone; for whoever holds the lock. When this returns, it is on the disk.
     *
     * @param content what it shall hold
     * @throws IOException if it cannot be written; the file is as it was before
     */
    public void replace(byte[] content) throws IOException {
        requireNonNull(content, "content");
        Path next = sibling(".new");
        Files.deleteIfExists(next); // of a process that ended half-way; nobody else is here
        step.run();
        try {
            OwnerOnlyFiles.writeNew(next, content);
            step.run();
            if (exists()) {
                // A server that runs as another user must be able to read what root has changed.
                allowWhatIsAllowedOn(real, next);
            }
            step.run();
            Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        step.run();
        OwnerOnlyFiles.forceFolder(real.getParent());
    }

    private Path sibling(String ending) {
        return real.resolveSibling(real.getFileName() + ending);
    }

    private static void allowWhatIsAllowedOn(Path model, Path file) throws IOException {
        PosixFileAttributeView view = posix(file);
        PosixFileAttributeView modelView = posix(model);
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
        view.setPermissions(wanted.permissions());
    }

    private static @Nullable PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }
}
