package io.securerpc.trust;

import io.securerpc.certificate.IssuerName;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.FileContent.Bad;
import io.securerpc.trust.FileContent.Listed;
import io.securerpc.trust.RevocationLists.Counting;
import io.securerpc.trust.RevocationLists.Coverage;
import io.securerpc.trust.RevocationLists.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides which revocation lists of a folder are used, without any I/O. Whatever is named as a list and cannot be used makes the certificates of its issuer
 * unusable: it was put there to revoke somebody.
 */
final class RevocationListsBuilder {
    private final SortedMap<Path, ScannedFile> files;
    private final RevocationLists previous;
    private final Instant now;
    private final Map<IssuerName, List<Counting>> byIssuer = new LinkedHashMap<>();
    private final Map<IssuerName, Problem> gaps = new HashMap<>();
    private final Map<SubjectHash, Problem> problems = new HashMap<>();
    private final Map<Path, String> rejections = new HashMap<>();
    private final Map<String, Integer> firstFree = new HashMap<>();
    private final Set<Path> signers = new HashSet<>();
    private Instant turns = Instant.MAX;

    RevocationListsBuilder(SortedMap<Path, ScannedFile> files, RevocationLists previous, Instant now) {
        this.files = files;
        this.previous = previous;
        this.now = now;
    }

    RevocationLists build() {
        Map<String, SortedMap<Integer, ScannedFile>> named = named();
        if (named.isEmpty()) {
            return RevocationLists.none(previous.mode());
        }
        if (previous.mode() == Revocation.NONE) {
            named.values()
                    .forEach(lists -> lists.values()
                            .forEach(file -> rejections.put(
                                    file.file(), "not used: revocation lists are switched off for this directory")));
            return result(Map.of());
        }
        named.forEach(this::count);
        named.forEach((hash, lists) -> lists.forEach((number, file) -> examine(new EntryName(hash, number), file)));
        Map<IssuerName, Coverage> coverages = new HashMap<>();
        byIssuer.forEach((issuer, lists) -> coverages.put(issuer, coverage(issuer, lists)));
        gaps.forEach((issuer, problem) -> coverages.putIfAbsent(issuer, nothing(issuer, problem)));
        // A list that is torn in between must not make an older one, afterwards, look like the first.
        previous.issuers().forEach(issuer -> {
            Problem problem = problems.get(issuer.hash());
            if (problem != null) {
                coverages.putIfAbsent(issuer, nothing(issuer, problem));
            }
        });
        return result(coverages);
    }

    private RevocationLists result(Map<IssuerName, Coverage> coverages) {
        return new RevocationLists(previous.mode(), coverages, problems, rejections, firstFree, signers, turns);
    }

    private Coverage nothing(IssuerName issuer, Problem problem) {
        return new Coverage(List.of(), problem, Instant.MAX, previous.newestSeen(issuer));
    }

    private Map<String, SortedMap<Integer, ScannedFile>> named() {
        Map<String, SortedMap<Integer, ScannedFile>> named = new TreeMap<>();
        for (ScannedFile file : files.values()) {
            // What is named as a list is never read as a certificate, so most files need not be asked for their names.
            if (file.name() == null && !(file.content() instanceof FileContent.One)) {
                EntryName.ofList(file.file())
                        .ifPresent(name -> named.computeIfAbsent(name.hash(), hash -> new TreeMap<>())
                                .put(name.counter(), file));
            }
        }
        return named;
    }

    private void count(String hash, SortedMap<Integer, ScannedFile> lists) {
        int free = 0;
        for (Map.Entry<Integer, ScannedFile> list : lists.entrySet()) {
            // A link to nothing is a gap, as it is for OpenSSL.
            boolean gone = list.getValue().content() instanceof Bad bad && bad.gone();
            if (list.getKey() != free || gone) {
                break;
            }
            free++;
        }
        firstFree.put(hash, free);
    }

    private void examine(EntryName name, ScannedFile file) {
        if (!(file.content() instanceof Listed listed)) {
            Bad bad = (Bad) file.content();
            Problem problem =
                    bad.perhapsTorn() ? torn(file.file(), bad.reason()) : new Problem(file.file(), bad.reason(), null);
            rejections.put(file.file(), bad.reason());
            problems.putIfAbsent(SubjectHash.parse(name.hash()), problem);
            return;
        }
        IssuerName issuer = listed.list().issuer();
        String hash = issuer.hash().toString();
        int free = firstFree.getOrDefault(hash, 0);
        if (!hash.equals(name.hash())) {
            String text = "issuer hash " + hash + " (expected: " + name.hash() + "); install as " + hash + ".r" + free;
            rejections.put(file.file(), text);
            Problem problem = new Problem(file.file(), text, null);
            problems.putIfAbsent(SubjectHash.parse(name.hash()), problem);
            gaps.putIfAbsent(issuer, problem);
        } else if (name.counter() > free) {
            String text = "gap: " + hash + ".r" + free
                    + " is missing (expected: numbers from 0 without a gap); install as " + hash + ".r" + free;
            rejections.put(file.file(), text);
            gaps.putIfAbsent(issuer, new Problem(file.file(), text, null));
        } else {
            byIssuer.computeIfAbsent(issuer, key -> new ArrayList<>()).add(new Counting(file.file(), listed.list()));
        }
    }

    private Problem torn(Path file, String text) {
        return new Problem(file, text, previous.tornSince(file).orElse(now));
    }

    private Coverage coverage(IssuerName issuer, List<Counting> lists) {
        ListSigners possible = ListSigners.of(files, lists.get(0), now);
        IssuerLists judged = new IssuerLists(previous.newestSeen(issuer), now);
        Problem problem = gaps.get(issuer);
        for (Counting counting : lists) {
            Optional<ListSigners.Signer> signer = possible.signerOf(counting.list());
            if (signer.isPresent()) {
                signers.add(signer.get().file());
                judged.add(counting, signer.get());
            } else {
                String text = possible.missing(counting.list());
                rejections.put(counting.file(), text);
                Problem found =
                        possible.torn() ? torn(counting.file(), text) : new Problem(counting.file(), text, null);
                problem = problem == null ? found : problem;
            }
        }
        Coverage coverage = judged.decide(problem);
        rejections.putAll(judged.rejections());
        turn(judged.turns());
        turn(possible.turns());
        return coverage;
    }

    private void turn(Instant at) {
        turns = at.isBefore(turns) ? at : turns;
    }
}
