package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A small file that several processes change: one at a time, and each change in one step, so that a reader, or whoever comes after a crash, finds
 * what was there before or what was to be there, and never less.
 *
 * <p>The lock is on a file beside it, {@code .lock} after its name, because the file itself is replaced by each change.
 */
public final class SharedFile {
    /** A change takes milliseconds; whoever waits longer waits for a process that hangs. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Whoever reads such files takes no more. */
    private static final int LARGEST = 1 << 20;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("------rwx");

    private final Path file;
    private final Readers readers;
    private final Duration patience;
    private final Runnable step;

    private SharedFile(Path file, Readers readers, Duration patience, Runnable step) {
        this.file = file;
        this.readers = readers;
        this.patience = patience;
        this.step = step;
    }

    /** Who may go on reading a file that is replaced; a new one is its owner's alone, and nobody but owner and group ever writes. */
    public enum Readers {
        /** Its owner, and its group if that could: for what may be a secret. */
        OWNER_AND_GROUP,
        /** Whoever could: a server that cannot read its list of disabled callers any more would miss the very change. */
        WHOEVER_COULD
    }

    /** What a change makes of a file. */
    @FunctionalInterface
    public interface Change {
        /**
         * Reads and decides, while nobody else changes the file.
         *
         * @param present whether there is a file
         * @return its new content; empty to leave it as it is
         */
        Optional<byte[]> apply(boolean present);
    }

    /**
     * A file that may be missing, in a folder that may not. A symbolic link is followed: what it leads to is replaced, and the link stays.
     *
     * @param file the file; nothing is read yet
     * @param readers who may read it after a change
     * @return the file
     */
    public static SharedFile of(Path file, Readers readers) {
        return new SharedFile(requireNonNull(file, "file"), requireNonNull(readers, "readers"), PATIENCE, () -> {});
    }

    /**
     * Changed copy, for tests that end a change between any two steps.
     *
     * @param between called there
     * @return the changed copy
     */
    public SharedFile withStep(Runnable between) {
        return new SharedFile(file, readers, patience, requireNonNull(between, "between"));
    }

    SharedFile withPatience(Duration longest) {
        return new SharedFile(file, readers, longest, step);
    }

    /**
     * Changes it, or makes it, once nobody else is changing it; when this returns, the change is on the disk.
     *
     * @param change what to make of it
     * @param refusal makes the exception to throw, of what was found and what was expected
     */
    public void change(Change change, BiFunction<String, String, ? extends RuntimeException> refusal) {
        requireNonNull(change, "change");
        requireNonNull(refusal, "refusal");
        try {
            Path real = real();
            try (FileMutex lock = lock(real).orElseThrow(() -> busy(refusal))) {
                requireNonNull(lock, "lock");
                Optional<byte[]> content = change.apply(exists(real));
                if (content.isPresent()) {
                    replace(real, readable(content.get(), refusal));
                }
            }
        } catch (IOException e) {
            throw refusal.apply(
                    "cannot be changed: " + PeerText.oneLine(e.toString(), 300),
                    "a file and a folder this process may write to");
        }
    }

    private static byte[] readable(byte[] content, BiFunction<String, String, ? extends RuntimeException> refusal) {
        if (content.length > LARGEST) {
            throw refusal.apply("would have " + content.length + " bytes", "at most " + LARGEST);
        }
        return content;
    }

    private RuntimeException busy(BiFunction<String, String, ? extends RuntimeException> refusal) {
        return refusal.apply(
                "being changed by another process for " + patience.toSeconds() + " s", "one change at a time");
    }

    private Path real() throws IOException {
        Path absolute = file.toAbsolutePath();
        if (exists(absolute)) {
            return absolute.toRealPath();
        }
        Path folder = requireNonNull(absolute.getParent(), "folder");
        return folder.toRealPath().resolve(requireNonNull(absolute.getFileName(), "name"));
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** Empty if somebody else had it all the time. */
    private Optional<FileMutex> lock(Path real) throws IOException {
        Path lock = sibling(real, ".lock");
        boolean fresh = !exists(lock);
        Optional<FileMutex> taken = FileMutex.take(lock, patience, OwnerOnlyFiles.ownerOnly(lock));
        if (taken.isPresent() && fresh && exists(real)) {
            try {
                // Whoever may change the file must be able to lock it, also after root was first.
                allowWhatIsAllowedOn(real, lock, Readers.OWNER_AND_GROUP);
            } catch (IOException | RuntimeException e) {
                taken.get().close();
                throw e;
            }
        }
        return taken;
    }

    /** For whoever holds the lock; the file is as it was before if this throws. */
    private void replace(Path real, byte[] content) throws IOException {
        Path next = sibling(real, ".new");
        Files.deleteIfExists(next); // of a process that ended half-way; nobody else is here
        step.run();
        try {
            OwnerOnlyFiles.writeNew(next, content);
            step.run();
            if (exists(real)) {
                // A server that runs as another user must be able to read what root has changed.
                allowWhatIsAllowedOn(real, next, readers);
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

    private static Path sibling(Path real, String ending) {
        return real.resolveSibling(real.getFileName() + ending);
    }

    private static void allowWhatIsAllowedOn(Path model, Path file, Readers readers) throws IOException {
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
        Set<PosixFilePermission> permissions = EnumSet.copyOf(OWNER_ONLY);
        permissions.addAll(wanted.permissions());
        permissions.removeAll(OF_OTHERS);
        if (readers == Readers.WHOEVER_COULD && wanted.permissions().contains(PosixFilePermission.OTHERS_READ)) {
            permissions.add(PosixFilePermission.OTHERS_READ);
        }
        view.setPermissions(permissions);
    }

    private static @Nullable PosixFileAttributeView posix(Path file) {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class);
    }
}
