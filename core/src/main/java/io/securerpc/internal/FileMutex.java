package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The right to change something, which one thread of one process has at a time: a lock on a file, which the system takes back when a process ends. */
public final class FileMutex implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Locks of files only keep other processes out. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;

    private FileMutex(Path real, FileChannel channel) {
        this.real = real;
        this.channel = channel;
    }

    /**
     * Waits for the right.
     *
     * @param file the file to lock, made if it is missing; its folder without symbolic links, so that it has one name
     * @param patience how long to wait
     * @param attributes of the file, if it is made
     * @return the right; empty if somebody else had it all the time
     * @throws IOException if the file cannot be opened
     */
    public static Optional<FileMutex> take(Path file, Duration patience, FileAttribute<?>... attributes)
            throws IOException {
        requireNonNull(file, "file");
        requireNonNull(patience, "patience");
        requireNonNull(attributes, "attributes");
        long begin = System.nanoTime();
        while (true) {
            // Looked at before the attempt: where the machine has stood still for so long, nobody need have had it.
            boolean last = System.nanoTime() - begin >= patience.toNanos();
            FileMutex mutex = attempt(file, attributes);
            if (mutex != null || last) {
                return Optional.ofNullable(mutex);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static @Nullable FileMutex attempt(Path file, FileAttribute<?>[] attributes) throws IOException {
        if (!HELD_HERE.add(file)) {
            return null;
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    attributes);
            lock = channel.tryLock();
            return lock == null ? null : new FileMutex(file, channel);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(file);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** The file stays: removing it would let two processes hold locks of two files with one name. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(real);
        }
    }
}
