package io.securerpc.trust;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The right to change a trust directory, which one thread of one process has at a time; the system takes it back when a process ends. */
final class DirectoryLock implements AutoCloseable {
    /** Two dots, so that whoever follows the directory passes over it. */
    static final String NAME = "..secure-rpc.lock";

    /** A change takes milliseconds, and among 100,000 clients some seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** Locks of files only keep other processes out. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path real;
    private final FileChannel channel;

    private DirectoryLock(Path real, FileChannel channel) {
        this.real = real;
        this.channel = channel;
    }

    static DirectoryLock take(Path directory) throws IOException {
        return take(directory, PATIENCE);
    }

    static DirectoryLock take(Path directory, Duration patience) throws IOException {
        Path real = directory.toRealPath();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < patience.toNanos()) {
            DirectoryLock lock = attempt(real);
            if (lock != null) {
                return lock;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new TrustDirectoryException(
                directory,
                "being changed by another process for " + patience.toSeconds() + " s",
                "one change at a time");
    }

    private static @Nullable DirectoryLock attempt(Path real) throws IOException {
        if (!HELD_HERE.add(real)) {
            return null;
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(
                    real.resolve(NAME),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
            lock = channel.tryLock();
            return lock == null ? null : new DirectoryLock(real, channel);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(real);
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
