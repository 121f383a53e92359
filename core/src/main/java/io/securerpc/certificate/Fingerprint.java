package io.securerpc.certificate;

import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The SHA-256 digest of a certificate's DER bytes: two certificates are the same certificate exactly if their
 * fingerprints are equal.
 *
 * <p>{@link #toString()} prints what {@code openssl x509 -noout -fingerprint -sha256} and browsers print, so that
 * people can compare by eye.
 *
 * <h2>Threads</h2>
 *
 * Immutable.
 */
public final class Fingerprint {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();
    private static final Pattern TEXT = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){31}");

    private final String hex;

    private Fingerprint(String hex) {
        this.hex = hex;
    }

    /**
     * Digests a certificate.
     *
     * @param certificate any X.509 certificate
     * @return its fingerprint
     */
    public static Fingerprint of(X509Certificate certificate) {
        requireNonNull(certificate, "certificate");
        try {
            return ofDer(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("certificate: cannot be encoded (expected: an X.509 certificate)", e);
        }
    }

    /**
     * Digests a certificate that is at hand as bytes.
     *
     * @param der the DER encoding of one certificate; not parsed
     * @return its fingerprint
     */
    public static Fingerprint ofDer(byte[] der) {
        requireNonNull(der, "der");
        try {
            return new Fingerprint(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(der)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: not there (expected: every Java platform has it)", e);
        }
    }

    /**
     * Reads a fingerprint that people wrote down.
     *
     * @param text 64 hex digits, or 32 pairs of them separated by colons; either case
     * @return the fingerprint
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Fingerprint parse(String text) {
        requireNonNull(text, "text");
        String lower = text.toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint: '" + text + "' (expected: 64 hex digits, with or without colons between pairs)");
        }
        return new Fingerprint(lower.replace(":", ""));
    }

    /**
     * The digest without colons.
     *
     * @return 64 lower-case hex digits
     */
    public String hex() {
        return hex;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && hex.equals(that.hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    /**
     * The digest as OpenSSL prints it.
     *
     * @return 32 upper-case pairs of hex digits, separated by colons
     */
    @Override
    public String toString() {
        return COLONS.formatHex(HexFormat.of().parseHex(hex));
    }
}
