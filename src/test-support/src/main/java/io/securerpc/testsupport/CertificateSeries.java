package io.securerpc.testsupport;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Many certificates made fast: copies of one, with another number in their common name.
 *
 * <p>All have the key of the first, and all but number 0 a signature that is wrong. Where installed certificates are compared, and nobody
 * follows a signature, that makes no difference; nobody can shake hands with them.
 */
public final class CertificateSeries {
    private static final int DIGITS = 7;
    private static final String PREFIX = "rpc.user.";

    private final byte[] template;
    private final List<Integer> places = new ArrayList<>();

    private CertificateSeries(byte[] template) {
        this.template = template;
        byte[] name = commonName(0).getBytes(StandardCharsets.US_ASCII);
        for (int at = 0; at + name.length <= template.length; at++) {
            if (Arrays.equals(template, at, at + name.length, name, 0, name.length)) {
                places.add(at + PREFIX.length());
            }
        }
    }

    /** Begins a series: EC P-256, valid from a day ago for a year. */
    public static CertificateSeries begin() {
        try {
            return new CertificateSeries(TestCertificate.named(commonName(0))
                    .selfSigned()
                    .certificate()
                    .getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the common name of that certificate, such as {@code rpc.user.0000007}. */
    public static String commonName(int number) {
        return PREFIX + String.format(Locale.ROOT, "%0" + DIGITS + "d", number);
    }

    /** Returns that certificate as DER. */
    public byte[] der(int number) {
        byte[] der = template.clone();
        int rest = number;
        for (int digit = DIGITS - 1; digit >= 0; digit--) {
            for (int place : places) {
                der[place + digit] = (byte) ('0' + rest % 10);
            }
            rest /= 10;
        }
        return der;
    }

    /** Returns that certificate as PEM. */
    public String pem(int number) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(number))
                + "\n-----END CERTIFICATE-----\n";
    }

    /** Returns that certificate. */
    public X509Certificate certificate(int number) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der(number)));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }
}
