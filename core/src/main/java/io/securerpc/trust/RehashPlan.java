package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.FileContent.Bad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The links that a trust directory should have: one for each certificate and revocation list in it, numbered from 0 without a gap. What
 * {@code openssl rehash} makes, except that nobody who is installed is put out.
 */
final class RehashPlan {
    private static final Pattern HASHED = Pattern.compile("([0-9a-f]{8}\\.r?)(0|[1-9][0-9]{0,8})");

    /** Those that {@code openssl rehash} looks into. */
    private static final Pattern CANDIDATE = Pattern.compile("(?i).*\\.(pem|crt|cer|crl)");

    private final DirectoryInventory inventory;
    private final Map<String, HashGroup> groups = new TreeMap<>();
    private final Map<String, Caller> callers = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    private RehashPlan(DirectoryInventory inventory) {
        this.inventory = inventory;
    }

    static RehashPlan of(DirectoryInventory inventory) throws IOException {
        RehashPlan plan = new RehashPlan(inventory);
        List<ScannedFile> candidates = new ArrayList<>();
        for (ScannedFile file : inventory.files().values()) {
            String name = String.valueOf(file.file().getFileName());
            Matcher hashed = HASHED.matcher(name);
            if (hashed.matches()) {
                plan.noteHashed(file, hashed.group(1), Integer.parseInt(hashed.group(2)));
            } else if (CANDIDATE.matcher(name).matches()) {
                candidates.add(file);
            }
        }
        candidates.forEach(plan::noteCandidate);
        return plan;
    }

    /** Links first, removals last: so that nobody is without a name in between. */
    void carryOut(DirectoryFiles files) throws IOException {
        for (HashGroup group : groups.values()) {
            for (Map.Entry<Integer, Path> link : group.missing().entrySet()) {
                Path name = name(group, link.getKey());
                if (group.occupied(link.getKey())) {
                    files.relink(name, link.getValue());
                } else {
                    files.link(name, link.getValue());
                }
            }
            for (int number : group.surplus()) {
                files.delete(name(group, number));
            }
        }
    }

    RehashReport report() {
        Map<Path, Path> linked = new TreeMap<>();
        List<Path> removed = new ArrayList<>();
        int kept = 0;
        for (HashGroup group : groups.values()) {
            group.missing().forEach((number, target) -> linked.put(name(group, number), target));
            group.surplus().forEach(number -> removed.add(name(group, number)));
            kept += group.kept();
        }
        return new RehashReport(linked, removed, kept, warnings);
    }

    private void noteHashed(ScannedFile file, String prefix, int number) throws IOException {
        HashGroup group = group(prefix);
        Optional<HashedFile> content =
                HashedFile.of(file).filter(found -> found.group().equals(prefix));
        content.ifPresent(found -> claim(found, file.file()));
        if (!Files.isSymbolicLink(file.file())) {
            group.addFile(number, content.map(HashedFile::digest));
            if (content.isEmpty()) {
                warnings.add("'" + Texts.name(file.file()) + "' stays, though it does not belong under that name");
            }
        } else if (content.isEmpty() && file.content() instanceof Bad bad && bad.unread() && !bad.gone()) {
            group.addFile(number, Optional.empty());
            warnings.add("'" + Texts.name(file.file()) + "' stays: " + bad.reason());
        } else {
            group.addLink(number, Files.readSymbolicLink(file.file()), content.map(HashedFile::digest));
        }
    }

    private void noteCandidate(ScannedFile file) {
        Optional<HashedFile> found = HashedFile.of(file);
        if (found.isEmpty()) {
            String why = file.content() instanceof Bad bad ? bad.reason() : "no certificate";
            warnings.add("skipped '" + Texts.name(file.file()) + "': " + why);
            return;
        }
        HashedFile content = found.get();
        Optional<Path> rival = claim(content, file.file());
        if (rival.isPresent()) {
            warnings.add("skipped '" + Texts.name(file.file()) + "': another certificate of the caller of '"
                    + Texts.name(rival.get()) + "', with which a server would not start");
        } else if (!group(content.group()).addCandidate(file.file().getFileName(), content.digest())) {
            warnings.add("skipped '" + Texts.name(file.file()) + "': a duplicate");
        }
    }

    /** Who else has the caller's name already. */
    private Optional<Path> claim(HashedFile file, Path path) {
        if (file.callerKey().isEmpty()) {
            return Optional.empty();
        }
        Caller first = callers.putIfAbsent(file.callerKey().get(), new Caller(file.digest(), path));
        return first == null || first.certificate().equals(file.digest())
                ? Optional.empty()
                : Optional.of(first.file());
    }

    private HashGroup group(String prefix) {
        return groups.computeIfAbsent(prefix, HashGroup::new);
    }

    private Path name(HashGroup group, int number) {
        return inventory.directory().resolve(group.prefix() + number);
    }

    private record Caller(Fingerprint certificate, Path file) {}
}
