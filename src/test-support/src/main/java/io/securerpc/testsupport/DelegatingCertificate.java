package io.securerpc.testsupport;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;

/** A certificate that answers as another one does, for tests that change one answer. */
public class DelegatingCertificate extends X509Certificate {
    private static final long serialVersionUID = 1L;

    private final X509Certificate certificate;

    /**
     * Answers as another certificate does.
     *
     * @param certificate the other
     */
    public DelegatingCertificate(X509Certificate certificate) {
        this.certificate = requireNonNull(certificate, "certificate");
    }

    @Override
    public void checkValidity()
            throws java.security.cert.CertificateExpiredException, java.security.cert.CertificateNotYetValidException {
        certificate.checkValidity();
    }

    @Override
    public void checkValidity(java.util.Date date)
            throws java.security.cert.CertificateExpiredException, java.security.cert.CertificateNotYetValidException {
        certificate.checkValidity(date);
    }

    @Override
    public int getVersion() {
        return certificate.getVersion();
    }

    @Override
    public java.math.BigInteger getSerialNumber() {
        return certificate.getSerialNumber();
    }

    @Override
    @Deprecated
    public java.security.Principal getIssuerDN() {
        return certificate.getIssuerDN();
    }

    @Override
    @Deprecated
    public java.security.Principal getSubjectDN() {
        return certificate.getSubjectDN();
    }

    @Override
    public java.util.Date getNotBefore() {
        return certificate.getNotBefore();
    }

    @Override
    public java.util.Date getNotAfter() {
        return certificate.getNotAfter();
    }

    @Override
    public byte[] getTBSCertificate() throws java.security.cert.CertificateEncodingException {
        return certificate.getTBSCertificate();
    }

    @Override
    public byte[] getSignature() {
        return certificate.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return certificate.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return certificate.getSigAlgOID();
    }

    @Override
    public byte[] getSigAlgParams() {
        return certificate.getSigAlgParams();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        return certificate.getIssuerUniqueID();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        return certificate.getSubjectUniqueID();
    }

    @Override
    public boolean[] getKeyUsage() {
        return certificate.getKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return certificate.getBasicConstraints();
    }

    @Override
    public byte[] getEncoded() throws java.security.cert.CertificateEncodingException {
        return certificate.getEncoded();
    }

    @Override
    public String toString() {
        return certificate.toString();
    }

    @Override
    public java.security.PublicKey getPublicKey() {
        return certificate.getPublicKey();
    }

    @Override
    public java.util.Set<String> getCriticalExtensionOIDs() {
        return certificate.getCriticalExtensionOIDs();
    }

    @Override
    public java.util.Set<String> getNonCriticalExtensionOIDs() {
        return certificate.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        return certificate.getExtensionValue(oid);
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return certificate.hasUnsupportedCriticalExtension();
    }

    @Override
    public void verify(java.security.PublicKey key) {
        throw new UnsupportedOperationException("nobody follows signatures here");
    }

    @Override
    public void verify(java.security.PublicKey key, String provider) {
        throw new UnsupportedOperationException("nobody follows signatures here");
    }
}
