package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trust directory and the folders its links lead to, of which a cheap look tells that something in them has changed. */
final class FolderWatch {
    /** More folders than this are not looked at one by one; comparing the entries sees their changes as well. */
    private static final int MOST_FOLDERS = 64;

    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final Map<Path, Watched> folders = new TreeMap<>();

    /** A cheap look: whether the directory, or a folder its links lead to, may have changed since. */
    boolean changed() {
        for (Map.Entry<Path, Watched> folder : folders.entrySet()) {
            try {
                FileStamp now = FileStamp.of(folder.getKey());
                Watched before = folder.getValue();
                // A second change may hide in the same tick of a coarse clock: so a folder that was stamped right after
                // a
                // change has changed once more.
                if (!now.equals(before.stamp) || (!before.settled && now.settled())) {
                    return true;
                }
            } catch (IOException | SecurityException e) {
                return true;
            }
        }
        return folders.isEmpty();
    }

    /**
     * Takes what all folders look like now as known. A target's folder that is gone or another is forgotten.
     *
     * @throws IOException when the directory itself cannot be looked at
     */
    void restamp(Path directory) throws IOException {
        FileStamp stamp = FileStamp.of(directory);
        Watched before = folders.put(directory, Watched.of(stamp));
        boolean sameDirectory = before != null && before.stamp.real().equals(stamp.real());
        folders.entrySet().removeIf(folder -> {
            if (folder.getKey().equals(directory)) {
                return false;
            }
            try {
                FileStamp now = FileStamp.of(folder.getKey());
                boolean same = sameDirectory
                        && Objects.equals(now.key(), folder.getValue().stamp.key());
                folder.setValue(Watched.of(now));
                return !same;
            } catch (IOException | SecurityException e) {
                return true;
            }
        });
    }

    /** Forgets the folders that no link leads to any more. */
    void keep(Path directory, Collection<ScannedFile> files) {
        if (folders.size() > 1) {
            Set<Path> used = new HashSet<>(Set.of(directory));
            for (ScannedFile file : files) {
                if (file.folder() != null) {
                    used.add(file.folder());
                }
            }
            folders.keySet().retainAll(used);
        }
    }

    /** Whether nothing has to be found out about that folder: there is none, or it is watched. */
    boolean has(@Nullable Path folder) {
        return folder == null || folders.containsKey(folder);
    }

    /**
     * Watches the folder that a link leads to.
     *
     * @return that folder; null where it is the directory itself
     */
    @Nullable
    Path addTargetOf(Path directory, Path link) {
        try {
            Path folder = link.toRealPath().getParent();
            Watched itself = folders.get(directory);
            if (folder == null || (itself != null && folder.equals(itself.stamp.real()))) {
                return null;
            }
            if (!folders.containsKey(folder) && folders.size() < MOST_FOLDERS) {
                folders.put(folder, Watched.of(FileStamp.of(folder)));
            }
            return folder;
        } catch (IOException | SecurityException e) {
            // One link's folder must not make the whole directory unreadable; comparing the entries sees the link
            // itself.
            LOG.debug("client trust: the folder that {} leads to cannot be watched", Texts.path(link), e);
            return null;
        }
    }

    /** A folder as it was, and whether that was some time after its last change. */
    private record Watched(FileStamp stamp, boolean settled) {
        static Watched of(FileStamp stamp) {
            return new Watched(stamp, stamp.settled());
        }
    }
}
