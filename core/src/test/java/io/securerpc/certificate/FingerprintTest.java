package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    private static final String EMPTY_DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @Test
    void isTheSha256OfTheEncoding() {
        assertThat(Fingerprint.ofDer(new byte[0]).hex()).isEqualTo(EMPTY_DIGEST);
        assertThat(Fingerprint.ofDer(new byte[0]))
                .hasToString(
                        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:"
                                + "B8:55");
    }

    @Test
    void differsBetweenCertificatesOfOneSubjectAndKey() {
        TestCertificate one = TestCertificate.named("rpc.user.1").selfSigned();
        TestCertificate renewed = TestCertificate.named("rpc.user.1").keyOf(one).selfSigned();
        assertThat(Fingerprint.of(one.certificate()))
                .isEqualTo(Fingerprint.of(one.certificate()))
                .hasSameHashCodeAs(Fingerprint.of(one.certificate()))
                .isNotEqualTo(Fingerprint.of(renewed.certificate()));
    }

    @Test
    void parsesWhatItPrintsWithAndWithoutColons() {
        Fingerprint fingerprint = Fingerprint.ofDer(new byte[] {1});
        assertThat(Fingerprint.parse(fingerprint.toString())).isEqualTo(fingerprint);
        assertThat(Fingerprint.parse(fingerprint.hex())).isEqualTo(fingerprint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e3b0",
                " " + EMPTY_DIGEST,
                EMPTY_DIGEST + "00",
                "e3:b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "fingerprint: '" + text + "' (expected: 64 hex digits, with or without colons between pairs)");
    }

    @Test
    void printsWhatOpenSslPrints(@TempDir Path folder) {
        Tools.require("openssl");
        TestCertificate made = TestCertificate.named("rpc.user.1").selfSigned();
        Path file = made.writeCertificate(folder.resolve("a.pem"));
        X509Certificate certificate = made.certificate();
        assertThat(Tools.run(
                                Duration.ofSeconds(30),
                                "openssl",
                                "x509",
                                "-noout",
                                "-fingerprint",
                                "-sha256",
                                "-in",
                                file.toString())
                        .success()
                        .strip())
                .endsWith("=" + Fingerprint.of(certificate));
    }
}
