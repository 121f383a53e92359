package io.securerpc.internal;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What users other than its owner may have of a file, by what the file is for. More than that is a warning and stops no start: mounted files often look so, and
 * an installation that ran has to go on running.
 *
 * <p>The group counts where the file is one process's alone. Elsewhere it does not: on many systems each user has a group of its own and files that group may
 * write, and where administrators share a group, that is how they change such files.
 *
 * <p>Links are followed, for it is what they lead to that is read. A file system without such permissions gives no warning.
 */
public enum FileRights {
    /** A key or passphrase: neither group nor others read or write it. */
    SECRET("---rw-rw-", "0600"),
    /** A secret that several programs change, for which they may share a group: others neither read nor write it. */
    SHARED_SECRET("------rw-", "0600"),
    /** What anybody may know, and who may change it decides who is let in: others do not write it. */
    PUBLIC("-------w-", "0644");

    /** The bit of a mode by which only its owner removes or renames a file of a folder. */
    private static final int STICKY = 01000;

    private final String tooMuch;
    private final String mode;

    FileRights(String tooMuch, String mode) {
        this.tooMuch = tooMuch;
        this.mode = mode;
    }

    /**
     * What others may do with a file beyond this.
     *
     * @param file read now
     * @return such as {@code writable by other users (expected: mode 0644)}; empty if nothing, and for a file that is not there
     */
    public Optional<String> excess(Path file) {
        requireNonNull(file, "file");
        try {
            Set<PosixFilePermission> found = EnumSet.copyOf(PosixFilePermissions.fromString(tooMuch));
            found.retainAll(permissions(file));
            boolean reads =
                    found.contains(PosixFilePermission.GROUP_READ) || found.contains(PosixFilePermission.OTHERS_READ);
            boolean writes =
                    found.contains(PosixFilePermission.GROUP_WRITE) || found.contains(PosixFilePermission.OTHERS_WRITE);
            if (!reads && !writes) {
                return Optional.empty();
            }
            String what = reads && writes ? "readable and writable" : reads ? "readable" : "writable";
            return Optional.of(what + " by other users (expected: mode " + mode + ")");
        } catch (NoSuchFileException e) {
            return Optional.empty(); // whoever reads it says so
        } catch (IOException e) {
            return Optional.of("permissions cannot be read: " + PeerText.oneLine(String.valueOf(e.getMessage()), 300)
                    + " (expected: mode " + mode + ")");
        }
    }

    /**
     * The same, and whether others may put another file in its place, or in that of what it links to.
     *
     * @param subject what the lines begin with
     * @param file read now
     * @return one line each
     */
    public List<String> warnings(String subject, Path file) {
        requireNonNull(subject, "subject");
        List<String> warnings = new ArrayList<>();
        excess(file).ifPresent(excess -> warnings.add(subject + ": " + excess));
        folders(file).stream()
                .filter(FileRights::lendsPlaces)
                .forEach(folder -> warnings.add(subject + ": replaceable by other users, who may write to '"
                        + PeerText.escape(folder.toString()) + "' (expected: mode 0755)"));
        return warnings;
    }

    /**
     * Whether others may add files to a folder.
     *
     * @param folder read now
     * @return true with the sticky bit too: it keeps what is there from being replaced, and lets anybody add
     */
    public static boolean takesFromOthers(Path folder) {
        try {
            return permissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false; // whoever lists it says so
        }
    }

    /**
     * Whether others may put something in the place of a file of somebody else's.
     *
     * @param folder read now
     * @return false with the sticky bit, as {@code /tmp} has it
     */
    public static boolean lendsPlaces(Path folder) {
        return takesFromOthers(folder) && !sticky(folder);
    }

    /**
     * The folders in which a file has its place: that of its name, and where it is a link, that of the file it leads to.
     *
     * @param file which
     * @return at most two
     */
    public static List<Path> folders(Path file) {
        List<Path> folders = new ArrayList<>();
        Path absolute = requireNonNull(file, "file").toAbsolutePath();
        add(folders, absolute.getParent());
        if (Files.isSymbolicLink(absolute)) {
            try {
                add(folders, absolute.toRealPath().getParent());
            } catch (IOException e) {
                return folders; // a link to nothing, of which whoever reads it says so
            }
        }
        return folders;
    }

    /**
     * Whether two paths lead to one folder.
     *
     * @param one a folder
     * @param other a folder
     * @return false also if that cannot be found out
     */
    public static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private static void add(List<Path> folders, @Nullable Path folder) {
        if (folder != null && !folders.contains(folder)) {
            folders.add(folder);
        }
    }

    private static boolean sticky(Path folder) {
        try {
            return (Files.getAttribute(folder, "unix:mode") instanceof Integer mode) && (mode & STICKY) != 0;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false; // not known of this file system: a warning too many does less harm than one too few
        }
    }

    private static Set<PosixFilePermission> permissions(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return view == null ? Set.of() : view.readAttributes().permissions();
    }
}
