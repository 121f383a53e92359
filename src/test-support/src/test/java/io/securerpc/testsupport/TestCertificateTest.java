package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestCertificateTest {
    @Test
    void isSelfSignedWithAnEcKeyAndNoAuthorityByDefault() throws Exception {
        TestCertificate made = TestCertificate.named("rpc.user.1").selfSigned();

        assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=rpc.user.1");
        assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(made.certificate().getBasicConstraints()).isEqualTo(-1);
        assertThat(made.chain()).containsExactly(made.certificate());
        assertThatCode(() -> made.certificate().verify(made.certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void carriesNamesValidityAndIssuers() throws Exception {
        TestCertificate root = TestCertificate.named("root").ca(true).ed25519().selfSigned();
        TestCertificate middle =
                TestCertificate.named("middle").ca(true).rsa(2048).issuedBy(root);
        Instant from = Instant.parse("2030-01-01T00:00:00Z");
        TestCertificate leaf = TestCertificate.named("leaf")
                .san("node.example.com", "127.0.0.1", "::1")
                .notBefore(from)
                .notAfter(from.plus(Duration.ofDays(1)))
                .issuedBy(middle);

        assertThat(leaf.chain()).containsExactly(leaf.certificate(), middle.certificate(), root.certificate());
        assertThat(leaf.certificate().getNotBefore()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(leaf.certificate().getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "node.example.com"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThatCode(() -> leaf.certificate().verify(middle.certificate().getPublicKey()))
                .doesNotThrowAnyException();
        assertThatCode(() -> middle.certificate().verify(root.certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void signsWithAKeyThatIsForRsaPssOnly() {
        TestCertificate made = TestCertificate.named("pss").rsaPss(2048).selfSigned();

        assertThat(made.certificate().getPublicKey().getAlgorithm()).isEqualTo("RSASSA-PSS");
        assertThat(made.certificate().getSigAlgName()).isEqualTo("RSASSA-PSS");
        assertThatCode(() -> made.certificate().verify(made.certificate().getPublicKey()))
                .doesNotThrowAnyException();
    }

    @Test
    void writesWhatOpensslReads(@TempDir Path directory) {
        Tools.require("openssl");
        TestCertificate made = TestCertificate.named("rpc.user.1").ca(true).selfSigned();
        Path certificate = made.writeCertificate(directory.resolve("cert.pem"));
        Path key = made.writeKey(directory.resolve("key.pem"));

        Duration limit = Duration.ofSeconds(20);
        String fromCertificate = Tools.run(limit, "openssl", "x509", "-in", certificate.toString(), "-noout", "-pubkey")
                .success();
        String fromKey = Tools.run(limit, "openssl", "pkey", "-in", key.toString(), "-pubout")
                .success();

        assertThat(fromCertificate).startsWith("-----BEGIN PUBLIC KEY-----").isEqualTo(fromKey);
    }
}
