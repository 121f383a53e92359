package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What tells that an entry of the trust directory is another than it was: the file's inode, change time, modification time and size, and, of a link,
 * its own as well.
 *
 * @param own of the entry itself
 * @param target of the file it leads to in the end; null where the entry is no link
 */
record EntryStamp(Facts own, @Nullable Facts target) {
    /** One system call for a file, two for a link: a sweep over 100,000 entries must stay cheap. */
    static EntryStamp of(Path file) throws IOException {
        Facts own = Facts.of(file, LinkOption.NOFOLLOW_LINKS);
        return new EntryStamp(own, own.link() ? Facts.of(file) : null);
    }

    boolean isLink() {
        return target != null;
    }

    /** Whether an equal stamp, later, means the same content. */
    boolean settled() {
        return own.settled() && (target == null || target.settled());
    }

    /** Times are nanoseconds since 1970, in a third of the memory that objects take. */
    record Facts(@Nullable Object key, long changed, long modified, long size, boolean link) {
        private static Facts of(Path file, LinkOption... options) throws IOException {
            if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                BasicFileAttributes basic = Files.readAttributes(file, BasicFileAttributes.class, options);
                return new Facts(
                        basic.fileKey(),
                        nanos(basic.creationTime()),
                        nanos(basic.lastModifiedTime()),
                        basic.size(),
                        basic.isSymbolicLink());
            }
            Map<String, Object> unix =
                    Files.readAttributes(file, "unix:fileKey,ctime,lastModifiedTime,size,isSymbolicLink", options);
            return new Facts(
                    unix.get("fileKey"),
                    nanos(unix.get("ctime")),
                    nanos(unix.get("lastModifiedTime")),
                    unix.get("size") instanceof Long size ? size : -1,
                    Boolean.TRUE.equals(unix.get("isSymbolicLink")));
        }

        private static long nanos(@Nullable Object time) {
            return time instanceof FileTime known ? known.to(TimeUnit.NANOSECONDS) : Long.MIN_VALUE;
        }

        private boolean settled() {
            return FileStamp.settled(TimeUnit.NANOSECONDS.toMillis(Math.max(changed, modified)));
        }
    }
}
