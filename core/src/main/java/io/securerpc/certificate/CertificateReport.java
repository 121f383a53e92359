package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a certificate says about itself, for people. Nothing is verified.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class CertificateReport {
    private final X509Certificate certificate;

    private CertificateReport(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /**
     * Describes a certificate.
     *
     * @param certificate any X.509 certificate
     * @return what it says
     */
    public static CertificateReport of(X509Certificate certificate) {
        return new CertificateReport(requireNonNull(certificate, "certificate"));
    }

    /**
     * Whom it is about.
     *
     * @return the subject as RFC 2253 writes names; may be empty
     */
    public String subject() {
        return Printable.subject(certificate);
    }

    /**
     * Who vouches for it.
     *
     * @return the issuer as RFC 2253 writes names
     */
    public String issuer() {
        return Printable.issuer(certificate);
    }

    /**
     * The host names and addresses it is for, as a server would use them: subject alternative names, else the common name;
     * in lower case, wildcards included,
     * in alphabetical order.
     *
     * @return the names, which may be none
     */
    public Set<String> names() {
        try {
            Set<String> names = new TreeSet<>(CertificateNames.of(certificate));
            names.addAll(CertificateNames.wildcards(certificate));
            return Collections.unmodifiableSet(names);
        } catch (CertificateChainException e) {
            return Set.of(); // the report of the file says why
        }
    }

    /**
     * When it begins to be valid.
     *
     * @return the first moment
     */
    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    /**
     * When it ends.
     *
     * @return the last moment
     */
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    /**
     * The digest to know it by.
     *
     * @return SHA-256 over its DER bytes
     */
    public Fingerprint fingerprint() {
        return Fingerprint.of(certificate);
    }

    /**
     * The hash to find it by in a trust directory.
     *
     * @return the hash of its subject, or empty if OpenSSL would refuse that name
     */
    public Optional<SubjectHash> subjectHash() {
        try {
            return Optional.of(SubjectHash.of(certificate));
        } catch (SubjectNameException e) {
            return Optional.empty(); // the report of the file says why
        }
    }

    /**
     * The kind and size of its key.
     *
     * @return such as {@code EC P-256}, {@code RSA 3072 bits} or {@code Ed25519}
     */
    public String key() {
        return KeyText.of(certificate.getPublicKey());
    }

    /**
     * How its issuer signed it.
     *
     * @return the JDK's name, such as {@code SHA256withECDSA}
     */
    public String signatureAlgorithm() {
        return certificate.getSigAlgName();
    }

    /**
     * Whether its own key signed it.
     *
     * @return true if subject and issuer are equal and the signature verifies with its own key
     */
    public boolean selfSigned() {
        return ChainOrder.signed(certificate, certificate);
    }

    /**
     * Whether another one's key signed it.
     *
     * @param issuer who may have signed it
     * @return true if the issuer's name is that other one's subject and the signature verifies with its key
     */
    public boolean issuedBy(CertificateReport issuer) {
        requireNonNull(issuer, "issuer");
        return ChainOrder.signed(issuer.certificate, certificate);
    }

    /**
     * Whether it may issue other certificates.
     *
     * @return true if its basic constraints say {@code CA:TRUE}, as {@code openssl req -x509} writes even for servers
     */
    public boolean authority() {
        return certificate.getBasicConstraints() >= 0;
    }

    /** The certificate by its name and fingerprint. */
    @Override
    public String toString() {
        return "CertificateReport[subject=" + subject() + ", fingerprint=" + fingerprint() + "]";
    }
}
