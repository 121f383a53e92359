package io.securerpc.trust;

import io.securerpc.trust.PathVerdict.Invalid;
import io.securerpc.trust.PathVerdict.Valid;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Looks for a path from a client's certificate to an anchor, as RFC 5280, section 6, says, by the JDK's PKIX; what that leaves to the
 * application (purpose, strength, constraints of the anchor itself) is checked here.
 */
final class PathValidation {
    private final List<X509Certificate> anchors;
    private final Set<TrustAnchor> trustAnchors;
    private final RevocationCheck revocation;
    private final int maxIntermediates;

    PathValidation(List<X509Certificate> anchors, RevocationCheck revocation, int maxIntermediates) {
        this.anchors = List.copyOf(anchors);
        this.trustAnchors =
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toUnmodifiableSet());
        this.revocation = revocation;
        this.maxIntermediates = maxIntermediates;
    }

    /** Throws only where the check itself fails. */
    PathVerdict validate(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        X509Certificate client = chain.get(0);
        // Each certificate more multiplies the paths a stranger can make us try.
        if (chain.size() > maxIntermediates + 2) {
            return new Invalid(
                    Reason.NO_PATH,
                    "chain of " + chain.size() + " certificates (expected: at most " + (maxIntermediates + 2) + ")");
        }
        if (client.getBasicConstraints() >= 0) {
            return new Invalid(Reason.WRONG_PURPOSE, "an authority's certificate (expected: a client's)");
        }
        Optional<Fitness.Defect> defect = Fitness.defect(client);
        if (defect.isPresent()) {
            return new Invalid(defect.get().reason(), defect.get().text());
        }
        PKIXCertPathBuilderResult built;
        try {
            built = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters(chain, now));
        } catch (CertPathBuilderException e) {
            return new Invalid(explain(chain, now), explanation(chain, now));
        }
        return judge(built, now);
    }

    private PathVerdict judge(PKIXCertPathBuilderResult built, Instant now) throws GeneralSecurityException {
        X509Certificate anchor = built.getTrustAnchor().getTrustedCert();
        List<X509Certificate> path = new ArrayList<>();
        built.getCertPath().getCertificates().forEach(certificate -> path.add((X509Certificate) certificate));
        Optional<Invalid> unfit = PathFitness.defect(path, anchor, now);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        Optional<Invalid> revoked = revocation.defect(path, anchor, now);
        if (revoked.isPresent()) {
            return revoked.get();
        }
        path.add(anchor);
        Instant until = Stream.concat(
                        path.stream()
                                .map(certificate -> certificate.getNotAfter().toInstant()),
                        revocation.until(path).stream())
                .min(Instant::compareTo)
                .orElseThrow();
        return new Valid(List.copyOf(path), until);
    }

    private PKIXBuilderParameters parameters(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        X509CertSelector client = new X509CertSelector();
        client.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(trustAnchors, client);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        parameters.setDate(Date.from(now));
        parameters.setMaxPathLength(maxIntermediates);
        parameters.setRevocationEnabled(false); // asked afterwards, of the path that was found
        return parameters;
    }

    private Reason explain(List<X509Certificate> chain, Instant now) {
        X509Certificate client = chain.get(0);
        if (now.isAfter(client.getNotAfter().toInstant())) {
            return Reason.EXPIRED;
        }
        return now.isBefore(client.getNotBefore().toInstant()) ? Reason.NOT_YET_VALID : Reason.NO_PATH;
    }

    /** PKIX says only that there is no path: the one that the names suggest is tried alone, for its reason. */
    private String explanation(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        List<X509Certificate> path = new ArrayList<>(List.of(chain.get(0)));
        X509Certificate last = chain.get(0);
        while (!hasAnchorFor(last)) {
            X509Certificate subject = last;
            Optional<X509Certificate> issuer = chain.stream()
                    .filter(candidate -> !path.contains(candidate)
                            && candidate.getSubjectX500Principal().equals(subject.getIssuerX500Principal()))
                    .findFirst();
            if (issuer.isEmpty()) {
                return "issued by '" + Texts.subject(last.getIssuerX500Principal()) + "', which is no authority here";
            }
            last = issuer.get();
            path.add(last);
        }
        CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
        try {
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters(chain, now));
            return "no valid path to an authority";
        } catch (CertPathValidatorException e) {
            int index = Math.max(0, e.getIndex());
            return "no valid path to an authority: '"
                    + Texts.subject(path.get(index).getSubjectX500Principal()) + "': " + Texts.oneLine(e.getMessage());
        }
    }

    private boolean hasAnchorFor(X509Certificate certificate) {
        return anchors.stream()
                .anyMatch(anchor -> anchor.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()));
    }
}
