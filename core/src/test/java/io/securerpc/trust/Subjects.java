package io.securerpc.trust;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;

/** Certificates by their whole subject. */
final class Subjects {
    private Subjects() {}

    static TestCertificateBuilder of(String subject) {
        try {
            return TestCertificate.named("replaced").subject(new X500Name(subject).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Different callers with one hash: nobody is named, so each is a caller by its fingerprint. */
    static List<TestCertificate> ofOneHash(int count) {
        return Stream.generate(() -> of("O=Example").selfSigned()).limit(count).toList();
    }
}
