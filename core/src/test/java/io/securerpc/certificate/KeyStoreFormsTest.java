package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key stores written by the JDK; {@link KeyStoreFormsOpenSslTest} holds those of the real {@code openssl}. */
class KeyStoreFormsTest {
    private static final String PASS = "correct horse"; // the JDK writes no PKCS#12 with other letters;
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate ONE =
            TestCertificate.named("one.example.com").issuedBy(ROOT);
    private static final TestCertificate TWO =
            TestCertificate.named("two.example.com").rsa(2048).issuedBy(ROOT);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void loadsTheOnlyKeyAndItsChain(String type) {
        Path store = write(type, Map.of("node", ONE));
        IdentityFiles files = IdentityFiles.keyStore(store, Passphrase.of(PASS));
        ServerIdentity identity = files.load();
        assertThat(identity.chain()).isEqualTo(ONE.chain());
        assertThat(identity.privateKey()).isEqualTo(ONE.key());
        assertThat(identity.privateKey().getClass().getName()).startsWith("sun.security.");
        assertThat(files.paths()).containsExactly(store);
        assertThat(files).hasToString("IdentityFiles[keyStore=" + store + ", passphrase=****]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void listsTheAliasesOfSeveralKeysAndTakesTheOneNamed(String type) {
        Path store = write(type, Map.of("one", ONE, "two", TWO));
        IdentityFiles files = IdentityFiles.keyStore(store, Passphrase.of(PASS));
        assertThatThrownBy(files::load)
                .isInstanceOf(KeyStoreFileException.class)
                .hasMessageMatching("key store file '.*': 2 private keys: ('one', 'two'|'two', 'one')"
                        + " \\(expected: one private key, or the alias of one\\)");
        assertThat(files.withAlias("one").load().chain()).isEqualTo(ONE.chain());
        assertThat(files.withAlias("TWO").load().chain()).isEqualTo(TWO.chain());
        assertThatThrownBy(() -> files.withAlias("three").load())
                .isInstanceOf(KeyStoreFileException.class)
                .hasMessageMatching("key store file '.*': no private key 'three' among ('one', 'two'|'two', 'one')"
                        + " \\(expected: the alias of one private key\\)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void refusesAWrongAndAMissingPassphrase(String type) {
        Path store = write(type, Map.of("node", ONE));
        assertThatThrownBy(() ->
                        IdentityFiles.keyStore(store, Passphrase.of("wrong")).load())
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for key store file '" + store
                        + "': wrong passphrase, or a damaged key store (expected: its passphrase)");
        assertThatThrownBy(
                        () -> IdentityFiles.keyStore(store, Passphrase.none()).load())
                .isInstanceOf(PassphraseException.class)
                .hasMessage("passphrase for key store file '" + store
                        + "': none, but the key store is encrypted (expected: its passphrase)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void refusesAKeyBesideAnotherKeysCertificate(String type) {
        Path store = write(type, "node", ONE, TWO);
        assertThatThrownBy(
                        () -> IdentityFiles.keyStore(store, Passphrase.of(PASS)).load())
                .isInstanceOf(KeyMismatchException.class)
                .hasMessageStartingWith(
                        "certificate file '" + store + "': no certificate for the private key; the first is 'CN=")
                .hasMessageEndingWith(" (expected: the certificate and the private key of one identity)");
    }

    @Test
    void pemFilesHaveNoAlias() {
        IdentityFiles files = IdentityFiles.pem(Path.of("a.pem"), Path.of("b.pem"), Passphrase.none());
        assertThatThrownBy(() -> files.withAlias("x"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("alias: 'x' for IdentityFiles[certificate=a.pem, key=b.pem, passphrase=****]"
                        + " (expected: a key store)");
    }

    /** A store as nobody's tool refuses to write it: one's key beside the other's certificate. */
    private Path write(String type, String alias, TestCertificate key, TestCertificate certificate) {
        Path file = folder.resolve("store");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            store.setKeyEntry(alias, key.key(), PASS.toCharArray(), new Certificate[] {certificate.certificate()});
            store.store(out, PASS.toCharArray());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String type, Map<String, TestCertificate> entries) {
        Path file = folder.resolve("store");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(null, null);
            for (Map.Entry<String, TestCertificate> entry : entries.entrySet()) {
                TestCertificate made = entry.getValue();
                store.setKeyEntry(
                        entry.getKey(),
                        made.key(),
                        PASS.toCharArray(),
                        made.chain().toArray(new Certificate[0]));
            }
            store.store(out, PASS.toCharArray());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
