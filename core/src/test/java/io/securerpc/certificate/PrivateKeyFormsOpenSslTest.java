package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Key files that the real {@code openssl} writes; {@link PrivateKeyFormsTest} holds the same table without it. */
class PrivateKeyFormsOpenSslTest {
    private static final String PASS = "correct horse é";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeKeysAndCertificates() {
        Tools.require("openssl");
        sh("set -e\n"
                + "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out RSA.pem\n"
                + "openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out PSS.pem\n"
                + "for n in 256 384 521; do openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-$n -out EC$n.pem; done\n"
                + "openssl genpkey -algorithm ED25519 -out ED.pem\n"
                + "for k in RSA PSS EC256 EC384 EC521 ED; do\n"
                + "  openssl req -x509 -new -key $k.pem -subj /CN=localhost -days 30 -out $k.crt\n"
                + "done\n");
    }

    @ParameterizedTest(name = "{0}: openssl {1}")
    @CsvSource({
        "RSA, pkey",
        "PSS, pkey",
        "EC256, pkey",
        "EC384, pkey",
        "EC521, pkey",
        "ED, pkey",
        "RSA, rsa -traditional",
        "RSA, rsa -traditional -aes256 -passout $P",
        "RSA, rsa -traditional -aes128 -passout $P",
        "RSA, rsa -traditional -des3 -passout $P",
        "EC256, ec",
        "EC521, ec",
        "EC256, ec -aes256 -passout $P",
        "RSA, pkcs8 -topk8 -passout $P",
        "RSA, pkcs8 -topk8 -v2 aes-128-cbc -passout $P",
        "RSA, pkcs8 -topk8 -v2 aes-192-cbc -v2prf hmacWithSHA1 -passout $P",
        "RSA, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout $P",
        "RSA, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512-256 -passout $P",
        "RSA, pkcs8 -topk8 -v2 des3 -passout $P",
        "RSA, pkcs8 -topk8 -v2 des3 -v2prf hmacWithSHA384 -iter 100000 -passout $P",
        "RSA, pkcs8 -topk8 -scrypt -passout $P",
        "RSA, pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout $P",
        "PSS, pkcs8 -topk8 -scrypt -passout $P",
        "EC384, pkcs8 -topk8 -scrypt -passout $P",
        "EC521, pkcs8 -topk8 -v1 PBE-SHA1-3DES -passout $P",
        "ED, pkcs8 -topk8 -v2 aes-256-cbc -passout $P",
    })
    void loadsWhatOpenSslWrites(String source, String command) {
        Path key = folder.resolve("form.pem");
        sh("P='pass:" + PASS + "'\nopenssl " + command.replace("$P", "\"$P\"") + " -in " + source
                + ".pem -out form.pem");
        IdentityFiles files = IdentityFiles.pem(folder.resolve(source + ".crt"), key, Passphrase.of(PASS));
        assertThat(files.load().names()).containsExactly("localhost");
        if (command.contains("$P")) {
            assertRefused(source, key, Passphrase.of("wrong"));
            assertRefused(source, key, Passphrase.none());
        }
    }

    @Test
    void loadsTheGuidesOwnEncryptedKey() {
        sh("openssl req -newkey rsa:2048 -keyout server.key.pem -x509 -subj /CN=localhost -days 3650"
                + " -out server.cert.pem -passout pass:guide");
        assertThat(IdentityFiles.pem(
                                folder.resolve("server.cert.pem"),
                                folder.resolve("server.key.pem"),
                                Passphrase.of("guide"))
                        .load()
                        .names())
                .containsExactly("localhost");
    }

    @Test
    void skipsTheCurveBeforeAnEcKey() {
        sh("openssl ecparam -name prime256v1 -genkey -out params.pem && cat params.pem"
                + " && openssl req -x509 -new -key params.pem -subj /CN=localhost -out params.crt");
        assertThat(IdentityFiles.pem(folder.resolve("params.crt"), folder.resolve("params.pem"), Passphrase.none())
                        .load()
                        .names())
                .containsExactly("localhost");
    }

    private static void assertRefused(String source, Path key, Passphrase passphrase) {
        IdentityFiles files = IdentityFiles.pem(folder.resolve(source + ".crt"), key, passphrase);
        assertThatThrownBy(files::load).isInstanceOf(PassphraseException.class);
    }

    private static void sh(String script) {
        Tools.run(Duration.ofMinutes(1), folder, script.getBytes(StandardCharsets.UTF_8), "sh")
                .success();
    }
}
