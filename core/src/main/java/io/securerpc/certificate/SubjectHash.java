package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/**
 * The hash under which OpenSSL looks a certificate up in a directory: {@code openssl x509 -noout -subject_hash}.
 *
 * <p>It covers the subject in a canonical form in which letter case (A to Z), runs of white space and the string type
 * make no difference: {@code RPC.User.1} and {@code rpc.user.1} have one hash.
 *
 * <h2>Security</h2>
 *
 * Four bytes, made for look-up and not for proof: anybody can make a certificate with a given hash. Whoever finds a
 * file by its hash must compare the certificate itself.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * Path installed = directory.resolve(SubjectHash.of(certificate).fileName(0)); // f013e17f.0
 * }</pre>
 *
 * @param value the four bytes as OpenSSL prints them, most significant first
 */
public record SubjectHash(int value) {
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{8}");

    /**
     * Hashes a certificate's subject.
     *
     * @param certificate any X.509 certificate
     * @return the hash of its subject, which may be empty
     * @throws SubjectNameException if OpenSSL would refuse the name: a string type that names may not have, invalid
     *     UTF-8
     */
    public static SubjectHash of(X509Certificate certificate) {
        requireNonNull(certificate, "certificate");
        return ofRdns(fields(certificate, 4).enter(Der.SEQUENCE)); // serial, algorithm, issuer, validity
    }

    /**
     * Hashes a name.
     *
     * @param nameDer the DER encoding of an X.501 Name
     * @return its hash
     * @throws SubjectNameException if the bytes are not a DER name, or OpenSSL would refuse it
     */
    public static SubjectHash ofName(byte[] nameDer) {
        requireNonNull(nameDer, "nameDer");
        Der outer = Der.over(nameDer);
        Der rdns = outer.enter(Der.SEQUENCE);
        outer.requireEnd();
        return ofRdns(rdns);
    }

    /**
     * Reads a hash in the only spelling that OpenSSL looks up.
     *
     * @param text eight lower-case hex digits
     * @return the hash
     * @throws IllegalArgumentException if the text is anything else
     */
    public static SubjectHash parse(String text) {
        requireNonNull(text, "text");
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("subject hash: '" + text + "' (expected: eight lower-case hex digits)");
        }
        return new SubjectHash(Integer.parseUnsignedInt(text, 16));
    }

    /**
     * The name of a file in a hashed directory.
     *
     * @param number how many certificates with this hash come before it, from 0 without a gap
     * @return the hash, a dot and the number
     * @throws IllegalArgumentException if the number is negative
     */
    public String fileName(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("number: " + number + " (expected: 0 or more)");
        }
        return this + "." + number;
    }

    /**
     * The hash as OpenSSL prints it.
     *
     * @return eight lower-case hex digits
     */
    @Override
    public String toString() {
        return "%08x".formatted(value);
    }

    /** The bytes as they were signed, after the version and a few fields; X500Principal would decode and encode names again. */
    static Der fields(X509Certificate certificate, int skipped) {
        Der fields;
        try {
            fields = Der.over(certificate.getTBSCertificate()).enter(Der.SEQUENCE);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded (expected: an X.509 certificate)", e);
        }
        int before = fields.peekTag() == 0xa0 ? skipped + 1 : skipped;
        for (int i = 0; i < before; i++) {
            fields.next();
        }
        return fields;
    }

    private static SubjectHash ofRdns(Der rdns) {
        return ofCanonical(CanonicalName.encode(rdns));
    }

    static SubjectHash ofCanonical(byte[] canonicalName) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(canonicalName);
            return new SubjectHash(
                    ByteBuffer.wrap(digest).order(ByteOrder.LITTLE_ENDIAN).getInt());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-1: not there (expected: every Java platform has it)", e);
        }
    }
}
