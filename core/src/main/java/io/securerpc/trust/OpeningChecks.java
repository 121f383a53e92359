package io.securerpc.trust;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Reads a trust directory for the first time, where whatever is wrong with it as a whole stops the start. */
final class OpeningChecks {
    private static final String EXPECTED =
            "a directory with at least one PEM certificate under its subject hash, such as f013e17f.0";
    private static final int NAMED = 10;

    private OpeningChecks() {}

    static TrustFolder read(Path directory, LongSupplier nanoTime) {
        try {
            TrustFolder folder = TrustFolder.unread(directory, nanoTime);
            folder.lookAtAll(LookProgress.first(directory, nanoTime));
            return folder;
        } catch (IOException | SecurityException e) {
            throw new TrustDirectoryException(directory, found(directory, e), EXPECTED);
        }
    }

    static InstalledSnapshot snapshot(ClientTrust trust, Path directory, TrustFolder folder, Instant now) {
        SnapshotBuilder builder = new SnapshotBuilder(
                folder, InstalledSnapshot.nobody(directory, trust.grace(), trust.revocation()), now);
        InstalledSnapshot snapshot = builder.build();
        for (SnapshotBuilder.Conflict conflict : builder.conflicts()) {
            throw new TrustDirectoryException(
                    directory,
                    "'" + Texts.name(conflict.first()) + "' and '" + Texts.name(conflict.second())
                            + "' are different certificates of one caller",
                    "one certificate for each common name, case and white space aside");
        }
        if (snapshot.size() == 0) {
            refuseNobody(trust, directory, snapshot, folder);
        }
        return snapshot;
    }

    private static void refuseNobody(
            ClientTrust trust, Path directory, InstalledSnapshot snapshot, TrustFolder folder) {
        // What was meant to let somebody in and does not is an error even where nobody is allowed.
        List<TrustEntry> meant = snapshot.entries().stream()
                .filter(entry -> EntryName.of(entry.file()).isPresent() || folder.holdsCertificate(entry.file()))
                .toList();
        if (meant.isEmpty() && trust.emptyAllowed()) {
            return;
        }
        List<TrustEntry> named = meant.isEmpty() ? snapshot.entries() : meant;
        String found = named.isEmpty()
                ? "empty"
                : "nothing in it is trusted: "
                        + named.stream()
                                .limit(NAMED)
                                .map(entry -> "'" + Texts.name(entry.file()) + "' "
                                        + entry.rejection().orElse("trusted"))
                                .collect(Collectors.joining("; "))
                        + (named.size() > NAMED ? "; and " + (named.size() - NAMED) + " more" : "");
        throw new TrustDirectoryException(directory, found, EXPECTED);
    }

    /** What a failed look found, in a few words. */
    static String found(Path directory, Throwable failure) {
        if (failure instanceof NotDirectoryException) {
            return "not a directory";
        }
        if (failure instanceof NoSuchFileException) {
            return "missing";
        }
        if (failure instanceof TooManyFilesException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof AccessDeniedException) {
            return "unreadable: access denied";
        }
        return "unreadable: " + Texts.cause(failure);
    }
}
