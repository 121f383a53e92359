package io.securerpc.trust;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the extensions of a certificate let it be used for.
 *
 * <p>Java answers as if an extension were not there when it cannot read it and it is not critical, and so does OpenSSL. A limit that cannot be
 * read is still a limit: here the certificate is then good for nothing.
 */
final class Purposes {
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String NETSCAPE_TYPE = "2.16.840.1.113730.1.1";
    // RFC 5280, 4.2.1.3: digitalSignature is bit 0, keyAgreement bit 4.
    private static final int DIGITAL_SIGNATURE = 0;
    private static final int KEY_AGREEMENT = 4;

    /** Those OpenSSL knows and a client certificate may have; RFC 5280, 4.2: whoever meets another, critical one must reject the certificate. */
    private static final Set<String> KNOWN = Set.of(
            KEY_USAGE,
            EXTENDED_KEY_USAGE,
            NETSCAPE_TYPE,
            "2.5.29.17", // subject alternative name
            "2.5.29.19", // basic constraints
            "2.5.29.30", // name constraints
            "2.5.29.31", // CRL distribution points
            "2.5.29.32", // certificate policies
            "2.5.29.33", // policy mappings
            "2.5.29.36", // policy constraints
            "2.5.29.54"); // inhibit any policy

    private Purposes() {}

    /** Why it cannot identify a TLS client. */
    static Optional<String> defect(X509Certificate certificate) {
        Optional<List<String>> extended;
        try {
            extended = extended(certificate);
        } catch (CertificateParsingException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        if (extended.isPresent() && !extended.get().contains(CLIENT_AUTH)) {
            return Optional.of(
                    "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage == null && certificate.getExtensionValue(KEY_USAGE) != null) {
            return Optional.of("key usage that cannot be read (expected: digitalSignature, or no key usage)");
        }
        if (usage != null && !usage[DIGITAL_SIGNATURE] && !usage[KEY_AGREEMENT]) {
            return Optional.of("key usage without digitalSignature (expected: digitalSignature, or no key usage)");
        }
        return netscapeClient(certificate.getExtensionValue(NETSCAPE_TYPE))
                ? Optional.empty()
                : Optional.of("Netscape certificate type without SSL client (expected: SSL client, or no such type)");
    }

    /**
     * The extended key usage, where there is one.
     *
     * @throws CertificateParsingException when there is one that cannot be read
     */
    static Optional<List<String>> extended(X509Certificate certificate) throws CertificateParsingException {
        List<String> purposes;
        try {
            purposes = certificate.getExtendedKeyUsage();
        } catch (CertificateParsingException e) {
            throw unreadable(e);
        }
        if (purposes == null && certificate.getExtensionValue(EXTENDED_KEY_USAGE) != null) {
            throw unreadable(null);
        }
        return Optional.ofNullable(purposes);
    }

    /** An extension that must be understood and is not. */
    static Optional<String> unknownCritical(X509Certificate certificate) {
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        Set<String> unknown = new TreeSet<>(critical == null ? Set.of() : critical);
        unknown.removeAll(KNOWN);
        return unknown.stream()
                .findFirst()
                .map(oid -> "critical extension " + oid + " (expected: none but those of RFC 5280)");
    }

    private static CertificateParsingException unreadable(@Nullable Throwable cause) {
        return new CertificateParsingException(
                "extended key usage that cannot be read (expected: clientAuth, or no extended key usage)", cause);
    }

    /** {@code BIT STRING} in an {@code OCTET STRING}, bit 0 of it; every writer needs one byte of bits. */
    private static boolean netscapeClient(byte @Nullable [] value) {
        if (value == null) {
            return true;
        }
        byte[] oneByteOfBits = {4, 4, 3, 2};
        return value.length == 6
                && Arrays.equals(value, 0, oneByteOfBits.length, oneByteOfBits, 0, oneByteOfBits.length)
                && value[5] < 0;
    }
}
