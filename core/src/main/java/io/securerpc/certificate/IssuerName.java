package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;

/**
 * The name of an authority, in the form in which OpenSSL compares the issuer of a certificate with the issuer of a revocation list: letter case (A to
 * Z), runs of white space and string types make no difference.
 *
 * <h2>Security</h2>
 *
 * Whole names are compared, not hashes of four bytes: {@link #hash} only says under which file name something is looked for.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class IssuerName {
    /** One character for each byte: compact, and with the equality that arrays lack. */
    private final String canonical;

    private final SubjectHash hash;

    private IssuerName(byte[] canonical) {
        this.canonical = new String(canonical, StandardCharsets.ISO_8859_1);
        this.hash = SubjectHash.ofCanonical(canonical);
    }

    /**
     * Who issued a certificate.
     *
     * @param certificate any X.509 certificate
     * @return the issuer in it
     * @throws SubjectNameException if OpenSSL would refuse the name
     */
    public static IssuerName of(X509Certificate certificate) {
        return new IssuerName(CanonicalName.encode(SubjectHash.fields(requireNonNull(certificate, "certificate"), 2)
                .enter(Der.SEQUENCE)));
    }

    /**
     * The name that a certificate issues under, if it does.
     *
     * @param certificate any X.509 certificate
     * @return the subject in it
     * @throws SubjectNameException if OpenSSL would refuse the name
     */
    public static IssuerName ofSubject(X509Certificate certificate) {
        return new IssuerName(CanonicalName.encode(SubjectHash.fields(requireNonNull(certificate, "certificate"), 4)
                .enter(Der.SEQUENCE)));
    }

    /**
     * Who issued a revocation list.
     *
     * @param list any list
     * @return the issuer in it
     * @throws SubjectNameException if OpenSSL would refuse the name
     */
    public static IssuerName of(X509CRL list) {
        requireNonNull(list, "list");
        Der fields;
        try {
            fields = Der.over(list.getTBSCertList()).enter(Der.SEQUENCE);
        } catch (CRLException e) {
            throw new IllegalArgumentException("list: cannot be encoded (expected: an X.509 revocation list)", e);
        }
        int beforeIssuer = fields.peekTag() == 0x02 ? 2 : 1; // [version, a number,] algorithm
        for (int i = 0; i < beforeIssuer; i++) {
            fields.next();
        }
        return new IssuerName(CanonicalName.encode(fields.enter(Der.SEQUENCE)));
    }

    /**
     * The hash that its certificates and lists are named by in a hashed directory.
     *
     * @return what {@code openssl x509 -issuer_hash} prints
     */
    public SubjectHash hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IssuerName name && canonical.equals(name.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    /** {@return the hash} */
    @Override
    public String toString() {
        return hash.toString();
    }
}
