package io.securerpc.trust;

import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.PathVerdict.Invalid;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Asks the revocation lists at hand about every certificate of a path (RFC 5280, section 6.3, by the JDK), and nobody else.
 *
 * <p>The JDK's configurable checker ({@link java.security.cert.PKIXRevocationChecker}) fetches lists from wherever a certificate points to when those at hand
 * do not do, and waits 15 s for them. The plain revocation check of PKIX does not, so it is asked, for one certificate at a time.
 */
final class RevocationCheck {
    private final List<X509CRL> lists;
    private final Revocation mode;

    RevocationCheck(List<X509CRL> lists, Revocation mode) {
        this.lists = List.copyOf(lists);
        this.mode = mode;
    }

    /**
     * Why the path is not good, though it leads to the anchor.
     *
     * @param path valid otherwise, the client's certificate first, without the anchor
     */
    Optional<Invalid> defect(List<X509Certificate> path, X509Certificate anchor, Instant now)
            throws GeneralSecurityException {
        if (mode == Revocation.NONE) {
            return Optional.empty();
        }
        for (int i = 0; i < path.size(); i++) {
            X509Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : anchor;
            Optional<Invalid> defect = defectOf(path.get(i), issuer, now);
            if (defect.isPresent()) {
                return defect;
            }
        }
        return Optional.empty();
    }

    private Optional<Invalid> defectOf(X509Certificate certificate, X509Certificate issuer, Instant now)
            throws GeneralSecurityException {
        Optional<Instant> end = nextUpdate(certificate, issuer);
        String name = "'" + Texts.subject(certificate.getIssuerX500Principal()) + "'";
        if (end.isEmpty()) {
            return mode == Revocation.OPTIONAL
                    ? Optional.empty()
                    : unknown(certificate, "no revocation list of its issuer " + name);
        }
        // The JDK bears with a list for a quarter of an hour longer than it says of itself.
        if (now.isAfter(end.get())) {
            return unknown(certificate, "the revocation list of its issuer " + name + " expired at " + end.get());
        }
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(true);
        try {
            CertPathValidator.getInstance("PKIX")
                    .validate(
                            CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return Optional.empty();
        } catch (CertPathValidatorException e) {
            return e.getReason() == BasicReason.REVOKED
                    ? invalid(Reason.REVOKED, certificate, "revoked by its issuer's list")
                    : unknown(
                            certificate,
                            "the revocation list of its issuer " + name
                                    + " cannot be used: not signed by it, or not about this certificate");
        }
    }

    /**
     * Until when the lists that speak of this path do so, the newest of each issuer's key.
     *
     * @param path with the anchor, which vouches for itself
     */
    Optional<Instant> until(List<X509Certificate> path) {
        return IntStream.range(0, path.size())
                .boxed()
                .flatMap(i -> nextUpdate(path.get(i), path.get(Math.min(i + 1, path.size() - 1))).stream())
                .min(Instant::compareTo);
    }

    /**
     * While an authority changes its key there are lists of both in one name: that of the other key must not lend this one's its time. Where none says to be of this key, all count, and the
     * JDK refuses what is not signed by it.
     */
    private Optional<Instant> nextUpdate(X509Certificate certificate, X509Certificate issuer) {
        List<X509CRL> named = lists.stream()
                .filter(list -> list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal()))
                .toList();
        List<X509CRL> own = named.stream()
                .filter(list -> KeyId.ofSigner(list).equals(KeyId.of(issuer)))
                .toList();
        return (own.isEmpty() ? named : own)
                .stream().map(list -> list.getNextUpdate().toInstant()).max(Instant::compareTo);
    }

    private static Optional<Invalid> unknown(X509Certificate certificate, String text) {
        return invalid(Reason.REVOCATION_UNKNOWN, certificate, text);
    }

    private static Optional<Invalid> invalid(Reason reason, X509Certificate certificate, String text) {
        return Optional.of(
                new Invalid(reason, "'" + Texts.subject(certificate.getSubjectX500Principal()) + "': " + text));
    }
}
