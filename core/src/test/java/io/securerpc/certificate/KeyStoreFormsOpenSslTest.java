package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PKCS#12 files that the real {@code openssl} writes; {@link KeyStoreFormsTest} holds those of the JDK. */
class KeyStoreFormsOpenSslTest {
    private static final String PASS = "correct horse é";

    @TempDir
    static Path folder;

    @BeforeAll
    static void makeAChain() {
        Tools.require("openssl");
        Tools.requireSuccess("the legacy provider of openssl", "openssl", "list", "-provider", "legacy", "-providers");
        sh("""
                set -e
                for k in root middle leaf other; do
                  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out $k.pem
                done
                openssl req -x509 -new -key root.pem -subj /CN=root -days 30 -out root.crt
                printf 'basicConstraints=critical,CA:TRUE\\n' >ca.ext
                openssl req -new -key middle.pem -subj /CN=middle |
                  openssl x509 -req -CA root.crt -CAkey root.pem -days 30 -extfile ca.ext -out middle.crt
                openssl req -new -key leaf.pem -subj /CN=localhost |
                  openssl x509 -req -CA middle.crt -CAkey middle.pem -days 30 -out leaf.crt
                cat root.crt middle.crt >unordered.crt
                openssl req -x509 -new -key other.pem -subj /CN=other -days 30 -out other.crt
                """);
    }

    @ParameterizedTest(name = "openssl pkcs12 -export {0}")
    @ValueSource(
            strings = {
                "",
                "-name My.Node",
                "-legacy",
                "-legacy -descert",
                "-nomac",
                "-iter 1 -nomaciter",
                "-iter 100000 -macalg sha512",
                "-macalg sha1",
                "-keypbe AES-128-CBC -certpbe AES-192-CBC",
                "-keypbe DES-EDE3-CBC -certpbe DES-EDE3-CBC",
                "-keypbe ARIA-256-CBC -certpbe CAMELLIA-128-CBC",
                "-keypbe NONE -certpbe NONE",
                "-keypbe PBE-SHA1-2DES -certpbe PBE-SHA1-3DES -macalg sha1",
                "-keypbe AES-256-CBC -certpbe NONE",
                "-provider legacy -provider default -keypbe PBE-SHA1-RC4-128 -certpbe PBE-SHA1-RC2-128",
                "-provider legacy -provider default -keypbe PBE-MD5-DES -certpbe PBE-SHA1-RC4-40",
            })
    void loadsWhatOpenSslWritesWithTheChainPutRight(String options) {
        Path store = export(options + " -inkey leaf.pem -in leaf.crt -certfile unordered.crt", PASS);
        ServerIdentity identity = load(store, Passphrase.of(PASS));
        assertThat(identity.chain().stream().map(Printable::subject))
                .containsExactly("CN=localhost", "CN=middle", "CN=root");
        assertThat(identity.privateKey().getClass().getName()).startsWith("sun.security.");
        assertThat(identity.warnings()).isEmpty();
        assertRefused(store, Passphrase.of("wrong"), "wrong passphrase, or a damaged key store");
        assertRefused(store, Passphrase.none(), "none, but the key store is encrypted");
    }

    @ParameterizedTest(name = "openssl pkcs12 -export {0} -passout pass:")
    @ValueSource(strings = {"", "-legacy", "-nomac", "-nomac -keypbe NONE -certpbe NONE"})
    void anEmptyPassphraseMeansNone(String options) {
        Path store = export(options + " -inkey leaf.pem -in leaf.crt", "");
        assertThat(load(store, Passphrase.none()).leaf().getSubjectX500Principal())
                .hasToString("CN=localhost");
    }

    @Test
    void takesTheAliasOpenSslWrote() {
        Path store = export("-name My.Node -inkey leaf.pem -in leaf.crt", PASS);
        IdentityFiles files = IdentityFiles.keyStore(store, Passphrase.of(PASS));
        assertThat(files.withAlias("my.node").load().leaf().getSubjectX500Principal())
                .hasToString("CN=localhost");
        assertFound(
                files.withAlias("x"), "no private key 'x' among 'My.Node' (expected: the alias of one private key)");
    }

    @Test
    void aKeyWithoutAnAliasHasItsNumber() {
        Path store = export("-inkey leaf.pem -in leaf.crt", PASS);
        IdentityFiles files = IdentityFiles.keyStore(store, Passphrase.of(PASS));
        assertThat(files.withAlias("1").load().chain()).hasSize(1);
    }

    @Test
    void saysWhatIsMissing() {
        String expected = " (expected: " + StoredIdentity.EXPECTED + ")";
        Path noKey = export("-nokeys -in leaf.crt", PASS);
        assertFound(IdentityFiles.keyStore(noKey, Passphrase.of(PASS)), "no private key" + expected);
        Path noCertificate = export("-nocerts -inkey leaf.pem", PASS);
        assertFound(
                IdentityFiles.keyStore(noCertificate, Passphrase.of(PASS)),
                "a private key without a certificate" + expected);
    }

    @Test
    void aKeyStoreIsNotPemAndPemIsNoKeyStore() {
        Path store = export("-inkey leaf.pem -in leaf.crt", PASS);
        String give = "; give it as a key store, or 'openssl pkcs12 -in FILE' converts it to PEM)";
        assertThatThrownBy(() ->
                        IdentityFiles.pem(store, store, Passphrase.of(PASS)).load())
                .isInstanceOf(CertificateFileException.class)
                .hasMessage("certificate file '" + store + "': a PKCS#12 key store, not PEM"
                        + " (expected: PEM with at least one CERTIFICATE block" + give);
        assertThatThrownBy(() -> IdentityFiles.pem(folder.resolve("leaf.crt"), store, Passphrase.of(PASS))
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage("private key file '" + store + "': a PKCS#12 key store, not PEM (expected: "
                        + PrivateKeyFile.EXPECTED + give);
        Path pem = folder.resolve("leaf.crt");
        assertFound(
                IdentityFiles.keyStore(pem, Passphrase.of(PASS)),
                "PEM (expected: " + StoredIdentity.EXPECTED
                        + "; give PEM as certificate and key file, or 'openssl pkcs12 -export' converts it)");
    }

    private static void assertFound(IdentityFiles files, String found) {
        assertThatThrownBy(files::load)
                .isInstanceOf(KeyStoreFileException.class)
                .hasMessage("key store file '" + files.paths().get(0) + "': " + found);
    }

    private static void assertRefused(Path store, Passphrase passphrase, String found) {
        assertThatThrownBy(() -> load(store, passphrase))
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for key store file '" + store + "': " + found + " (expected: its passphrase)");
    }

    private static ServerIdentity load(Path store, Passphrase passphrase) {
        IdentityFiles files = IdentityFiles.keyStore(store, passphrase);
        assertThat(files.paths()).isEqualTo(List.of(store));
        return files.load();
    }

    /** Each in a file of its own: tests may run side by side. */
    private static Path export(String options, String pass) {
        String name = "store-" + Integer.toHexString((options + pass).hashCode()) + ".p12";
        sh("openssl pkcs12 -export " + options + " -passout 'pass:" + pass + "' -out " + name);
        return folder.resolve(name);
    }

    private static void sh(String script) {
        Tools.run(Duration.ofMinutes(1), folder, script.getBytes(StandardCharsets.UTF_8), "sh")
                .success();
    }
}
