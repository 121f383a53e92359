package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that nothing is left of it. */
class ClientDirectoryRefusalTest {
    private static final String FIT = " (expected: a certificate that the server lets in)";
    private static final String ONE = " (expected: one certificate in PEM or DER)";

    @TempDir
    Path temporary;

    private TrustFixture fixture;
    private ClientDirectory clients;

    @BeforeEach
    void makeDirectory() throws IOException {
        fixture = new TrustFixture(temporary);
        clients = ClientDirectory.of(fixture.directory, fixture.clock, () -> {});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "..",
                "../evil",
                "a/b",
                "a\\b",
                "-rf",
                ".hidden",
                "a\nb",
                "a\u0000",
                "a b",
                "\u202egnp.exe",
                "rpc.us\u0435r.1",
                "\uff41lice",
                "alice\u200b",
                "a;b",
                "a'b",
                "$(x)",
                "a|b",
                "a:b",
                "a*",
                "~"
            })
    void takesNoNameThatIsAPathAnOptionOrALookAlike(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NewClient.named(name))
                .withMessageStartingWith("client name: '")
                .withMessageEndingWith(
                        "(expected: 1 to 64 of A-Z, a-z, 0-9 and ._@+-, beginning with a letter or digit)")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u0000", "\u202e"));
    }

    @Test
    void takesNoNameOf300Characters() {
        assertThatIllegalArgumentException().isThrownBy(() -> NewClient.named("a".repeat(300)));
        assertThatIllegalArgumentException().isThrownBy(() -> NewClient.named("a".repeat(65)));
        assertThat(NewClient.named("a".repeat(64)).name()).hasSize(64);
    }

    @Test
    void printsNoSecret() {
        assertThat(NewClient.named("alice")
                        .withPassphrase(io.securerpc.certificate.Passphrase.of("hunter2"))
                        .toString())
                .isEqualTo("NewClient[alice]");
    }

    @Test
    void refusesADirectoryThatIsMissingOrAFile() throws IOException {
        Path missing = temporary.resolve("missing");
        Path file = Files.writeString(temporary.resolve("file"), "x");
        Path pem = temporary.resolve("a.pem");

        assertThatThrownBy(() -> ClientDirectory.of(missing).add(NewClient.named("a"), pem))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + missing
                        + ": missing (expected: a directory this process may read and change)");
        assertThatThrownBy(() -> ClientDirectory.of(file).revoke("a"))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + file
                        + ": not a directory (expected: a directory this process may read and change)");
        assertThatThrownBy(() -> ClientDirectory.of(missing).list()).isInstanceOf(TrustDirectoryException.class);
        assertThat(pem).doesNotExist();
        assertThat(missing).doesNotExist();
    }

    @Test
    void refusesADirectoryThatMayNotBeChanged() throws IOException {
        Files.setPosixFilePermissions(fixture.directory, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            Assumptions.assumeThat(Files.isWritable(fixture.directory))
                    .as("a user who is bound by permissions")
                    .isFalse();
            Path pem = temporary.resolve("a.pem");
            assertThatThrownBy(() -> clients.add(NewClient.named("a"), pem))
                    .isInstanceOf(TrustDirectoryException.class)
                    .hasMessage("trust directory " + fixture.directory + ": access denied to '" + DirectoryLock.NAME
                            + "' (expected: a directory this process may read and change)");
            assertThat(pem).doesNotExist();
        } finally {
            Files.setPosixFilePermissions(fixture.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void followsADirectoryThatIsALink() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), fixture.directory);

        AddedClient added = ClientDirectory.of(link).add(NewClient.named("rpc.user.1"), temporary.resolve("a.pem"));

        assertThat(added.client().file()).isEqualTo(link.resolve("f013e17f.0"));
        assertThat(clients.list().clients()).hasSize(1).allMatch(InstalledClient::trusted);
        assertThatIllegalArgumentException().isThrownBy(() -> clients.add(NewClient.named("b"), link.resolve("b.pem")));
        ClientDirectory.of(link).revoke("rpc.user.1");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void refusesWhatTheServerWouldRefuse() {
        Instant now = fixture.clock.instant();
        TestCertificate expired = TestCertificate.named("expired")
                .notBefore(now.minus(Duration.ofDays(2)))
                .notAfter(now.minus(Duration.ofDays(1)))
                .selfSigned();
        refuse(expired, "expired at " + expired.certificate().getNotAfter().toInstant() + FIT);
        refuse(
                TestCertificate.named("weak").rsa(1024).selfSigned(),
                "RSA key of 1024 bits (expected: at least 2048)" + FIT);
        refuse(
                TestCertificate.named("server")
                        .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                        .selfSigned(),
                "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)" + FIT);
    }

    @Test
    void refusesFilesThatHoldNoOneCertificate() throws IOException {
        TestCertificate user = TestCertificate.named("user").selfSigned();
        refuse(Files.writeString(temporary.resolve("key.pem"), user.keyPem()), "key.pem");
        refuse(Files.writeString(temporary.resolve("empty.pem"), ""), "empty file");
        refuse(Files.writeString(temporary.resolve("junk.pem"), "0\u0082junk"), "not a certificate");
        refuse(Files.writeString(temporary.resolve("big.pem"), "x".repeat(70_000)), "larger than 65536 bytes" + ONE);
        refuse(temporary.resolve("none.pem"), "no such file" + ONE);
        refuse(Files.createDirectory(temporary.resolve("folder.pem")), "not a regular file" + ONE);
        refuse(
                Files.writeString(
                        temporary.resolve("chain.pem"),
                        TestCertificate.named("leaf").issuedBy(user).chainPem()),
                "2 certificates (expected: one, the client's own: whoever issued it is not asked)");
    }

    @Test
    void installsOnlyTheCertificateOfASinglePemWithItsKey() throws IOException {
        TestCertificate user = TestCertificate.named("user").selfSigned();
        for (String text :
                new String[] {user.certificatePem() + user.keyPem(), user.keyPem() + user.certificatePem()}) {
            Path file = Files.writeString(temporary.resolve("single.pem"), text);

            AddedClient added = clients.install(file);

            assertThat(added.notes())
                    .containsExactly(
                            "the private key in the file was not copied (the server needs the certificate alone)");
            assertThat(added.client().trusted()).isTrue();
            for (String name : TrustFixture.names(fixture.directory)) {
                assertThat(fixture.directory.resolve(name)).hasContent(user.certificatePem());
            }
            clients.revoke("user");
        }
    }

    @Test
    void installsWhatAnAuthorityIssuedAndNothingElseOfIt() {
        TestCertificate authority = TestCertificate.named("CA").ca(true).selfSigned();
        TestCertificate user = TestCertificate.named("user").issuedBy(authority);

        AddedClient added = clients.install(user.writeCertificate(temporary.resolve("u.pem")));

        assertThat(added.client().trusted()).isTrue();
        try (LiveTrust live = fixture.open()) {
            assertThat(TrustFixture.outcome(live.judge(user.chain()))).isEqualTo("certificate:user");
            assertThat(TrustFixture.outcome(live.judge(
                            TestCertificate.named("other").issuedBy(authority).chain())))
                    .isEqualTo("NOT_INSTALLED");
        }
    }

    @Test
    void saysFromWhenACertificateCounts() {
        Instant tomorrow = fixture.clock.instant().plus(Duration.ofDays(1));
        TestCertificate user = TestCertificate.named("user").notBefore(tomorrow).selfSigned();

        AddedClient added = clients.install(user.writeCertificate(temporary.resolve("u.pem")));

        String begin = user.certificate().getNotBefore().toInstant().toString();
        assertThat(added.notes()).containsExactly("not valid before " + begin + ": refused until then");
        assertThat(added.client().rejection()).contains("not valid before " + begin);
    }

    @Test
    void namesTheFileOfANamelessClientByItsFingerprint() throws IOException {
        TestCertificate evil = TestCertificate.named("../../etc/passwd").selfSigned();

        AddedClient added = clients.install(evil.writeCertificate(temporary.resolve("e.pem")));

        assertThat(added.client().callerId()).isEqualTo("certificate:../../etc/passwd");
        assertThat(TrustFixture.names(fixture.directory))
                .containsExactlyInAnyOrder(
                        TrustFixture.hash(evil) + ".0",
                        "sha256-" + added.client().fingerprint().hex().substring(0, 16) + ".cert.pem");
    }

    private void refuse(TestCertificate certificate, String end) {
        Path file = certificate.writeCertificate(temporary.resolve("refused.pem"));
        assertThatThrownBy(() -> clients.install(file))
                .isInstanceOf(UnfitCertificateException.class)
                .hasMessage("client certificate '" + file + "': " + end);
        assertThat(clients.list().clients()).isEmpty();
    }

    private void refuse(Path file, String part) throws IOException {
        assertThatThrownBy(() -> clients.install(file))
                .isInstanceOfSatisfying(
                        UnfitCertificateException.class,
                        e -> assertThat(e.file()).isEqualTo(file))
                .hasMessageStartingWith("client certificate '" + file + "': ")
                .hasMessageContaining(part)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("PRIVATE KEY-----"));
        assertThat(TrustFixture.names(fixture.directory)).isEmpty();
    }
}
