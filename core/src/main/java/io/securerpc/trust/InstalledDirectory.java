package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trust directory being followed. */
final class InstalledDirectory implements TrustSource {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final Path directory;
    private final TrustFolder folder;
    private volatile InstalledSnapshot snapshot;

    private InstalledDirectory(Path directory, TrustFolder folder, InstalledSnapshot snapshot) {
        this.directory = directory;
        this.folder = folder;
        this.snapshot = snapshot;
    }

    static InstalledDirectory open(ClientTrust trust, Path directory, Instant now, LongSupplier nanoTime) {
        TrustFolder folder = OpeningChecks.read(directory, nanoTime);
        return new InstalledDirectory(directory, folder, OpeningChecks.snapshot(trust, directory, folder, now));
    }

    @Override
    public TrustState state() {
        return snapshot;
    }

    @Override
    public TrustState after(TrustRemoval removal) {
        return sameDirectory(removal.directory()) ? removal.after(snapshot) : snapshot;
    }

    private boolean sameDirectory(Path other) {
        try {
            return Files.isSameFile(directory, other);
        } catch (IOException e) {
            throw new TrustDirectoryException(
                    directory, OpeningChecks.found(directory, e), "to be compared with '" + Texts.path(other) + "'");
        }
    }

    @Override
    public List<String> warnings() {
        return new DirectoryRights(directory, folder.files().values()).warnings();
    }

    TrustFolder.Costs costs() {
        return folder.costs();
    }

    @Override
    public Optional<String> look(InstantSource clock, boolean everywhere) {
        InstalledSnapshot before = snapshot;
        InstalledSnapshot after = lookAfter(before, clock, everywhere);
        if (after == before) {
            return Optional.empty();
        }
        snapshot = after;
        return TrustChanges.between(directory, before, after);
    }

    private InstalledSnapshot lookAfter(InstalledSnapshot before, InstantSource clock, boolean everywhere) {
        Instant now = null;
        try {
            now = clock.instant();
            // A folder that comes back may be another, with other files under the same names.
            boolean changed = (everywhere || before.unavailable().isPresent())
                    ? folder.lookAtAll(LookProgress.NONE)
                    : folder.look(before.tornFiles());
            if (changed) {
                folder.requireDirectory();
            }
            return changed || !before.holdsAt(now) ? new SnapshotBuilder(folder, before, now).build() : before;
        } catch (Throwable e) {
            return unavailable(before, now, e);
        }
    }

    private InstalledSnapshot unavailable(InstalledSnapshot before, @Nullable Instant now, Throwable failure) {
        String found = OpeningChecks.found(directory, failure);
        boolean expected = failure instanceof IOException;
        if (!expected && !before.unavailable().equals(Optional.of(found))) {
            LOG.error("client trust: looking at {} failed", Texts.path(directory), failure);
        }
        // Without a time there is no grace time.
        return before.unavailable(now == null ? Instant.EPOCH : now, found);
    }
}
