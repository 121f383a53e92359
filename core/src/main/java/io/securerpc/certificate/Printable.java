package io.securerpc.certificate;

import java.security.cert.X509Certificate;

/** Text out of a file, fit for one line of a log. */
final class Printable {
    private static final int MAX_LENGTH = 300;

    private Printable() {}

    static String of(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\u0080-\\u009f]", "?");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
    }

    static String subject(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal().getName());
    }

    static String issuer(X509Certificate certificate) {
        return of(certificate.getIssuerX500Principal().getName());
    }
}
