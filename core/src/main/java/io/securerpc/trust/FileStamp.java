package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What tells that a file is another than it was: where its links lead, inode, change time, modification time and size.
 *
 * <p>The change time is what a rewrite cannot hide: a program can set the modification time back, but not that.
 */
record FileStamp(Path real, @Nullable Object key, FileTime changed, FileTime modified, long size) {
    /** A change within this time of the look may leave the same stamp as the next one, as clocks of file systems are coarse. */
    private static final long COARSE_MILLIS = 2000;

    static FileStamp of(Path file) throws IOException {
        Path real = file.toRealPath();
        BasicFileAttributes basic = Files.readAttributes(real, BasicFileAttributes.class);
        return new FileStamp(real, basic.fileKey(), changed(real, basic), basic.lastModifiedTime(), basic.size());
    }

    private static FileTime changed(Path real, BasicFileAttributes basic) throws IOException {
        if (!real.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return basic.creationTime();
        }
        Map<String, Object> unix = Files.readAttributes(real, "unix:ctime");
        return unix.get("ctime") instanceof FileTime time ? time : basic.creationTime();
    }

    /** Whether an equal stamp, later, means the same content. By the wall clock, because that is what file systems stamp with. */
    boolean settled() {
        return settled(Math.max(changed.toMillis(), modified.toMillis()));
    }

    static boolean settled(long newestMillis) {
        return Math.abs(System.currentTimeMillis() - newestMillis) > COARSE_MILLIS;
    }
}
