package io.securerpc.trust;

import io.securerpc.trust.FileContent.Bad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;

/** Reads the entries of a trust directory, those that are no longer what they were, and bounds what their revocation lists take. */
final class EntryReader {
    private final Path directory;
    private final FolderWatch folders;
    private final long mostListBytes;
    private long listBytes;
    private long comparisons;
    private long reads;

    EntryReader(Path directory, FolderWatch folders, long mostListBytes) {
        this.directory = directory;
        this.folders = folders;
        this.mostListBytes = mostListBytes;
    }

    /** How many entries were compared with what they had been. */
    long comparisons() {
        return comparisons;
    }

    /** How many files were read. */
    long reads() {
        return reads;
    }

    /**
     * What the file is now; the same object where nothing has changed.
     *
     * @param again is given the file if it has to be looked at again soon
     */
    ScannedFile scan(ScannedFile before, Collection<Path> again) {
        ScannedFile now = found(before, again);
        listBytes += weight(now.content()) - weight(before.content());
        return now;
    }

    void forget(ScannedFile file) {
        listBytes -= weight(file.content());
    }

    private ScannedFile found(ScannedFile before, Collection<Path> again) {
        Path file = before.file();
        comparisons++;
        EntryStamp stamp;
        try {
            stamp = EntryStamp.of(file);
        } catch (IOException | SecurityException e) {
            return before.with(null, null, read(before));
        }
        if (stamp.equals(before.stamp())) {
            // Where only a folder on the way has moved, the file is the same.
            return folders.has(before.folder())
                    ? before
                    : before.with(stamp, folders.addTargetOf(directory, file), before.content());
        }
        // Whether it was settled is asked before reading: only then does an equal stamp, later, prove equal content.
        boolean settled = stamp.settled();
        Path folder = stamp.isLink() ? folders.addTargetOf(directory, file) : null;
        FileContent content = read(before);
        if (!settled) {
            again.add(file);
        }
        boolean whole = settled && !(content instanceof Bad bad && bad.unread());
        return before.with(whole ? stamp : null, folder, content);
    }

    /** What was read before stays when it is the same, so that nothing is kept twice. */
    private FileContent read(ScannedFile before) {
        reads++;
        FileContent content = FileContent.read(before.file(), before.content());
        if (content.sameAs(before.content())) {
            return before.content();
        }
        long more = weight(content) - weight(before.content());
        if (more > 0 && listBytes + more > mostListBytes) {
            return Bad.of("more than " + mostListBytes + " bytes of revocation lists in one directory (expected: lists"
                    + " of the issuers of its clients; remove others, then write this one anew)");
        }
        return content;
    }

    private static long weight(FileContent content) {
        return content instanceof FileContent.Listed listed ? listed.list().weight() : 0;
    }
}
