package io.securerpc.trust;

import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.PathVerdict.Invalid;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/** Asks the revocation lists at hand about every certificate of a path (RFC 5280, section 6.3, by the JDK), and nobody else. */
final class RevocationCheck {
    private final List<X509CRL> lists;
    private final Set<X500Principal> issuers;
    private final Revocation mode;

    RevocationCheck(List<X509CRL> lists, Revocation mode) {
        this.lists = List.copyOf(lists);
        this.issuers = lists.stream().map(X509CRL::getIssuerX500Principal).collect(Collectors.toUnmodifiableSet());
        this.mode = mode;
    }

    /** Why the path is not good, though it leads to the anchor. */
    Optional<Invalid> defect(CertPath path, X509Certificate anchor, Instant now) throws GeneralSecurityException {
        if (mode == Revocation.NONE) {
            return Optional.empty();
        }
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = checker(validator);
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        parameters.setDate(Date.from(now));
        parameters.addCertPathChecker(checker);
        try {
            validator.validate(path, parameters);
        } catch (CertPathValidatorException e) {
            X509Certificate about = certificate(path, e);
            return Optional.of(
                    e.getReason() == BasicReason.REVOKED
                            ? invalid(Reason.REVOKED, about, "revoked by its issuer's list")
                            : unknown(about, now));
        }
        // Issuers without a list are passed over by the checker; here only where that is allowed.
        Optional<X509Certificate> unasked = checker.getSoftFailExceptions().stream()
                .map(failure -> certificate(path, failure))
                .filter(certificate -> issuers.contains(certificate.getIssuerX500Principal()))
                .findFirst();
        return unasked.or(() -> outOfDate(path, now)).map(certificate -> unknown(certificate, now));
    }

    /** The JDK bears with a list for a quarter of an hour longer than it says of itself. */
    private Optional<X509Certificate> outOfDate(CertPath path, Instant now) {
        return path.getCertificates().stream()
                .map(X509Certificate.class::cast)
                .filter(certificate -> nextUpdate(certificate.getIssuerX500Principal())
                        .filter(now::isAfter)
                        .isPresent())
                .findFirst();
    }

    /** Until when the lists that speak of this path do so, the newest of each issuer. */
    Optional<Instant> until(List<X509Certificate> path) {
        return path.stream()
                .map(X509Certificate::getIssuerX500Principal)
                .distinct()
                .flatMap(issuer -> nextUpdate(issuer).stream())
                .min(Instant::compareTo);
    }

    private Optional<Instant> nextUpdate(X500Principal issuer) {
        return lists.stream()
                .filter(list -> list.getIssuerX500Principal().equals(issuer))
                .map(list -> list.getNextUpdate().toInstant())
                .max(Instant::compareTo);
    }

    private PKIXRevocationChecker checker(CertPathValidator validator) {
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        EnumSet<PKIXRevocationChecker.Option> options =
                EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK);
        if (mode == Revocation.OPTIONAL) {
            options.add(PKIXRevocationChecker.Option.SOFT_FAIL);
        }
        checker.setOptions(options);
        return checker;
    }

    private static X509Certificate certificate(CertPath path, CertPathValidatorException failure) {
        return (X509Certificate) path.getCertificates().get(Math.max(0, failure.getIndex()));
    }

    private Invalid unknown(X509Certificate certificate, Instant now) {
        Optional<Instant> last = nextUpdate(certificate.getIssuerX500Principal());
        String issuer = "'" + Texts.subject(certificate.getIssuerX500Principal()) + "'";
        if (last.isEmpty()) {
            return invalid(Reason.REVOCATION_UNKNOWN, certificate, "no revocation list of its issuer " + issuer);
        }
        return invalid(
                Reason.REVOCATION_UNKNOWN,
                certificate,
                last.filter(now::isAfter)
                        .map(end -> "the revocation list of its issuer " + issuer + " expired at " + end)
                        .orElse("the revocation list of its issuer " + issuer
                                + " cannot be used: not signed by it, or not about this certificate"));
    }

    private static Invalid invalid(Reason reason, X509Certificate certificate, String text) {
        return new Invalid(reason, "'" + Texts.subject(certificate.getSubjectX500Principal()) + "': " + text);
    }
}
