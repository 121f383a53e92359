package io.securerpc.trust;

import io.securerpc.certificate.IssuerName;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.RevocationList.Age;
import io.securerpc.trust.TrustDecision.Reason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the revocation lists of a trust directory said at one look: immutable, and looked up by the issuer of a certificate, so that an answer costs the same
 * however many lists and certificates there are.
 */
final class RevocationLists {
    private final Revocation mode;
    private final Map<IssuerName, Coverage> coverages;
    private final Map<SubjectHash, Problem> problems;
    private final Map<Path, String> rejections;
    private final Map<String, Integer> firstFree;
    private final Set<Path> signers;
    private final Instant turns;

    /**
     * One state.
     *
     * @param coverages what is known of each issuer of whom there is a list
     * @param problems files that should hold a list, by the hash they are named by
     * @param rejections files that should hold a list and are not used
     * @param firstFree the next number for a list, by the hash of its issuer
     * @param signers the files of certificates that signed lists
     * @param turns when some of this has to be decided anew
     */
    RevocationLists(
            Revocation mode,
            Map<IssuerName, Coverage> coverages,
            Map<SubjectHash, Problem> problems,
            Map<Path, String> rejections,
            Map<String, Integer> firstFree,
            Set<Path> signers,
            Instant turns) {
        this.mode = mode;
        this.coverages = coverages;
        this.problems = problems;
        this.rejections = rejections;
        this.firstFree = firstFree;
        this.signers = signers;
        this.turns = turns;
    }

    /** No list at all. */
    static RevocationLists none(Revocation mode) {
        return new RevocationLists(mode, Map.of(), Map.of(), Map.of(), Map.of(), Set.of(), Instant.MAX);
    }

    Revocation mode() {
        return mode;
    }

    /** Why a certificate is not to be used: revoked, or nobody can say whether it is. */
    Optional<Refusal> refusal(InstalledCertificate certificate) {
        IssuerName issuer = certificate.issuer();
        Coverage coverage = coverages.get(issuer);
        if (coverage != null) {
            for (Counting counting : coverage.lists()) {
                if (counting.list().names(certificate.serial())) {
                    return Optional.of(new Refusal(
                            Reason.REVOKED,
                            "revoked by its issuer's list '" + Texts.name(counting.file()) + "'",
                            null));
                }
            }
        }
        Problem problem = problems.get(issuer.hash());
        if (problem == null && coverage != null) {
            problem = coverage.problem();
        }
        if (problem != null) {
            return Optional.of(new Refusal(
                    Reason.REVOCATION_UNKNOWN,
                    "revocation unknown: its issuer's list '" + Texts.name(problem.file()) + "': " + problem.text(),
                    problem));
        }
        return coverage == null && mode == Revocation.REQUIRED
                ? Optional.of(new Refusal(
                        Reason.REVOCATION_UNKNOWN,
                        "revocation unknown: no list of its issuer (expected: install one as " + issuer.hash() + ".r0)",
                        null))
                : Optional.empty();
    }

    /** Until when what is known of the issuer may be believed. */
    Instant until(IssuerName issuer) {
        Coverage coverage = coverages.get(issuer);
        return coverage == null ? Instant.MAX : coverage.until();
    }

    /** Why a file that is named as a list is not used. */
    Optional<String> rejection(Path file) {
        return Optional.ofNullable(rejections.get(file));
    }

    /** The name that a list should have. */
    String nameFor(IssuerName issuer) {
        return issuer.hash() + ".r" + firstFree.getOrDefault(issuer.hash().toString(), 0);
    }

    /** Whether the certificate in this file signed a list. */
    boolean signedWith(Path file) {
        return signers.contains(file);
    }

    /** The next moment at which a list begins or ends to count. */
    Instant turns() {
        return turns;
    }

    /** Since when a file cannot be read, where it could be before. */
    Optional<Instant> tornSince(Path file) {
        return problemsOfAll()
                .filter(problem -> problem.file().equals(file))
                .flatMap(problem -> Optional.ofNullable(problem.tornSince()).stream())
                .findFirst();
    }

    /** Files that the next look should look at again. */
    List<Path> tornFiles() {
        return problemsOfAll()
                .filter(problem -> problem.tornSince() != null)
                .map(Problem::file)
                .distinct()
                .toList();
    }

    private Stream<Problem> problemsOfAll() {
        return Stream.concat(
                problems.values().stream(),
                coverages.values().stream().flatMap(coverage -> Optional.ofNullable(coverage.problem()).stream()));
    }

    /** Of whom there were lists. */
    Set<IssuerName> issuers() {
        return coverages.keySet();
    }

    /** The age of the newest list that each key of an issuer has signed, as far as it was seen while lists of that issuer lay here. */
    Map<String, Age> newestSeen(IssuerName issuer) {
        Coverage coverage = coverages.get(issuer);
        return coverage == null ? Map.of() : coverage.newestSeen();
    }

    /**
     * What is known of one issuer.
     *
     * @param lists those that count: of each of its keys the newest
     * @param problem why its certificates are refused all the same
     * @param until when the first of the lists ends
     */
    record Coverage(List<Counting> lists, @Nullable Problem problem, Instant until, Map<String, Age> newestSeen) {}

    /** A list, and the file it is in. */
    record Counting(Path file, RevocationList list) {}

    /**
     * A file that keeps a list from being used.
     *
     * @param tornSince since when it may be half-written; null where nothing will change by itself
     */
    record Problem(Path file, String text, @Nullable Instant tornSince) {}

    /** Why a certificate is not to be used. */
    record Refusal(Reason reason, String text, @Nullable Problem problem) {}
}
