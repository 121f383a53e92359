package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a certificate file; whatever is read from them can also be hashed, named and written. */
class CertificateFileFuzzTest {
    private static final Path FILE = Path.of("chain.pem");

    static Stream<byte[]> seeds() throws CertificateEncodingException {
        TestCertificate authority = TestCertificate.named("authority").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("localhost")
                .san("localhost", "*.example.com", "::1")
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                .issuedBy(authority);
        return Stream.of(
                        HostileFiles.spoilt(leaf.certificatePem()),
                        Stream.of(HostileFiles.bytes(leaf.chainPem() + leaf.keyPem())),
                        Stream.concat(HostileFiles.spoilt(leaf.certificate().getEncoded()), HostileFiles.asn1())
                                .flatMap(der -> Stream.of("CERTIFICATE", "TRUSTED CERTIFICATE")
                                        .map(type -> HostileFiles.bytes(HostileFiles.pem(type, der)))))
                .flatMap(seeds -> seeds);
    }

    @MethodSource("seeds")
    @FuzzTest
    void certificatesOrARefusal(byte[] file) {
        ParserLaws.hold(file, ParserLaws.QUICK, Set.of(CertificateFileException.class), () -> read(file));
    }

    private static void read(byte[] file) {
        for (X509Certificate certificate : CertificateFile.parse(FILE, file)) {
            assertThat(Fingerprint.of(certificate).toString()).isNotEmpty();
            ParserLaws.hold(file, ParserLaws.QUICK, Set.of(CertificateChainException.class), () -> names(certificate));
            assertThat(CertificateFile.parse(
                            FILE, HostileFiles.bytes(HostileFiles.pem("CERTIFICATE", der(certificate)))))
                    .containsExactly(certificate);
            ParserLaws.hold(
                    file, ParserLaws.QUICK, Set.of(SubjectNameException.class), () -> SubjectHash.of(certificate));
        }
    }

    private static void names(X509Certificate certificate) {
        CertificateNames.of(certificate).forEach(name -> assertThat(name).doesNotContain("*", "\0"));
        CertificateNames.wildcards(certificate).forEach(name -> assertThat(name).startsWith("*."));
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }
}
