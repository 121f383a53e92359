package io.securerpc.examples;

import io.securerpc.SecureRpcException;
import io.securerpc.certificate.CertificateReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What people ask of certificates, as lines {@code word: value}. */
final class CertificateText {
    private CertificateText() {}

    static List<String> of(CertificateReport certificate, Instant now) {
        return Stream.of(
                        "subject: " + certificate.subject(),
                        "issuer: " + (certificate.selfSigned() ? "itself" : certificate.issuer()),
                        "names: " + names(certificate),
                        "key: " + certificate.key(),
                        "valid from: " + certificate.notBefore(),
                        "valid until: " + end(certificate.notAfter(), now),
                        "subject hash: " + hash(certificate),
                        "fingerprint (SHA-256): " + certificate.fingerprint())
                .map(Printable::of)
                .toList();
    }

    private static String names(CertificateReport certificate) {
        try {
            List<String> names = certificate.names().stream().sorted().toList();
            return names.isEmpty() ? "none" : String.join(", ", names);
        } catch (SecureRpcException e) {
            return "none that can be read";
        }
    }

    private static String end(Instant notAfter, Instant now) {
        long days = Duration.between(now, notAfter).abs().toDays();
        String amount = days == 1 ? "1 day" : days + " days";
        return notAfter + (now.isAfter(notAfter) ? " (" + amount + " ago)" : " (in " + amount + ")");
    }

    private static String hash(CertificateReport certificate) {
        return certificate
                .subjectHash()
                .map(hash -> hash + ", installed as " + hash.fileName(0))
                .orElse("none, OpenSSL does not take the name");
    }
}
