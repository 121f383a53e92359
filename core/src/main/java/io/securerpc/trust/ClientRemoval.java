package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;

/**
 * Takes one certificate out of a trust directory, and leaves no gap in the numbers of its hash: OpenSSL stops looking at the first one.
 *
 * <p>The last number's name is renamed onto the one that is to go. That is one step: before it both clients have a name,
 * after it the other has its new one, and at no moment none. Only when the client has no hashed name left are its own
 * files removed, so that no name ever leads to nothing.
 */
final class ClientRemoval {
    private final DirectoryInventory inventory;
    private final Steps files;
    private final List<Path> removed = new ArrayList<>();
    private final Map<Path, Path> renamed = new LinkedHashMap<>();

    ClientRemoval(DirectoryInventory inventory, Steps files) {
        this.inventory = inventory;
        this.files = files;
    }

    /** Every name of the certificate, except those that have another's by now. */
    void remove(Fingerprint fingerprint, Set<Path> spared) throws IOException {
        List<ScannedFile> names = inventory.namesOf(fingerprint).stream()
                .filter(file -> !spared.contains(file.file()))
                .toList();
        // From the last to the first: so the name that moves up is never another one of the same client.
        List<EntryName> hashed = names.stream()
                .map(ScannedFile::name)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparingInt(EntryName::counter).reversed())
                .toList();
        for (EntryName name : hashed) {
            free(name);
        }
        for (ScannedFile file : names) {
            if (file.name() == null) {
                files.delete(file.file());
                removed.add(file.file());
            }
        }
    }

    List<Path> removed() {
        return removed;
    }

    Map<Path, Path> renamed() {
        return renamed;
    }

    private void free(EntryName name) throws IOException {
        Path freed = path(name);
        int last = lastWithoutGap(name.hash());
        // Beyond a gap nobody is let in, and nobody shall be by this.
        if (name.counter() < last) {
            Path mover = path(new EntryName(name.hash(), last));
            files.rename(mover, freed);
            renamed.put(mover, freed);
        } else {
            files.delete(freed);
        }
        removed.add(freed);
    }

    /** Which numbers there are now: those that were found, without those that went since. */
    private int lastWithoutGap(String hash) {
        NavigableMap<Integer, ScannedFile> numbers = inventory.numbers(hash);
        numbers.values().removeIf(file -> gone(file.file()));
        int last = -1;
        while (numbers.containsKey(last + 1)) {
            last++;
        }
        return last;
    }

    private boolean gone(Path name) {
        return renamed.containsKey(name) || (removed.contains(name) && !renamed.containsValue(name));
    }

    private Path path(EntryName name) {
        return inventory.directory().resolve(name.toString());
    }

    /** What is done to the directory; or to nothing, to find out what would be done. */
    interface Steps {
        void rename(Path from, Path to) throws IOException;

        void delete(Path file) throws IOException;
    }
}
