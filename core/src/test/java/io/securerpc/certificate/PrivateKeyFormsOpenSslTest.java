package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key files that the real {@code openssl} writes; {@link PrivateKeyFormsTest} holds the same table without it. */
class PrivateKeyFormsOpenSslTest {
    private static final String PASS = "correct horse é";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeKeysAndCertificates() {
        Tools.require("openssl");
        Tools.requireSuccess("the legacy provider of openssl", "openssl", "list", "-provider", "legacy", "-providers");
        sh("""
                set -e
                pss='openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048'
                openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out RSA.pem
                $pss -out PSS.pem
                $pss -pkeyopt rsa_pss_keygen_md:sha256 -pkeyopt rsa_pss_keygen_mgf1_md:sha256 \
                  -pkeyopt rsa_pss_keygen_saltlen:32 -out PSS256.pem
                $pss -pkeyopt rsa_pss_keygen_md:sha512 -out PSS512.pem
                for n in 256 384 521; do
                  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-$n -out EC$n.pem
                done
                openssl genpkey -algorithm ED25519 -out ED.pem
                openssl genpkey -algorithm ED448 -out ED448.pem
                openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out other.pem
                for k in RSA PSS PSS256 PSS512 EC256 EC384 EC521 ED ED448 other; do
                  openssl req -x509 -new -key $k.pem -subj /CN=localhost -days 30 -out $k.crt
                done
                """);
    }

    @ParameterizedTest(name = "{0}: openssl {1}")
    @CsvSource({
        "RSA, pkey",
        "PSS, pkey",
        "PSS256, pkey",
        "PSS512, pkey",
        "EC256, pkey",
        "EC384, pkey",
        "EC521, pkey",
        "ED, pkey",
        "ED448, pkey",
        "RSA, rsa -traditional",
        "EC256, ec",
        "EC384, ec",
        "EC521, ec",
        "EC256, ec -conv_form compressed",
        "EC256, ec -param_enc explicit",
        "EC521, ec -param_enc explicit",
        "EC384, pkey -ec_param_enc explicit",
        "EC256, ec -no_public",
        "RSA, rsa $L -traditional -aes128 -passout $P",
        "RSA, rsa $L -traditional -aes-192-cbc -passout $P",
        "RSA, rsa $L -traditional -aes256 -passout $P",
        "RSA, rsa $L -traditional -des3 -passout $P",
        "RSA, rsa $L -traditional -camellia128 -passout $P",
        "RSA, rsa $L -traditional -camellia-192-cbc -passout $P",
        "RSA, rsa $L -traditional -camellia256 -passout $P",
        "RSA, rsa $L -traditional -aria128 -passout $P",
        "RSA, rsa $L -traditional -aria-192-cbc -passout $P",
        "RSA, rsa $L -traditional -aria256 -passout $P",
        "RSA, rsa $L -traditional -des -passout $P",
        "RSA, rsa $L -traditional -bf -passout $P",
        "RSA, rsa $L -traditional -cast -passout $P",
        "RSA, rsa $L -traditional -rc2 -passout $P",
        "RSA, rsa $L -traditional -rc2-64 -passout $P",
        "RSA, rsa $L -traditional -rc2-40 -passout $P",
        "RSA, rsa $L -traditional -seed -passout $P",
        "RSA, rsa $L -traditional -sm4 -passout $P",
        "RSA, rsa $L -traditional -des-ede-cbc -passout $P",
        "RSA, rsa $L -traditional -aes-256-cfb -passout $P",
        "RSA, rsa $L -traditional -aes-256-cfb8 -passout $P",
        "RSA, rsa $L -traditional -aes-256-ofb -passout $P",
        "RSA, rsa $L -traditional -aes-256-ctr -passout $P",
        "RSA, rsa $L -traditional -camellia-128-cfb -passout $P",
        "RSA, rsa $L -traditional -bf-ofb -passout $P",
        "RSA, rsa $L -traditional -des-ede3-cfb -passout $P",
        "EC256, ec -aes256 -passout $P",
        "EC384, ec $L -camellia256 -passout $P",
        "EC521, ec -des3 -passout $P",
        "RSA, pkcs8 -topk8 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aes-128-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aes-192-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aes-256-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 des3 -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 camellia-128-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 camellia-256-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aria-128-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aria-256-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aria-192-ctr -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 sm4-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 sm4-ofb -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 seed -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 bf-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 cast5-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 des-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 rc2-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 rc2-64-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 rc2-40-cbc -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aes-256-ofb -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 aes-128-cfb -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 camellia-192-cfb -iter 100 -passout $P",
        "EC256, pkcs8 -topk8 $L -v2 camellia-256-ctr -iter 100 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithMD5 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA1 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA224 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA384 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512-224 -passout $P",
        "EC384, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA512-256 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-MD5-DES -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-DES -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-MD5-RC2-64 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-RC2-64 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-RC4-128 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-RC4-40 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-3DES -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-2DES -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-RC2-128 -passout $P",
        "EC521, pkcs8 -topk8 $L -v1 PBE-SHA1-RC2-40 -passout $P",
        "RSA, pkcs8 -topk8 -scrypt -passout $P",
        "PSS256, pkcs8 -topk8 -scrypt -passout $P",
        "ED, pkcs8 -topk8 -scrypt -scrypt_N 1024 -scrypt_r 8 -scrypt_p 2 -passout $P",
        "RSA, pkcs8 -topk8 -v2 aes-256-cbc -iter 100000 -passout $P",
        "ED448, pkey -aes256 -passout $P",
        "PSS512, pkey -aria256 -passout $P",
    })
    void loadsWhatOpenSslWrites(String source, String command) {
        Path key = write(source, command);
        IdentityFiles files = IdentityFiles.pem(folder.resolve(source + ".crt"), key, Passphrase.of(PASS));
        assertThat(files.load().names()).containsExactly("localhost");
        Path other = folder.resolve("other.crt");
        assertThatThrownBy(
                        () -> IdentityFiles.pem(other, key, Passphrase.of(PASS)).load())
                .isInstanceOf(KeyMismatchException.class)
                .hasMessage("certificate file '" + other + "': no certificate for the private key; the first is"
                        + " 'CN=localhost' with EC P-256, the private key is "
                        + KeyText.of(files.load().privateKey()) + ", read from '" + key
                        + "' (expected: the certificate and the private key of one identity)");
        if (command.contains("$P")) {
            assertRefused(source, key, Passphrase.of("wrong"), "wrong passphrase, or a damaged key");
            assertRefused(source, key, Passphrase.none(), "none, but the key is encrypted");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pkcs8 -topk8 -v2 aes-128-ecb | encryption cipher 2.16.840.1.101.3.4.1.1",
                "pkcs8 -topk8 $L -v2 rc4 | encryption cipher 1.2.840.113549.3.4",
            })
    void refusesWhatNobodyShouldHave(String command, String found) {
        Path key = write("EC256", command + " -passout $P");
        assertThatThrownBy(() -> IdentityFiles.pem(folder.resolve("EC256.crt"), key, Passphrase.of(PASS))
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage("private key file '" + key + "': " + found + " (expected: " + KeyDecryption.EXPECTED + ")");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aes-256-cfb1", "desx", "chacha20"})
    void refusesOddTraditionalCiphersByName(String cipher) {
        Path key = write("RSA", "rsa $L -traditional -" + cipher + " -passout $P");
        assertThatThrownBy(() -> IdentityFiles.pem(folder.resolve("RSA.crt"), key, Passphrase.of(PASS))
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessageMatching("private key file '.*': encrypted with '(AES-256-CFB1|DESX-CBC|ChaCha20)'"
                        + " \\(expected: a cipher such as AES-256-CBC\\)");
    }

    @ParameterizedTest
    @CsvSource({
        "secp256k1, secp256k1",
        "brainpoolP256r1, brainpoolP256r1",
        "secp224r1, secp224r1",
        "prime192v1, prime192v1"
    })
    void refusesCurvesTlsDoesNotSignOn(String curve, String name) {
        Path key = folder.resolve(curve + ".pem");
        sh("openssl ecparam -genkey -name " + curve + " -noout -out " + key.getFileName());
        assertThatThrownBy(() -> IdentityFiles.pem(folder.resolve("EC256.crt"), key, Passphrase.none())
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage("private key file '" + key + "': EC key on curve " + name + " (expected: "
                        + EcCurve.EXPECTED + ")");
    }

    @Test
    void refusesACertificateWithACurveWrittenOut() {
        sh("openssl ec -in EC256.pem -param_enc explicit -out explicit.pem 2>&1"
                + " && openssl req -x509 -new -key explicit.pem -subj /CN=localhost -out explicit.crt");
        Path certificate = folder.resolve("explicit.crt");
        assertThatThrownBy(() -> IdentityFiles.pem(certificate, folder.resolve("explicit.pem"), Passphrase.none())
                        .load())
                .isInstanceOf(CertificateFileException.class)
                .hasMessage("certificate file '" + certificate
                        + "': block number 1 has an EC key with explicit parameters (expected: " + EcCurve.BY_NAME
                        + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openssl x509 -in EC256.crt | only CERTIFICATE |",
                "openssl pkey -in EC256.pem -pubout | only PUBLIC KEY (the public half) |",
                "openssl req -new -key EC256.pem -subj /CN=x |"
                        + " only CERTIFICATE REQUEST (what an authority is asked with, not what it answers) |",
                "openssl ecparam -name prime256v1 | only EC PARAMETERS (a curve without a key) |",
                "cat EC256.pem EC384.pem | 2 private keys |",
                "openssl pkey -in EC256.pem -outform DER | a private key in DER, not PEM |"
                        + " ; 'openssl pkey -inform DER -in FILE' converts it to PEM",
                "openssl rsa -in RSA.pem -outform DER -traditional | a private key in DER, not PEM |"
                        + " ; 'openssl pkey -inform DER -in FILE' converts it to PEM",
                "openssl pkcs8 -topk8 -in EC256.pem -passout pass:x -outform DER |"
                        + " an encrypted private key in DER, not PEM |"
                        + " ; 'openssl pkey -inform DER -in FILE' converts it to PEM",
                "openssl x509 -in EC256.crt -outform DER | a certificate in DER, not PEM |"
                        + " ; 'openssl x509 -inform DER -in FILE' converts it to PEM",
                "openssl req -new -key EC256.pem -subj /CN=x -outform DER |"
                        + " a certificate request in DER, not PEM |",
                "openssl pkey -in EC256.pem -pubout -outform DER | a public key in DER, not PEM |",
            })
    void saysWhatIsThereInPlaceOfAKey(String command, String found, @Nullable String conversion) {
        Path file = folder.resolve("instead-" + Integer.toHexString(command.hashCode()));
        sh(command + " 2>/dev/null >" + file.getFileName());
        assertThatThrownBy(() -> IdentityFiles.pem(folder.resolve("EC256.crt"), file, Passphrase.none())
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage("private key file '" + file + "': " + found + " (expected: " + PrivateKeyFile.EXPECTED
                        + (conversion == null ? "" : conversion) + ")");
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

    /** Each in a file of its own: tests may run side by side. */
    private static Path write(String source, String command) {
        String name = "form-" + Integer.toHexString((source + command).hashCode()) + ".pem";
        sh("P='pass:" + PASS + "'\nL='-provider legacy -provider default'\nopenssl " + command.replace("$P", "\"$P\"")
                + " -in " + source + ".pem -out " + name);
        return folder.resolve(name);
    }

    private static void assertRefused(String source, Path key, Passphrase passphrase, String found) {
        IdentityFiles files = IdentityFiles.pem(folder.resolve(source + ".crt"), key, passphrase);
        assertThatThrownBy(files::load)
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for private key file '" + key + "': " + found
                        + " (expected: the key's passphrase)");
    }

    private static void sh(String script) {
        Tools.run(Duration.ofMinutes(1), folder, script.getBytes(StandardCharsets.UTF_8), "sh")
                .success();
    }
}
