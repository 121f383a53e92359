package io.securerpc.trust;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuerName;
import io.securerpc.certificate.SubjectHash;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A certificate found in the trust directory, with all that judging needs computed once. */
final class InstalledCertificate {
    private final byte[] der;
    private final Fingerprint fingerprint;
    private final String hash;
    private final IssuerName issuer;
    private final BigInteger serial;
    private final String callerId;
    private final String callerKey;
    private final Instant notBefore;
    private final Instant notAfter;
    private final Optional<Fitness.Defect> defect;

    private InstalledCertificate(X509Certificate certificate) throws CertificateException {
        this.der = certificate.getEncoded();
        this.fingerprint = Fingerprint.of(certificate);
        this.hash = SubjectHash.of(certificate).toString();
        this.issuer = IssuerName.of(certificate);
        this.serial = certificate.getSerialNumber();
        this.callerId = CallerId.of(certificate, fingerprint);
        String key = CallerId.key(callerId);
        this.callerKey = key.equals(callerId) ? callerId : key;
        this.notBefore = certificate.getNotBefore().toInstant();
        this.notAfter = certificate.getNotAfter().toInstant();
        this.defect = Fitness.defectOfInstalled(certificate);
    }

    static InstalledCertificate of(X509Certificate certificate) throws CertificateException {
        return new InstalledCertificate(certificate);
    }

    X509Certificate x509() {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new IllegalStateException("certificate " + fingerprint + ": unreadable (expected: read before)", e);
        }
    }

    boolean hasBytes(byte[] presented) {
        return Arrays.equals(der, presented);
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    String hash() {
        return hash;
    }

    /** Whose revocation lists are about it. */
    IssuerName issuer() {
        return issuer;
    }

    BigInteger serial() {
        return serial;
    }

    /** The certificate itself, read again: whoever needs more than the parts kept here needs it rarely. */
    X509Certificate certificate() throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    String callerId() {
        return callerId;
    }

    /** Equal for two ids that mean one caller. */
    String callerKey() {
        return callerKey;
    }

    Instant notAfter() {
        return notAfter;
    }

    Optional<Fitness.Defect> defect() {
        return defect;
    }

    /** What is wrong with this certificate now, though it is installed. */
    Optional<Fitness.Defect> defect(Instant now) {
        if (defect.isPresent()) {
            return defect;
        }
        if (now.isBefore(notBefore)) {
            return Optional.of(new Fitness.Defect(TrustDecision.Reason.NOT_YET_VALID, "not valid before " + notBefore));
        }
        return now.isAfter(notAfter)
                ? Optional.of(new Fitness.Defect(TrustDecision.Reason.EXPIRED, "expired at " + notAfter))
                : Optional.empty();
    }

    /** The next moment at which {@link #defect(Instant)} may say something else. */
    Instant turnsAfter(Instant now) {
        if (defect.isPresent() || now.isAfter(notAfter)) {
            return Instant.MAX;
        }
        return now.isBefore(notBefore) ? notBefore : notAfter;
    }
}
