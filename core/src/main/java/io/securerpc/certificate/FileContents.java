package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What some files held at one look: their bytes, or why they could not be read.
 *
 * <p>Whoever watches files compares two looks, and loads from the very bytes that were compared, so that a rewrite cannot
 * come between looking and loading.
 *
 * <h2>Security</h2>
 *
 * May hold keys: kept in memory as long as this object is, never printed. Two looks are compared byte by byte, so neither
 * preserved modification times nor swapped links hide a change.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class FileContents {
    private final Map<Path, Content> contents;

    private FileContents(Map<Path, Content> contents) {
        this.contents = contents;
    }

    /**
     * Reads files, each at most 1 MiB. A file that cannot be read is part of the result and no exception: whoever needs it
     * gets to know then.
     *
     * @param files paths, followed through symbolic links
     * @return their contents now
     */
    public static FileContents read(Collection<Path> files) {
        Map<Path, Content> contents = new LinkedHashMap<>();
        for (Path file : requireNonNull(files, "files")) {
            contents.computeIfAbsent(requireNonNull(file, "file"), Content::read);
        }
        return new FileContents(contents);
    }

    /**
     * Whether both looks saw the same: the same files, with the same bytes, or unreadable for the same reason.
     *
     * @param other another look
     * @return true if nothing differs
     */
    public boolean sameAs(FileContents other) {
        requireNonNull(other, "other");
        return contents.keySet().equals(other.contents.keySet())
                && contents.entrySet().stream()
                        .allMatch(entry -> entry.getValue().sameAs(requireNonNull(other.contents.get(entry.getKey()))));
    }

    /**
     * The files that were looked at.
     *
     * @return in the order given, each once
     */
    public List<Path> files() {
        return List.copyOf(contents.keySet());
    }

    /**
     * What one file held.
     *
     * @param file one of {@link #files()}
     * @return a copy of its bytes
     * @throws IOException if it could not be read at that look; says why
     */
    public byte[] bytesOf(Path file) throws IOException {
        requireNonNull(file, "file");
        try {
            return bytes(file);
        } catch (SmallFile.Unreadable e) {
            throw new IOException("file '" + file + "': " + e.found(), e);
        }
    }

    /** Names the files and nothing of what they hold. */
    @Override
    public String toString() {
        return "FileContents" + contents.keySet();
    }

    byte[] bytes(Path file) throws SmallFile.Unreadable {
        Content content = contents.get(file);
        if (content == null) {
            throw new SmallFile.Unreadable("not among the files that were read", null);
        }
        if (content.failure != null) {
            throw new SmallFile.Unreadable(content.failure.found(), content.failure);
        }
        return content.bytes.clone();
    }

    private static final class Content {
        private final byte[] bytes;
        private final SmallFile.@Nullable Unreadable failure;

        private Content(byte[] bytes, SmallFile.@Nullable Unreadable failure) {
            this.bytes = bytes;
            this.failure = failure;
        }

        static Content read(Path file) {
            try {
                return new Content(SmallFile.read(file), null);
            } catch (SmallFile.Unreadable e) {
                return new Content(new byte[0], e);
            }
        }

        boolean sameAs(Content other) {
            String mine = failure == null ? "" : failure.found();
            String theirs = other.failure == null ? "" : other.failure.found();
            return mine.equals(theirs) && MessageDigest.isEqual(bytes, other.bytes);
        }
    }
}
