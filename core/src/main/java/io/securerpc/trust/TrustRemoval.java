package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.FileContent.One;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What it would do to remove files of a trust directory, found out without removing anything: the directory is read as a server reads it, and decided on once
 * with the files and once without.
 *
 * <p>A file takes with it the links that lead to it, and, where it leaves a gap ({@code f013e17f.0} beside {@code f013e17f.1}), those that
 * are no longer found.
 *
 * <h2>Threads</h2>
 *
 * <p>Immutable.
 */
public final class TrustRemoval {
    /** As many as Linux follows. */
    private static final int MOST_HOPS = 40;

    private final Path directory;
    private final SortedMap<Path, ScannedFile> before;
    private final SortedMap<Path, ScannedFile> after;
    private final Instant now;
    private final Set<Fingerprint> lost;

    private TrustRemoval(
            Path directory, SortedMap<Path, ScannedFile> before, SortedMap<Path, ScannedFile> after, Instant now) {

        this.directory = directory;
        this.before = before;
        this.after = after;
        this.now = now;
        this.lost = findLost();
    }

    /**
     * Reads a directory, and thinks files away.
     *
     * @param directory the trust directory
     * @param files what would be removed: files or links in the directory, or files that links in it lead to
     * @param now the time to judge at
     * @return what would become of it
     * @throws TrustDirectoryException if the directory cannot be read, or one of the files is not there
     */
    public static TrustRemoval of(Path directory, Collection<Path> files, Instant now) {
        requireNonNull(directory, "directory");
        requireNonNull(files, "files");
        requireNonNull(now, "now");
        SortedMap<Path, ScannedFile> before =
                OpeningChecks.read(directory, System::nanoTime).files();
        SortedMap<Path, ScannedFile> after = new TreeMap<>(before);
        Gone gone = new Gone(directory, files);
        after.values().removeIf(gone::takes);
        return new TrustRemoval(directory, before, after, now);
    }

    /** What the revocation of a certificate would do, which fills the gaps it leaves. */
    static TrustRemoval of(DirectoryInventory inventory, Fingerprint revoked, Instant now) {
        ClientRemoval removal = new ClientRemoval(inventory, new Nothing());
        try {
            removal.remove(revoked, Set.of());
        } catch (IOException e) {
            throw new IllegalStateException("nothing was to be done", e);
        }
        SortedMap<Path, ScannedFile> after = new TreeMap<>(inventory.files());
        after.keySet().removeAll(removal.removed());
        removal.renamed()
                .forEach((from, to) ->
                        after.put(to, requireNonNull(after.remove(from), "file").named(to)));
        return new TrustRemoval(inventory.directory(), inventory.files(), after, now);
    }

    /**
     * The directory.
     *
     * @return as it was given
     */
    public Path directory() {
        return directory;
    }

    /**
     * Whose certificates the directory would no longer vouch for.
     *
     * @return those that are trusted now and would not be, and those whose files would go; empty if the files let nobody in
     */
    public Set<Fingerprint> lost() {
        return lost;
    }

    /**
     * What the removal would mean for a client that is connected.
     *
     * @param certificate the client's
     * @param vouchers who vouches for it now
     * @return whether it would be cut
     */
    public Effect effectOn(Fingerprint certificate, Vouchers vouchers) {
        requireNonNull(certificate, "certificate");
        requireNonNull(vouchers, "vouchers");
        Optional<Path> other = vouchers.directory();
        if (!lost.contains(certificate) || other.isEmpty()) {
            return Effect.NONE;
        }
        if (!same(other.get())) {
            return Effect.OTHER_DIRECTORY;
        }
        return vouchers.authorities().isEmpty() ? Effect.CUT : Effect.KEPT_BY_AUTHORITY;
    }

    private boolean same(Path other) {
        try {
            return Files.isSameFile(directory, other);
        } catch (IOException e) {
            return false; // it is not even here
        }
    }

    /** What a removal means for a client that is connected. */
    public enum Effect {
        /** It is let in as before. */
        NONE,
        /** It is cut. */
        CUT,
        /** It stays, as the caller that an authority names; its WebSockets, which are one caller's, end with their next message. */
        KEPT_BY_AUTHORITY,
        /** Its certificate goes from here, and it was let in by another directory; or by this one under a name that leads elsewhere from here. */
        OTHER_DIRECTORY
    }

    /** The state that a server with this one would come to, which goes by whom it trusted before where two files want one name. */
    InstalledSnapshot after(InstalledSnapshot live) {
        return new SnapshotBuilder(after, new SnapshotBuilder(before, live, now).build(), now).build();
    }

    private Set<Fingerprint> findLost() {
        InstalledSnapshot nobody = InstalledSnapshot.nobody(directory, Duration.ZERO, Revocation.OPTIONAL);
        InstalledSnapshot all = new SnapshotBuilder(before, nobody, now).build();
        Set<Fingerprint> found = new HashSet<>(all.state().trusted().keySet());
        before.forEach((path, file) -> {
            if (!after.containsKey(path) && file.content() instanceof One one) {
                found.add(one.certificate().fingerprint());
            }
        });
        found.removeAll(
                new SnapshotBuilder(after, all, now).build().state().trusted().keySet());
        return Set.copyOf(found);
    }

    /** Does nothing. */
    private static final class Nothing implements ClientRemoval.Steps {
        @Override
        public void rename(Path from, Path to) {}

        @Override
        public void delete(Path file) {}
    }

    /** The files that are thought away, however they are called. */
    private static final class Gone {
        private final Map<Path, Path> folders = new HashMap<>();
        private final Set<Path> files = new HashSet<>();

        Gone(Path directory, Collection<Path> gone) {
            for (Path file : gone) {
                try {
                    Files.readAttributes(file, "isRegularFile", LinkOption.NOFOLLOW_LINKS);
                    files.add(real(file));
                } catch (IOException e) {
                    throw new TrustDirectoryException(
                            directory,
                            "'" + Texts.path(file) + "' "
                                    + (e instanceof NoSuchFileException
                                            ? "is not there"
                                            : "cannot be looked at: " + Texts.cause(e)),
                            "a file of it to be removed");
                }
            }
        }

        /** Whether the entry is one of the files, or a link that leads to one, over whatever other links. */
        boolean takes(ScannedFile entry) {
            try {
                Path hop = entry.file();
                for (int hops = 0; hops <= MOST_HOPS; hops++) {
                    if (files.contains(real(hop))) {
                        return true;
                    }
                    if (!Files.isSymbolicLink(hop)) {
                        return false;
                    }
                    hop = hop.resolveSibling(Files.readSymbolicLink(hop));
                }
                return false;
            } catch (IOException e) {
                return true; // what is gone already lets nobody in
            }
        }

        /** Its own name in its folder's real path, so that a link stays a link. */
        private Path real(Path file) throws IOException {
            Path absolute = file.toAbsolutePath();
            Path folder = requireNonNull(absolute.getParent(), "a folder");
            Path known = folders.get(folder);
            if (known == null) {
                known = folder.toRealPath();
                folders.put(folder, known);
            }
            return known.resolve(requireNonNull(absolute.getFileName(), "a name"));
        }
    }
}
