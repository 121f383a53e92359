package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuedCertificateTest {
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void makesAServersCertificateWithEveryKindOfKey(KeyKind kind) throws Exception {
        IssuedCertificate issued = IssuedCertificate.server("node.example.com", "*.example.com", "192.0.2.7", "::1")
                .key(kind)
                .issue(CLOCK);
        ServerIdentity identity = ServerIdentity.of(List.of(issued.certificate()), issued.privateKey());
        X509Certificate leaf = issued.certificate();
        assertThat(identity.names()).containsExactlyInAnyOrder("node.example.com", "192.0.2.7", "::1");
        assertThat(identity.wildcards()).containsExactly("*.example.com");
        assertThat(identity.warnings()).isEmpty();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=node.example.com");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(KeyText.of(leaf.getPublicKey()))
                .isEqualTo(
                        switch (kind) {
                            case EC_P256 -> "EC P-256";
                            case EC_P384 -> "EC P-384";
                            case RSA_3072 -> "RSA 3072 bits";
                            case ED25519 -> "Ed25519";
                        });
        assertThat(KeyKind.parse(kind.toString().toLowerCase(Locale.ROOT))).isEqualTo(kind);
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(validity(leaf)).isEqualTo(Duration.ofDays(820));
        leaf.verify(leaf.getPublicKey());
    }

    @Test
    void makesAClientsCertificateThatIsNoAuthority() throws Exception {
        X509Certificate client =
                IssuedCertificate.client("rpc.user.1").issue(CLOCK).certificate();
        assertThat(client.getSubjectX500Principal().getName()).isEqualTo("CN=rpc.user.1");
        assertThat(client.getIssuerX500Principal()).isEqualTo(client.getSubjectX500Principal());
        assertThat(client.getBasicConstraints()).isEqualTo(-1);
        assertThat(client.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
        assertThat(client.getSubjectAlternativeNames()).isNull();
        assertThat(validity(client)).isEqualTo(Duration.ofDays(365));
        assertThat(SubjectHash.of(client)).hasToString("f013e17f"); // as the trust directory's documentation has it
    }

    @Test
    void takesCommonNameAndValidityOnce() {
        IssuedCertificateBuilder builder =
                IssuedCertificate.server("192.0.2.7").commonName("My node").validity(Duration.ofDays(30));
        X509Certificate leaf = builder.issue(CLOCK).certificate();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=My node");
        assertThat(validity(leaf)).isEqualTo(Duration.ofDays(30));
        assertThatThrownBy(() -> builder.commonName("again"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("common name: set to My node already (expected: set once)");
    }

    @Test
    void refusesWhatACertificateCannotSay() {
        assertThatThrownBy(IssuedCertificate::server)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("names: none (expected: at least one DNS name or IP literal)");
        assertThatThrownBy(() -> IssuedCertificate.server("https://x"))
                .hasMessage("name: 'https://x' (expected: a DNS name or an IP literal)");
        assertThatThrownBy(() -> IssuedCertificate.client("x").validity(Duration.ZERO))
                .hasMessage("validity: PT0S (expected: PT1S to PT876000H)");
        assertThatThrownBy(() -> KeyKind.parse("DSA"))
                .hasMessage("key kind: 'DSA' (expected: EC-P256, EC-P384, RSA-3072, Ed25519)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "0123456789012345678901234567890123456789012345678901234567890123456789"})
    void refusesCommonNamesNobodyCouldRead(String name) {
        assertThatThrownBy(() -> IssuedCertificate.client(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("common name: '" + name.replace('\n', '?')
                        + "' (expected: 1 to 64 characters, no control characters)");
    }

    @Test
    void writesFilesThatLoadWithThePassphraseOnly() throws Exception {
        IssuedCertificate issued = IssuedCertificate.server("localhost").issue(CLOCK);
        issued.writeTo(certificate(), key(), Passphrase.of("correct horse é"));
        ServerIdentity loaded = IdentityFiles.pem(certificate(), key(), Passphrase.of("correct horse é"))
                .load(CLOCK);
        assertThat(loaded.leaf()).isEqualTo(issued.certificate());
        assertThat(loaded.privateKey()).isEqualTo(issued.privateKey());
        assertThat(loaded.warnings()).isEmpty();
        PemObject block = PemObjects.parse(Files.readAllBytes(key())).blocks().get(0);
        assertThat(block.getType()).isEqualTo("ENCRYPTED PRIVATE KEY");
        assertThat(KeyContainer.encryption(block))
                .contains(new KeyContainer.Encryption("AES-256-CBC, PBKDF2 with SHA-256, 600000 rounds", false));
        assertThatThrownBy(() -> IdentityFiles.pem(certificate(), key(), Passphrase.of("wrong"))
                        .load(CLOCK))
                .isInstanceOf(PassphraseException.class);
        assertThat(issued).asString().endsWith(", key=****]");
    }

    @Test
    void onlyTheOwnerCanReadTheKeyAndEverybodyTheCertificate() throws Exception {
        Assumptions.assumeTrue(
                folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path reference = Files.createFile(folder.resolve("reference"));
        IssuedCertificate.client("user").issue(CLOCK).writeTo(certificate(), key(), Passphrase.none());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
        assertThat(Files.getPosixFilePermissions(certificate())).isEqualTo(Files.getPosixFilePermissions(reference));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(reference, key(), certificate());
        }
    }

    @Test
    void overwritesNothingAndLeavesNothingHalf() throws Exception {
        IssuedCertificate issued = IssuedCertificate.client("user").issue(CLOCK);
        Files.writeString(certificate(), "somebody's");
        assertThatThrownBy(() -> issued.writeTo(certificate(), key(), Passphrase.none()))
                .isInstanceOf(IssuedFileException.class)
                .hasMessage("new file '" + certificate()
                        + "': exists already (expected: a name that is free; nothing is overwritten)");
        assertThat(certificate()).hasContent("somebody's");
        assertThat(key()).doesNotExist();
        Path nowhere = folder.resolve("no-such-folder").resolve("x.pem");
        assertThatThrownBy(() -> issued.writeTo(nowhere, key(), Passphrase.none()))
                .isInstanceOf(IssuedFileException.class)
                .hasMessageStartingWith("new file '" + nowhere + "': cannot be written: ");
        assertThat(key()).doesNotExist();
        Files.createSymbolicLink(key(), folder.resolve("dangling"));
        Path free = folder.resolve("free.pem");
        assertThatThrownBy(() -> issued.writeTo(free, key(), Passphrase.none()))
                .isInstanceOf(IssuedFileException.class);
        assertThat(folder.resolve("dangling")).doesNotExist();
        assertThat(free).doesNotExist();
    }

    @Test
    void wantsAPassphraseBeforeItWrites() {
        IssuedCertificate issued = IssuedCertificate.client("user").issue(CLOCK);
        Passphrase missing = Passphrase.ofEnvironment("KEY_PASS", name -> null);
        assertThatThrownBy(() -> issued.writeTo(certificate(), key(), missing)).isInstanceOf(PassphraseException.class);
        assertThat(certificate()).doesNotExist();
        assertThat(key()).doesNotExist();
        assertThatThrownBy(() -> issued.writeTo(key(), key(), Passphrase.none()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("files: '" + key() + "' for both (expected: one for the certificate, one for the key)");
    }

    @Test
    void printsPemThatLoadsAgain() {
        IssuedCertificate issued = IssuedCertificate.client("user").issue(CLOCK);
        assertThat(CertificateFile.parse(certificate(), issued.certificatePem().getBytes(StandardCharsets.US_ASCII)))
                .containsExactly(issued.certificate());
        assertThat(issued.keyPem(Passphrase.none())).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    private static Duration validity(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private Path certificate() {
        return folder.resolve("server.cert.pem");
    }

    private Path key() {
        return folder.resolve("server.key.pem");
    }
}
