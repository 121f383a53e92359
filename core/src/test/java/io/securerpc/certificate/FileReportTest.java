package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileReportTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-12-31T00:00:00Z");
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).notBefore(FROM).selfSigned();
    private static final TestCertificate LEAF = TestCertificate.named("node")
            .san("Node.example.com", "*.example.com", "192.0.2.7")
            .notBefore(FROM)
            .notAfter(UNTIL)
            .issuedBy(ROOT);

    @TempDir
    Path folder;

    @Test
    void tellsWhatACertificateSays() throws Exception {
        FileReport report = inspect(LEAF.chainPem(), FROM);
        assertThat(report.kind()).isEqualTo(FileReport.Kind.CERTIFICATES);
        assertThat(report.problems()).isEmpty();
        assertThat(report.certificates()).hasSize(2);
        CertificateReport leaf = report.certificates().get(0);
        assertThat(leaf.subject()).isEqualTo("CN=node");
        assertThat(leaf.issuer()).isEqualTo("CN=root");
        assertThat(leaf.names()).containsExactlyInAnyOrder("node.example.com", "*.example.com", "192.0.2.7");
        assertThat(leaf.notBefore()).isEqualTo(FROM);
        assertThat(leaf.notAfter()).isEqualTo(UNTIL);
        assertThat(leaf.fingerprint()).isEqualTo(Fingerprint.of(LEAF.certificate()));
        assertThat(leaf.subjectHash()).contains(SubjectHash.of(LEAF.certificate()));
        assertThat(leaf.key()).isEqualTo("EC P-256");
        assertThat(leaf.signatureAlgorithm()).isEqualTo("SHA256withECDSA");
        assertThat(leaf.selfSigned()).isFalse();
        assertThat(leaf.authority()).isFalse();
        CertificateReport root = report.certificates().get(1);
        assertThat(root.selfSigned()).isTrue();
        assertThat(root.authority()).isTrue();
    }

    @Test
    void namesWhatHasExpiredAndWhatIsNotValidYet() throws Exception {
        assertThat(inspect(LEAF.certificatePem(), UNTIL.plusSeconds(1)).problems())
                .containsExactly("file '" + file()
                        + "': 'CN=node' expired at 2026-12-31T00:00:00Z (expected: valid at 2026-12-31T00:00:01Z)");
        assertThat(inspect(LEAF.certificatePem(), FROM.minusSeconds(1)).problems())
                .containsExactly("file '" + file() + "': 'CN=node' not valid before 2026-01-01T00:00:00Z"
                        + " (expected: valid at 2025-12-31T23:59:59Z)");
    }

    @Test
    void tellsAKeysKindAndNothingOfItsContent() throws Exception {
        FileReport report = inspect(LEAF.keyPem(), FROM);
        assertThat(report.kind()).isEqualTo(FileReport.Kind.PRIVATE_KEY);
        assertThat(report.keys()).containsExactly("EC P-256, plain");
        assertThat(report.problems()).isEmpty();
        assertThat(report)
                .hasToString("FileReport[file=" + file()
                        + ", kind=private key, certificates=[], keys=[EC P-256, plain], problems=[]]");
    }

    @Test
    void triesKeyAndCertificateOfOneFileTogether() throws Exception {
        FileReport good = inspect(LEAF.chainPem() + LEAF.keyPem(), FROM);
        assertThat(good.kind()).isEqualTo(FileReport.Kind.CERTIFICATES_AND_KEY);
        assertThat(good.problems()).isEmpty();
        FileReport mismatched = inspect(
                LEAF.chainPem() + TestCertificate.named("x").selfSigned().keyPem(), FROM);
        assertThat(mismatched.problems())
                .singleElement()
                .asString()
                .startsWith("certificate file '" + file() + "': no certificate for the private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void opensAKeyStoreWithItsPassphraseOnly(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setKeyEntry(
                "node", LEAF.key(), "secret".toCharArray(), LEAF.chain().toArray(new Certificate[0]));
        try (OutputStream out = Files.newOutputStream(file())) {
            store.store(out, "secret".toCharArray());
        }
        FileReport open = FileReport.inspect(file(), Passphrase.of("secret"), FROM);
        assertThat(open.kind()).isEqualTo(FileReport.Kind.valueOf(type));
        assertThat(open.certificates().stream().map(CertificateReport::subject)).containsExactly("CN=node", "CN=root");
        assertThat(open.keys()).containsExactly("EC P-256");
        assertThat(open.problems()).isEmpty();
        FileReport closed = FileReport.inspect(file(), Passphrase.none(), FROM);
        assertThat(closed.kind()).isEqualTo(FileReport.Kind.valueOf(type));
        assertThat(closed.certificates()).isEmpty();
        assertThat(closed.problems())
                .containsExactly("passphrase for key store file '" + file()
                        + "': none, but the key store is encrypted (expected: its passphrase)");
    }

    @Test
    void knowsWhatIsNoIdentityAtAll() throws Exception {
        byte[] empty = {0x30, 0};
        assertKind(FileReport.Kind.CERTIFICATE_REQUEST, pem("CERTIFICATE REQUEST", empty));
        assertKind(FileReport.Kind.PUBLIC_KEY, pem("PUBLIC KEY", empty));
        assertKind(
                FileReport.Kind.DH_PARAMETERS,
                pem("DH PARAMETERS", empty),
                "DH parameters file '" + file()
                        + "': DH PARAMETERS block that is not ASN.1 of that type"
                        + " (expected: PEM with a DH PARAMETERS or X9.42 DH PARAMETERS block)");
        String expected = " (expected: PEM, or a PKCS#12 or JKS key store)";
        assertKind(FileReport.Kind.UNKNOWN, "", "file '" + file() + "': empty file" + expected);
        assertKind(FileReport.Kind.UNKNOWN, "hello", "file '" + file() + "': no PEM block" + expected);
        assertKind(
                FileReport.Kind.UNKNOWN,
                pem("X509 CRL", empty),
                "file '" + file() + "': only X509 CRL (expected: a certificate, a private key or DH parameters)");
        Files.delete(file());
        assertThat(FileReport.inspect(file(), Passphrase.none(), FROM).problems())
                .containsExactly("file '" + file() + "': no such file (expected: a file that can be read)");
    }

    private void assertKind(FileReport.Kind kind, String content, String... problems) throws IOException {
        FileReport report = inspect(content, FROM);
        assertThat(report.kind()).isEqualTo(kind);
        assertThat(report.problems()).isEqualTo(List.of(problems));
    }

    private FileReport inspect(String content, Instant now) throws IOException {
        Files.writeString(file(), content, StandardCharsets.US_ASCII);
        return FileReport.inspect(file(), Passphrase.none(), now);
    }

    private Path file() {
        return folder.resolve("file");
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
