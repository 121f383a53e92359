package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a trust directory as one look found them; the next look reads only what has changed since. */
final class TrustFolder {
    /** More folders than this are not looked at one by one; the sweep over all entries sees their changes as well. */
    private static final int WATCHED_FOLDERS = 64;

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final SortedMap<Path, ScannedFile> files;
    private final Map<Path, FileStamp> folders;

    private TrustFolder(SortedMap<Path, ScannedFile> files, Map<Path, FileStamp> folders) {
        this.files = Collections.unmodifiableSortedMap(files);
        this.folders = Map.copyOf(folders);
    }

    /** Before the first look. */
    static TrustFolder unread() {
        return new TrustFolder(new TreeMap<>(), Map.of());
    }

    /**
     * Looks at every file.
     *
     * @throws IOException when the directory itself cannot be listed; what is wrong with one file is part of the result
     */
    TrustFolder look(Path directory) throws IOException {
        // Stamped before it is listed: a change in between is then seen by the next look.
        FileStamp stamp = FileStamp.of(directory);
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        SortedMap<Path, ScannedFile> found = new TreeMap<>();
        Map<Path, FileStamp> watched = new TreeMap<>();
        watched.put(directory, stamp);
        for (Path file : list(directory)) {
            ScannedFile scanned = ScannedFile.scan(file, files.get(file));
            found.put(file, scanned);
            watchTargetFolder(scanned, stamp, watched);
        }
        return new TrustFolder(found, watched);
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                // How Kubernetes keeps the files its links lead to: "..data" and "..2026_11_21…".
                if (!String.valueOf(entry.getFileName()).startsWith("..")) {
                    names.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    private static void watchTargetFolder(ScannedFile scanned, FileStamp directory, Map<Path, FileStamp> watched) {
        FileStamp stamp = scanned.stamp();
        Path target = stamp == null ? null : stamp.real().getParent();
        if (target == null
                || target.equals(directory.real())
                || watched.containsKey(target)
                || watched.size() >= WATCHED_FOLDERS) {
            return;
        }
        try {
            watched.put(target, FileStamp.of(target));
        } catch (IOException | SecurityException e) {
            // One link's folder must not make the whole directory unreadable; the sweep looks at the link itself.
            LOG.debug("client trust: folder {} cannot be watched", Texts.path(target), e);
        }
    }

    /** A cheap look: whether the directory, or a folder its links lead to, may have changed since. */
    boolean foldersChanged() {
        for (Map.Entry<Path, FileStamp> folder : folders.entrySet()) {
            try {
                FileStamp now = FileStamp.of(folder.getKey());
                if (!now.equals(folder.getValue()) || !now.settled()) {
                    return true;
                }
            } catch (IOException | SecurityException e) {
                return true;
            }
        }
        return folders.isEmpty();
    }

    /** All files, by name. */
    SortedMap<Path, ScannedFile> files() {
        return files;
    }

    boolean holdsCertificate(Path file) {
        ScannedFile scanned = files.get(file);
        return scanned != null && scanned.content() instanceof FileContent.One;
    }

    /**
     * One file.
     *
     * @param stamp what the file looked like when it was read; null when it must be read again in any case
     */
    record ScannedFile(Path file, @Nullable FileStamp stamp, boolean settled, FileContent content) {
        static ScannedFile scan(Path file, @Nullable ScannedFile before) {
            FileStamp stamp;
            try {
                stamp = FileStamp.of(file);
            } catch (IOException | SecurityException e) {
                return new ScannedFile(file, null, false, FileContent.read(file));
            }
            if (before != null && before.settled && stamp.equals(before.stamp)) {
                return before;
            }
            // Whether it was settled is asked before reading: only then does an equal stamp, later, prove equal
            // content.
            boolean settled = stamp.settled();
            return new ScannedFile(file, stamp, settled, FileContent.read(file));
        }
    }
}
