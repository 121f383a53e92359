package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trust directory being followed. */
final class InstalledDirectory implements TrustSource {
    private static final Logger LOG = LoggerFactory.getLogger("io.securerpc.trust");

    private final Path directory;
    private volatile TrustFolder folder;
    private volatile InstalledSnapshot snapshot;

    private InstalledDirectory(Path directory, TrustFolder folder, InstalledSnapshot snapshot) {
        this.directory = directory;
        this.folder = folder;
        this.snapshot = snapshot;
    }

    static InstalledDirectory open(ClientTrust trust, Path directory, Instant now) {
        TrustFolder folder = OpeningChecks.read(directory);
        return new InstalledDirectory(directory, folder, OpeningChecks.snapshot(trust, directory, folder, now));
    }

    @Override
    public TrustState state() {
        return snapshot;
    }

    @Override
    public boolean mayHaveChanged() {
        InstalledSnapshot current = snapshot;
        return current.unavailable().isPresent() || current.hasTornFiles() || folder.foldersChanged();
    }

    @Override
    public Optional<String> look(InstantSource clock) {
        InstalledSnapshot before = snapshot;
        InstalledSnapshot after = lookAfter(before, clock);
        snapshot = after;
        return TrustChanges.between(directory, before, after);
    }

    private InstalledSnapshot lookAfter(InstalledSnapshot before, InstantSource clock) {
        Instant now = null;
        try {
            now = clock.instant();
            TrustFolder seen = folder.look(directory);
            InstalledSnapshot after = new SnapshotBuilder(seen, before, now).build();
            folder = seen;
            return after;
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
