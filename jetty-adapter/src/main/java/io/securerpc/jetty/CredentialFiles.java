package io.securerpc.jetty;

import io.securerpc.caller.CredentialKind;
import io.securerpc.caller.CredentialProof;
import io.securerpc.caller.UncheckedFile;
import io.securerpc.reload.Live;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** The files that say what credentials of one kind prove: its own, and those that all kinds share. */
final class CredentialFiles {
    private final CredentialKind kind;
    private final List<CheckedFile> shared;
    private final IdentityHashMap<Live<?>, CheckedFile> own = new IdentityHashMap<>();
    private final List<CheckedFile> all;

    CredentialFiles(CredentialKind kind, List<CheckedFile> shared, LongSupplier nanoTime) {
        this.kind = kind;
        this.shared = shared;
        kind.followed().forEach(live -> own.put(live, CheckedFile.of(live, nanoTime)));
        this.all = Stream.concat(shared.stream(), own.values().stream()).toList();
    }

    Collection<Live<?>> values() {
        return own.keySet();
    }

    Collection<CheckedFile> followed() {
        return own.values();
    }

    /** Of the files by which a proof was given, the one that was looked at least recently; empty where each is believed. */
    Optional<UncheckedFile> unchecked(CredentialProof.Proven proof) {
        for (CheckedFile file : all) {
            if (!file.isFresh()) {
                return leastRecent(proof);
            }
        }
        return Optional.empty();
    }

    private Optional<UncheckedFile> leastRecent(CredentialProof.Proven proof) {
        List<Live<?>> named = kind.followed(proof);
        List<CheckedFile> judged = new ArrayList<>(shared);
        if (own.keySet().containsAll(named)) {
            named.forEach(live -> judged.add(own.get(live)));
        } else {
            // Nobody knows which of them it was.
            judged.addAll(own.values());
        }
        return judged.stream().map(CheckedFile::state).max(Comparator.comparing(UncheckedFile::time));
    }
}
