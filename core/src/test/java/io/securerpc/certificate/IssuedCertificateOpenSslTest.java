package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is issued, as the real {@code openssl} sees it; {@link IssuedCertificateTest} holds the same without it. */
class IssuedCertificateOpenSslTest {
    private static final String PASS = "correct horse é";

    @TempDir
    Path folder;

    @BeforeAll
    static void findTool() {
        Tools.require("openssl");
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void openSslVerifiesTheServersCertificateAndReadsItsEncryptedKey(KeyKind kind) {
        write(
                IssuedCertificate.server("node.example.com", "192.0.2.7")
                        .key(kind)
                        .issue(),
                Passphrase.of(PASS));
        assertThat(sh("openssl verify -x509_strict -purpose sslserver -verify_hostname node.example.com"
                        + " -no-CAfile -no-CApath -partial_chain -trusted cert.pem cert.pem"))
                .isEqualTo("cert.pem: OK\n");
        assertThat(sh("openssl verify -purpose sslserver -verify_ip 192.0.2.7 -no-CApath -CAfile cert.pem cert.pem"))
                .isEqualTo("cert.pem: OK\n");
        assertThat(sh("openssl pkey -in key.pem -passin 'pass:" + PASS + "' -pubout"))
                .isEqualTo(sh("openssl x509 -in cert.pem -noout -pubkey"));
        assertThat(Tools.run(
                                Duration.ofMinutes(1),
                                folder,
                                new byte[0],
                                "openssl",
                                "pkey",
                                "-in",
                                "key.pem",
                                "-passin",
                                "pass:wrong",
                                "-noout")
                        .exit())
                .isNotZero();
    }

    @Test
    void openSslTakesTheClientsCertificateFromAHashedFolderAndForNothingElse() throws Exception {
        IssuedCertificate user = IssuedCertificate.client("rpc.user.1").issue();
        write(user, Passphrase.none());
        Path installed = Files.createDirectory(folder.resolve("clients"))
                .resolve(SubjectHash.of(user.certificate()).fileName(0));
        Files.writeString(installed, user.certificatePem());
        String verify = "openssl verify -x509_strict -no-CAfile -no-CAstore -CApath clients -partial_chain -purpose ";
        assertThat(sh(verify + "sslclient cert.pem")).isEqualTo("cert.pem: OK\n");
        assertThat(sh(verify + "sslserver cert.pem 2>&1 || true")).contains("unsuitable certificate purpose");
        assertThat(sh("openssl pkey -in key.pem -pubout")).isEqualTo(sh("openssl x509 -in cert.pem -noout -pubkey"));
        assertThat(sh("openssl x509 -in cert.pem -noout -checkend 0 && openssl x509 -in cert.pem -noout -ext"
                        + " basicConstraints,extendedKeyUsage,keyUsage"))
                .contains("CA:FALSE", "TLS Web Client Authentication", "Digital Signature")
                .doesNotContain("CA:TRUE", "Server");
    }

    private void write(IssuedCertificate issued, Passphrase passphrase) {
        issued.writeTo(folder.resolve("cert.pem"), folder.resolve("key.pem"), passphrase);
    }

    private String sh(String script) {
        return Tools.run(Duration.ofMinutes(1), folder, script.getBytes(StandardCharsets.UTF_8), "sh")
                .success();
    }
}
