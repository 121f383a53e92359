package io.securerpc.trust;

import io.securerpc.internal.FileMutex;
import io.securerpc.internal.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The right to change a trust directory, which one thread of one process has at a time; the system takes it back when a process ends. */
final class DirectoryLock implements AutoCloseable {
    /** Two dots, so that whoever follows the directory passes over it. */
    static final String NAME = "..secure-rpc.lock";

    /** A change takes milliseconds, and among 100,000 clients some seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final FileMutex mutex;

    private DirectoryLock(FileMutex mutex) {
        this.mutex = mutex;
    }

    static DirectoryLock take(Path directory) throws IOException {
        return take(directory, PATIENCE);
    }

    static DirectoryLock take(Path directory, Duration patience) throws IOException {
        Path lock = directory.toRealPath().resolve(NAME);
        FileMutex mutex = FileMutex.take(lock, patience, OwnerOnlyFiles.ownerWrites(lock))
                .orElseThrow(() -> new TrustDirectoryException(
                        directory,
                        "being changed by another process for " + patience.toSeconds() + " s",
                        "one change at a time"));
        return new DirectoryLock(mutex);
    }

    @Override
    public void close() throws IOException {
        mutex.close();
    }
}
