package io.securerpc.trust;

import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * The name constraints that an anchor states in its own certificate. The JDK applies those of intermediates, but takes anchors as they are
 * (RFC 5280, section 6.1.1, leaves them to the application), so they are applied here to every certificate below the anchor.
 */
final class AnchorConstraints {
    private AnchorConstraints() {}

    /** The first certificate with a name outside the constraints; the path ends before the anchor. */
    static Optional<X509Certificate> violation(List<X509Certificate> path, X509Certificate anchor)
            throws CertificateParsingException {
        byte[] extension = anchor.getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return Optional.empty();
        }
        PKIXNameConstraintValidator validator = validator(extension);
        for (X509Certificate certificate : path) {
            try {
                check(certificate, validator);
            } catch (NameConstraintValidatorException e) {
                return Optional.of(certificate);
            }
        }
        return Optional.empty();
    }

    private static PKIXNameConstraintValidator validator(byte[] extension) throws CertificateParsingException {
        NameConstraints constraints = NameConstraints.getInstance(content(extension));
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (GeneralSubtree excluded : constraints.getExcludedSubtrees()) {
                validator.addExcludedSubtree(excluded);
            }
        }
        return validator;
    }

    private static void check(X509Certificate certificate, PKIXNameConstraintValidator validator)
            throws CertificateParsingException, NameConstraintValidatorException {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        if (subject.size() > 0) {
            validator.checkPermittedDN(subject);
            validator.checkExcludedDN(subject);
        }
        byte[] alternatives = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (alternatives != null) {
            for (GeneralName name :
                    GeneralNames.getInstance(content(alternatives)).getNames()) {
                validator.checkPermitted(name);
                validator.checkExcluded(name);
            }
        }
    }

    private static ASN1Primitive content(byte[] extension) throws CertificateParsingException {
        try {
            return ASN1Primitive.fromByteArray(
                    ASN1OctetString.getInstance(extension).getOctets());
        } catch (IOException | IllegalArgumentException e) {
            throw new CertificateParsingException("extension that is not ASN.1: " + e.getMessage(), e);
        }
    }
}
