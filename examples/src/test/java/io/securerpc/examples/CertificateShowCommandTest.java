package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateShowCommandTest {
    private static final Instant END = Instant.now().plus(100, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

    private final TestCertificate root = TestCertificate.named("root").ca(true).selfSigned();
    private final TestCertificate leaf = TestCertificate.named("www.example.com")
            .san("www.example.com", "*.example.com", "127.0.0.1")
            .notAfter(END.plus(1, ChronoUnit.HOURS))
            .issuedBy(root);

    @TempDir
    Path folder;

    @Test
    void printsAllThatPeopleAskOfACertificate() {
        Path file = leaf.writeCertificate(folder.resolve("c.pem"));
        SubjectHash hash = SubjectHash.of(leaf.certificate());

        Terminal terminal = show(file);

        assertThat(terminal.out().lines())
                .containsExactly(
                        file + ": certificates",
                        "  certificate 1",
                        "    subject: CN=www.example.com",
                        "    issuer: CN=root",
                        "    names: *.example.com, 127.0.0.1, www.example.com",
                        "    key: EC P-256",
                        "    valid from: " + leaf.certificate().getNotBefore().toInstant(),
                        "    valid until: " + END.plus(1, ChronoUnit.HOURS) + " (in 100 days)",
                        "    subject hash: " + hash + ", installed as " + hash + ".0",
                        "    fingerprint (SHA-256): " + Fingerprint.of(leaf.certificate()),
                        "  chain: up to 'CN=www.example.com'; clients must have its issuer 'CN=root'");
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void saysWhetherAChainIsComplete() throws IOException {
        Terminal whole = show(write("whole.pem", leaf.chainPem()));
        assertThat(whole.out()).endsWith(lines("  chain: complete, up to the root 'CN=root'"));
        assertThat(whole.exit()).isZero();

        Terminal turned = show(write("turned.pem", root.certificatePem() + leaf.certificatePem()));
        assertThat(turned.out())
                .endsWith(
                        lines(
                                "  chain: none",
                                "  problem: certificate chain: number 1, 'CN=root', is not signed by number 2, 'CN=www.example.com' (expected: leaf first, each signed by the next)"));
        assertThat(turned.exit()).isEqualTo(1);

        TestCertificate namesake = TestCertificate.named("root").ca(true).selfSigned();
        Terminal forged = show(write("forged.pem", leaf.certificatePem() + namesake.certificatePem()));
        assertThat(forged.out()).contains("is not signed by number 2, 'CN=root'");
        assertThat(forged.exit()).isEqualTo(1);

        Terminal bundle = show(write("bundle.pem", root.certificatePem() + namesake.certificatePem()));
        assertThat(bundle.out()).endsWith(lines("  chain: none, each is its own root"));
        assertThat(bundle.exit()).isZero();
    }

    @Test
    void expiredIsAProblem() {
        X509Certificate old = TestCertificate.named("old")
                .notAfter(Instant.now().minus(3, ChronoUnit.DAYS).minusSeconds(60))
                .selfSigned()
                .certificate();
        Path file = folder.resolve("old.pem");
        TestCertificate.named("old")
                .notAfter(old.getNotAfter().toInstant())
                .selfSigned()
                .writeCertificate(file);

        Terminal terminal = show(file);

        assertThat(terminal.out())
                .contains("    valid until: " + old.getNotAfter().toInstant() + " (3 days ago)")
                .contains("  problem: file '" + file + "': 'CN=old' expired at "
                        + old.getNotAfter().toInstant() + " (expected: valid at ");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void saysWhatKindOfKeyAndNothingElseOfIt() throws IOException {
        Path key = leaf.writeKey(folder.resolve("k.pem"));
        String secret = Files.readAllLines(key).get(1);

        Terminal terminal = show(key);

        assertThat(terminal.out().lines()).containsExactly(key + ": private key", "  private key: EC P-256, plain");
        assertThat(terminal.out()).doesNotContain(secret);
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void opensAKeyStoreWithThePassphraseOfAFile() throws Exception {
        Path store = keyStore("PKCS12", "store.p12");
        Path jks = keyStore("JKS", "store.jks");
        Path secret = write("secret", "hunter2\n");

        Terminal terminal = Terminal.run(
                "certificate", "show", "--passphrase-file", secret.toString(), store.toString(), jks.toString());

        assertThat(terminal.out())
                .contains(store + ": PKCS#12 key store", jks + ": JKS key store")
                .contains("  private key: EC P-256", "subject: CN=www.example.com")
                .doesNotContain("hunter2", "problem");
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void aKeyStoreWithoutOrWithAWrongPassphraseIsAProblem() throws Exception {
        Path store = keyStore("PKCS12", "store.p12");
        Path wrong = write("secret", "not-hunter2\n");

        Terminal none = show(store);
        Terminal other = Terminal.run("certificate", "show", "--passphrase-file", wrong.toString(), store.toString());

        for (Terminal terminal : List.of(none, other)) {
            assertThat(terminal.out().lines()).hasSize(2).first().isEqualTo(store + ": PKCS#12 key store");
            assertThat(terminal.out())
                    .contains("  problem: passphrase for key store file '" + store + "': ")
                    .doesNotContain("hunter2");
            assertThat(terminal.exit()).isEqualTo(1);
        }
    }

    @Test
    void goesOnAfterAFileThatIsNothing() throws IOException {
        Path notes = write("notes.txt", "hello");
        Path none = folder.resolve("none.pem");
        Path good = root.writeCertificate(folder.resolve("root.pem"));

        Terminal terminal = Terminal.run("certificate", "show", notes.toString(), none.toString(), good.toString());

        assertThat(terminal.out().lines())
                .startsWith(
                        notes + ": unknown",
                        "  problem: file '" + notes + "': no PEM block (expected: PEM, or a PKCS#12 or JKS key store)",
                        none + ": unknown",
                        "  problem: file '" + none + "': no such file (expected: a file that can be read)",
                        good + ": certificates");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void neverPrintsWhatAStrangersNameWouldDoToATerminal() {
        Path file = TestCertificate.named("evil\u001b[2J\r\n\u202egpj\u0000")
                .selfSigned()
                .writeCertificate(folder.resolve("evil.pem"));

        String out = show(file).out();

        assertThat(out).contains("    subject: CN=evil");
        assertThat(out.replace("\n", "").codePoints())
                .noneMatch(Character::isISOControl)
                .doesNotContain(0x202e);
    }

    @Test
    void takesThePassphraseFromNowhereElse() {
        Terminal both =
                Terminal.run("certificate", "show", "--passphrase-file", "f", "--passphrase-environment", "E", "x");
        assertThat(both.exit()).isEqualTo(2);
        assertThat(both.err()).contains("mutually exclusive");
        assertThat(Terminal.run("certificate", "show", "--passphrase", "hunter2", "x")
                        .exit())
                .isEqualTo(2);
        assertThat(Terminal.run("certificate", "show", "--passphrase-environment", "A=B", "x")
                        .err()
                        .lines())
                .containsExactly("error: environment variable: 'A=B' (expected: a name without '=')");
        assertThat(Terminal.run("certificate", "show").exit()).isEqualTo(2);
    }

    private static Terminal show(Path file) {
        return Terminal.run("certificate", "show", file.toString());
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private Path write(String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    private Path keyStore(String type, String name) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        char[] secret = "hunter2".toCharArray();
        store.load(null, secret);
        store.setKeyEntry("node", leaf.key(), secret, leaf.chain().toArray(Certificate[]::new));
        Path file = folder.resolve(name);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, secret);
        }
        return file;
    }
}
