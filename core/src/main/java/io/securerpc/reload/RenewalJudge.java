package io.securerpc.reload;

import io.securerpc.certificate.ServerIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Whether one identity may replace another; see {@link IdentityRenewal}. */
final class RenewalJudge {
    /** Longer than any program takes between two parts of one file, short enough for an operator who means it. */
    static final Duration HALF_WRITTEN = Duration.ofSeconds(10);

    private final boolean olderAllowed;

    RenewalJudge(boolean olderAllowed) {
        this.olderAllowed = olderAllowed;
    }

    Judgement judge(ServerIdentity serving, ServerIdentity candidate, Instant now) {
        // The key of each has been proven to be its leaf's: equal chains have equal keys.
        if (candidate.chain().equals(serving.chain())) {
            return new Judgement.Unchanged();
        }
        boolean expired = now.isAfter(end(serving.leaf()));
        if (!expired) {
            Optional<String> worse = older(serving, candidate).or(() -> badIssuer(serving, candidate, now));
            if (worse.isPresent()) {
                return new Judgement.HeldBack(worse.get());
            }
        }
        List<String> warnings = lostNames(serving, candidate);
        return ChainLoss.between(serving.chain(), candidate.chain())
                .<Judgement>map(loss -> new Judgement.NotYet(loss, HALF_WRITTEN, warnings))
                .orElseGet(() -> new Judgement.Better(warnings));
    }

    private Optional<String> older(ServerIdentity serving, ServerIdentity candidate) {
        Instant before = begin(serving.leaf());
        Instant after = begin(candidate.leaf());
        if (olderAllowed || !after.isBefore(before) || !overlap(serving, candidate)) {
            return Optional.empty();
        }
        return Optional.of("new certificate: valid from " + after + ", the serving one from " + before
                + " (expected: not older, unless older certificates are allowed)");
    }

    private static boolean overlap(ServerIdentity one, ServerIdentity other) {
        return one.names().stream().anyMatch(other::covers)
                || other.names().stream().anyMatch(one::covers)
                || one.wildcards().stream().anyMatch(other.wildcards()::contains);
    }

    private static Optional<String> badIssuer(ServerIdentity serving, ServerIdentity candidate, Instant now) {
        return invalidIssuer(candidate, now)
                .filter(invalid -> invalidIssuer(serving, now).isEmpty())
                .map(invalid -> "new certificate chain: issuer '"
                        + invalid.getSubjectX500Principal().getName() + "' valid from " + begin(invalid) + " to "
                        + end(invalid) + " (expected: issuers valid at " + now + ")");
    }

    private static Optional<X509Certificate> invalidIssuer(ServerIdentity identity, Instant now) {
        return identity.chain().stream()
                .skip(1)
                .filter(issuer -> now.isBefore(begin(issuer)) || now.isAfter(end(issuer)))
                .findFirst();
    }

    private static List<String> lostNames(ServerIdentity serving, ServerIdentity candidate) {
        List<String> lost = new ArrayList<>();
        for (String name : new TreeSet<>(serving.names())) {
            if (!candidate.covers(name)) {
                lost.add(name);
            }
        }
        for (String wildcard : new TreeSet<>(serving.wildcards())) {
            if (!candidate.wildcards().contains(wildcard)) {
                lost.add(wildcard);
            }
        }
        return lost.isEmpty()
                ? List.of()
                : List.of("new certificate: not for " + String.join(", ", lost)
                        + " (expected: every name that the one before was for)");
    }

    private static Instant begin(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant();
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }
}
