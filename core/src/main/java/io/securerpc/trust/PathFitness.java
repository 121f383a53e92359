package io.securerpc.trust;

import io.securerpc.internal.SignatureName;
import io.securerpc.trust.PathVerdict.Invalid;
import io.securerpc.trust.TrustDecision.Reason;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What PKIX leaves to the application: purposes and strength of each certificate, and the constraints that the anchor itself states. */
final class PathFitness {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private PathFitness() {}

    /** The first defect; the path begins with the client's certificate and ends before the anchor. */
    static Optional<Invalid> defect(List<X509Certificate> path, X509Certificate anchor, Instant now)
            throws CertificateParsingException {
        // PKIX takes an anchor's word for ever.
        if (now.isAfter(anchor.getNotAfter().toInstant())
                || now.isBefore(anchor.getNotBefore().toInstant())) {
            return invalid(
                    Reason.NO_PATH,
                    anchor,
                    "authority is valid from " + anchor.getNotBefore().toInstant() + " to "
                            + anchor.getNotAfter().toInstant() + " only");
        }
        int intermediates = path.size() - 1;
        if (intermediates > anchor.getBasicConstraints()) {
            return invalid(
                    Reason.NO_PATH,
                    anchor,
                    "authority allows " + anchor.getBasicConstraints()
                            + " certificates between itself and a client, not " + intermediates);
        }
        for (int i = 0; i < path.size(); i++) {
            Optional<Invalid> defect = i == 0 ? strength(path.get(i)) : authority(path.get(i));
            if (defect.isPresent()) {
                return defect;
            }
        }
        return AnchorConstraints.violation(path, anchor)
                .flatMap(outside -> invalid(Reason.NO_PATH, outside, "outside the names its authority may vouch for"));
    }

    /** OpenSSL and browsers let an intermediate's extended key usage bind what it signs; PKIX does not look. */
    private static Optional<Invalid> authority(X509Certificate certificate) {
        List<String> purposes;
        try {
            purposes = Purposes.extended(certificate).orElse(List.of(ANY_PURPOSE));
        } catch (CertificateParsingException e) {
            return invalid(Reason.WRONG_PURPOSE, certificate, "authority's " + e.getMessage());
        }
        if (!purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_PURPOSE)) {
            return invalid(Reason.WRONG_PURPOSE, certificate, "authority's extended key usage without clientAuth");
        }
        return strength(certificate);
    }

    private static Optional<Invalid> strength(X509Certificate certificate) {
        String signature = SignatureName.of(certificate);
        if (SignatureName.weak(signature)) {
            return invalid(Reason.WEAK_KEY, certificate, "signed with " + signature);
        }
        return Fitness.weakKey(certificate.getPublicKey()).flatMap(text -> invalid(Reason.WEAK_KEY, certificate, text));
    }

    private static Optional<Invalid> invalid(Reason reason, X509Certificate certificate, String text) {
        return Optional.of(
                new Invalid(reason, "'" + Texts.subject(certificate.getSubjectX500Principal()) + "': " + text));
    }
}
