package io.securerpc.trust;

import static java.util.Objects.requireNonNull;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.trust.FileContent.Bad;
import io.securerpc.trust.FileContent.Listed;
import io.securerpc.trust.FileContent.One;
import io.securerpc.trust.InstalledSnapshot.Refused;
import io.securerpc.trust.InstalledSnapshot.Torn;
import io.securerpc.trust.TrustDecision.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Decides which files of a folder are trusted: the rules of the trust directory, without any I/O. */
final class SnapshotBuilder {
    private final SortedMap<Path, ScannedFile> files;
    private final InstalledSnapshot previous;
    private final RevocationLists lists;
    private final Instant now;

    private final Map<String, Integer> firstFree;
    private final Map<Path, String> rejections = new HashMap<>();
    private final Map<Fingerprint, InstalledCertificate> trusted;
    private final Map<Fingerprint, Refused> refused = new HashMap<>();
    private final Map<Fingerprint, Torn> torn = new HashMap<>();
    private final Map<Path, InstalledCertificate> installedAt;
    private final Set<Fingerprint> hashed;
    private final Set<Object> hashedLists = new HashSet<>();
    private final Map<InstalledCertificate, RevocationLists.Problem> withoutList = new HashMap<>();
    private final Map<String, Claim> claimed;
    private final List<Conflict> conflicts = new ArrayList<>();
    private Instant until;

    SnapshotBuilder(TrustFolder folder, InstalledSnapshot previous, Instant now) {
        this(folder.files(), previous, now);
    }

    SnapshotBuilder(SortedMap<Path, ScannedFile> files, InstalledSnapshot previous, Instant now) {
        this.files = files;
        // Sized by what there was before, or a change to one file of 100,000 would mostly consist of growing maps.
        int size = previous.size() * 3 / 2;
        this.firstFree = new HashMap<>(size);
        this.trusted = new HashMap<>(size);
        this.installedAt = new HashMap<>(size);
        this.hashed = new HashSet<>(size);
        this.claimed = new HashMap<>(size);
        this.previous = previous;
        this.lists = new RevocationListsBuilder(files, previous.state().lists(), now).build();
        this.until = lists.turns();
        this.now = now;
    }

    InstalledSnapshot build() {
        countHashedNames();
        List<ScannedFile> known = new ArrayList<>(files.size());
        List<ScannedFile> newcomers = new ArrayList<>();
        for (ScannedFile file : files.values()) {
            if (isList(file)) {
                lists.rejection(file.file()).ifPresent(text -> rejections.put(file.file(), text));
                continue;
            }
            Optional<String> rejection = examine(file);
            if (rejection.isPresent()) {
                rejections.put(file.file(), rejection.get());
            } else {
                (wasTrusted(file) ? known : newcomers).add(file);
            }
        }
        // Who was trusted before goes first: a newcomer cannot push out a caller by taking its name.
        known.forEach(this::admit);
        newcomers.forEach(this::admit);
        noteTornFiles();
        noteTornLists();
        return previous.next(new InstalledSnapshot.State(
                trusted, refused, torn, installedAt, firstFree, entries(), lists, now, until));
    }

    /** Whether the file is named as a revocation list, which is then never read as a certificate. */
    private static boolean isList(ScannedFile file) {
        return file.name() == null
                && !(file.content() instanceof One)
                && EntryName.ofList(file.file()).isPresent();
    }

    /** Pairs of different certificates that mean the same caller; the later file of each pair is rejected. */
    List<Conflict> conflicts() {
        return conflicts;
    }

    private void countHashedNames() {
        Map<String, Set<Integer>> beyondFirst = new HashMap<>();
        for (ScannedFile file : files.values()) {
            EntryName name = file.name();
            if (file.content() instanceof Listed listed && isList(file)) {
                hashedLists.add(listed.list().fileKey());
            }
            // A link to nothing is a gap, as it is for OpenSSL; a file that is torn at the moment is not.
            if (name == null || (file.content() instanceof Bad bad && bad.gone())) {
                continue;
            }
            noteHashed(name, file);
            if (name.counter() == 0) {
                firstFree.put(name.hash(), 1);
            } else {
                beyondFirst
                        .computeIfAbsent(name.hash(), hash -> new HashSet<>())
                        .add(name.counter());
            }
        }
        beyondFirst.forEach((hash, counters) -> {
            int free = firstFree.getOrDefault(hash, 0);
            while (free > 0 && counters.contains(free)) {
                free++;
            }
            firstFree.put(hash, free);
        });
    }

    private void noteHashed(EntryName name, ScannedFile file) {
        if (file.content() instanceof One one && one.certificate().hash().equals(name.hash())) {
            hashed.add(one.certificate().fingerprint());
        }
    }

    private String nameFor(InstalledCertificate certificate) {
        return certificate.hash() + "." + firstFree.getOrDefault(certificate.hash(), 0);
    }

    private Optional<String> examine(ScannedFile file) {
        EntryName name = file.name();
        if (name == null) {
            return Optional.of(unhashed(file));
        }
        if (file.content() instanceof Bad bad) {
            return Optional.of(bad.reason());
        }
        InstalledCertificate certificate = ((One) file.content()).certificate();
        if (!name.hash().equals(certificate.hash())) {
            return refuse(
                    file,
                    certificate,
                    Reason.NOT_INSTALLED,
                    "subject hash " + certificate.hash() + " (expected: " + name.hash() + "); install as "
                            + nameFor(certificate));
        }
        int free = firstFree.getOrDefault(certificate.hash(), 0);
        if (name.counter() > free) {
            return refuse(
                    file,
                    certificate,
                    Reason.NOT_INSTALLED,
                    "gap: " + certificate.hash() + "." + free
                            + " is missing (expected: numbers from 0 without a gap); install as "
                            + nameFor(certificate));
        }
        Instant turn = certificate.turnsAfter(now);
        until = turn.isBefore(until) ? turn : until;
        Optional<Fitness.Defect> defect = certificate.defect(now);
        if (defect.isPresent()) {
            String use = lists.signedWith(file.file()) ? "; used for revocation lists only" : "";
            return refuse(file, certificate, defect.get().reason(), defect.get().text() + use);
        }
        return lists.refusal(certificate).flatMap(refusal -> {
            if (refusal.problem() != null) {
                withoutList.put(certificate, refusal.problem());
            }
            return refuse(file, certificate, refusal.reason(), refusal.text());
        });
    }

    private String unhashed(ScannedFile file) {
        if (file.content() instanceof One one) {
            String why = EntryName.onlyCaseIsWrong(file.file()) ? "name is not lower case" : "not hashed";
            String reason = why + ": install as " + nameFor(one.certificate());
            return hashed.contains(one.certificate().fingerprint())
                    ? reason
                    : refuse(file, one.certificate(), Reason.NOT_INSTALLED, reason)
                            .orElse(reason);
        }
        if (file.content() instanceof Listed listed) {
            return (EntryName.onlyCaseIsWrong(file.file()) ? "name is not lower case" : "revocation list, not hashed")
                    + ": install as " + lists.nameFor(listed.list().issuer());
        }
        return EntryName.onlyCaseIsWrong(file.file())
                ? "name is not lower case; " + ((Bad) file.content()).reason()
                : "ignored (expected: a certificate under its subject hash, such as f013e17f.0)";
    }

    private Optional<String> refuse(ScannedFile file, InstalledCertificate certificate, Reason reason, String text) {
        Refused known = refused.get(certificate.fingerprint());
        // The same certificate may lie there twice: what is wrong with it says more than where it lies.
        if (known == null || known.reason() == Reason.NOT_INSTALLED) {
            refused.put(certificate.fingerprint(), new Refused(reason, file.file(), text));
        }
        return Optional.of(text);
    }

    private boolean wasTrusted(ScannedFile file) {
        return previous.trusts(((One) file.content()).certificate().fingerprint());
    }

    private void admit(ScannedFile file) {
        InstalledCertificate certificate = ((One) file.content()).certificate();
        Claim mine = new Claim(file.file(), certificate.fingerprint());
        Claim earlier = claimed.putIfAbsent(certificate.callerKey(), mine);
        if (earlier == null || earlier.fingerprint().equals(mine.fingerprint())) {
            trusted.put(certificate.fingerprint(), certificate);
            installedAt.put(file.file(), certificate);
            refused.remove(certificate.fingerprint());
            return;
        }
        conflicts.add(new Conflict(earlier.file(), file.file()));
        String text = "another certificate of the same caller: '" + Texts.name(earlier.file())
                + "' has the same common name (expected: one certificate for each caller)";
        refuse(file, certificate, Reason.NOT_INSTALLED, text).ifPresent(reason -> rejections.put(file.file(), reason));
    }

    private void noteTornFiles() {
        for (ScannedFile file : files.values()) {
            InstalledCertificate before = previous.installedAt(file.file());
            if (before != null
                    && file.content() instanceof Bad bad
                    && bad.perhapsTorn()
                    && !trusted.containsKey(before.fingerprint())) {
                torn.put(
                        before.fingerprint(),
                        Torn.ofItsFile(
                                before,
                                file.file(),
                                previous.tornSince(before.fingerprint()).orElse(now)));
                installedAt.put(file.file(), before);
            }
        }
    }

    /** Who was trusted while the list could be read is borne for as long as one whose own file is torn. */
    private void noteTornLists() {
        withoutList.forEach((certificate, problem) -> {
            Fingerprint fingerprint = certificate.fingerprint();
            Instant since = problem.tornSince();
            if (since != null
                    && (previous.trusts(fingerprint)
                            || previous.tornSince(fingerprint).isPresent())) {
                Refused why = requireNonNull(refused.get(fingerprint));
                torn.put(fingerprint, new Torn(certificate, problem.file(), since, why.reason(), why.text()));
            }
        });
    }

    private List<TrustEntry> entries() {
        List<TrustEntry> entries = new ArrayList<>();
        for (ScannedFile file : files.values()) {
            // A link's target beside its link is how the guides do it, and nothing to report.
            if (!targetOfLink(file)) {
                entries.add(new TrustEntry(file.file(), Optional.ofNullable(rejections.get(file.file()))));
            }
        }
        return Collections.unmodifiableList(entries);
    }

    private boolean targetOfLink(ScannedFile file) {
        if (file.content() instanceof Listed listed) {
            return !isList(file) && hashedLists.contains(listed.list().fileKey());
        }
        return file.name() == null
                && file.content() instanceof One one
                && hashed.contains(one.certificate().fingerprint());
    }

    /** The file that has a caller's name, and the certificate in it. */
    private record Claim(Path file, Fingerprint fingerprint) {}

    /** Two files with different certificates of one caller. */
    record Conflict(Path first, Path second) {}
}
