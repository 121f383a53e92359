package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTest {
    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2026-12-31T00:00:00Z");
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).notBefore(FROM).selfSigned();
    private static final TestCertificate LEAF = TestCertificate.named("node.example.com")
            .notBefore(FROM)
            .notAfter(UNTIL)
            .issuedBy(ROOT);

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void write() throws Exception {
        certificate = Files.writeString(folder.resolve("server.cert.pem"), LEAF.chainPem());
        key = LEAF.writeKey(folder.resolve("server.key.pem"));
    }

    @Test
    void loadsChainAndKey() {
        ServerIdentity identity = files().load(at(FROM));
        assertThat(identity.chain()).isEqualTo(LEAF.chain());
        assertThat(identity.privateKey()).isEqualTo(LEAF.key());
    }

    @Test
    void loadsBothFromOneFile() throws Exception {
        Path one = Files.writeString(folder.resolve("server.pem"), LEAF.keyPem() + LEAF.chainPem());
        IdentityFiles files = IdentityFiles.pem(one, one, Passphrase.none());
        assertThat(files.load(at(FROM)).chain()).isEqualTo(LEAF.chain());
        assertThat(files.paths()).containsExactly(one);
    }

    @Test
    void readsNothingBeforeLoading() {
        Path missing = folder.resolve("missing.pem");
        IdentityFiles files = IdentityFiles.pem(missing, key, Passphrase.none());
        assertThatThrownBy(files::load)
                .isInstanceOf(CertificateFileException.class)
                .hasMessage("certificate file '" + missing
                        + "': no such file (expected: PEM with at least one CERTIFICATE block)");
        assertThatThrownBy(() -> IdentityFiles.pem(certificate, missing, Passphrase.none())
                        .load())
                .isInstanceOf(PrivateKeyException.class)
                .hasMessage(
                        "private key file '" + missing + "': no such file (expected: " + PrivateKeyFile.EXPECTED + ")");
    }

    @Test
    void refusesALeafOutsideItsValidity() {
        assertThat(files().load(at(UNTIL)).leaf()).isEqualTo(LEAF.certificate());
        assertThatThrownBy(() -> files().load(at(UNTIL.plusSeconds(1))))
                .isInstanceOf(CertificateValidityException.class)
                .hasMessage("certificate file '" + certificate + "': expired at 2026-12-31T00:00:00Z"
                        + " (expected: a certificate valid at 2026-12-31T00:00:01Z)");
        assertThatThrownBy(() -> files().load(at(FROM.minusSeconds(1))))
                .isInstanceOf(CertificateValidityException.class)
                .hasMessage("certificate file '" + certificate + "': not valid before 2026-01-01T00:00:00Z"
                        + " (expected: a certificate valid at 2025-12-31T23:59:59Z)");
    }

    @Test
    void namesTheFileOfAKeyThatDoesNotMatch() {
        ROOT.writeKey(key);
        Path rootOnly = ROOT.writeCertificate(folder.resolve("root.pem"));
        LEAF.writeCertificate(certificate);
        assertThatThrownBy(() -> files().load(at(FROM)))
                .isInstanceOfSatisfying(
                        KeyMismatchException.class,
                        thrown -> assertThat(thrown.certificateFile()).contains(certificate))
                .hasMessageStartingWith("certificate file '" + certificate + "': no certificate for the private key");
        assertThat(IdentityFiles.pem(rootOnly, key, Passphrase.none()).load().leaf())
                .isEqualTo(ROOT.certificate());
    }

    @Test
    void warnsOfSecretsThatOthersCanRead() throws Exception {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path secret = Files.writeString(folder.resolve("secret"), "unused");
        IdentityFiles files = IdentityFiles.pem(certificate, key, Passphrase.ofFile(secret));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw----r--"));
        assertThat(files.load(at(FROM)).warnings())
                .containsExactly(
                        "private key file '" + key + "': readable by other users (expected: mode 0600)",
                        "passphrase file '" + secret + "': readable by other users (expected: mode 0600)");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("r--------"));
        assertThat(files.load(at(FROM)).warnings()).isEmpty();
    }

    @Test
    void listsEveryFileThatIsRead() {
        Path secret = folder.resolve("secret");
        assertThat(IdentityFiles.pem(certificate, key, Passphrase.ofFile(secret))
                        .paths())
                .containsExactly(certificate, key, secret);
    }

    @Test
    void printsPathsAndNoSecret() {
        assertThat(IdentityFiles.pem(Path.of("a.pem"), Path.of("b.pem"), Passphrase.of("correct horse")))
                .hasToString("IdentityFiles[certificate=a.pem, key=b.pem, passphrase=****]");
    }

    private IdentityFiles files() {
        return IdentityFiles.pem(certificate, key, Passphrase.none());
    }

    private static InstantSource at(Instant instant) {
        return InstantSource.fixed(instant);
    }
}
