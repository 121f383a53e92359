package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rehashing does, and what {@code openssl rehash} would do otherwise; that the rest is the same is in {@link RehashOpenSslTest}. */
class RehashTest {
    @TempDir
    Path temporary;

    private Path directory;
    private ClientDirectory clients;
    private List<TestCertificate> users;
    private String hash;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createDirectory(temporary.resolve("clients"));
        clients = ClientDirectory.of(directory);
        users = Subjects.ofOneHash(3);
        hash = TrustFixture.hash(users.get(0));
    }

    @Test
    void linksEveryCertificateAndRevocationListFromZero() throws IOException {
        write(0, "a.pem");
        write(1, "b.crt");
        TestCertificate authority = TestCertificate.named("CA").ca(true).selfSigned();
        TestRevocationList.of(authority).write(directory.resolve("ca.crl"));

        RehashReport report = clients.rehash();

        assertThat(report)
                .isEqualTo(new RehashReport(
                        Map.of(
                                file(0), Path.of("a.pem"),
                                file(1), Path.of("b.crt"),
                                directory.resolve(TrustFixture.hash(authority) + ".r0"), Path.of("ca.crl")),
                        List.of(),
                        0,
                        List.of()));
        assertThat(Files.readSymbolicLink(file(1))).isEqualTo(Path.of("b.crt"));
    }

    @Test
    void onlySaysWhatItWouldDo() throws IOException {
        write(0, "a.pem");

        RehashReport preview = clients.rehashPreview();

        assertThat(TrustFixture.names(directory)).containsExactly("a.pem");
        assertThat(clients.rehash()).isEqualTo(preview);
    }

    @Test
    void keepsFilesUnderHashedNamesAndNumbersLinksAroundThem() throws IOException {
        write(0, hash + ".0");
        write(1, "b.pem");

        clients.rehash();

        assertThat(file(0)).isRegularFile().hasContent(users.get(0).certificatePem());
        assertThat(Files.readSymbolicLink(file(1))).isEqualTo(Path.of("b.pem"));
    }

    @Test
    void keepsALinkToACertificateElsewhereAndClosesTheGapBeforeIt() throws IOException {
        Path outside = users.get(0).writeCertificate(temporary.resolve("outside"));
        Files.createSymbolicLink(file(1), outside);

        RehashReport report = clients.rehash();

        assertThat(report.linked()).isEqualTo(Map.of(file(0), outside));
        assertThat(report.removed()).containsExactly(file(1));
        assertThat(clients.list().clients()).singleElement().matches(InstalledClient::trusted);
    }

    @Test
    void replacesALinkToNothing() throws IOException {
        write(0, "a.pem");
        write(1, "b.pem");
        Files.createSymbolicLink(file(0), Path.of("gone.pem"));
        Files.createSymbolicLink(file(1), Path.of("a.pem"));
        Files.createSymbolicLink(file(2), Path.of("gone.pem"));

        RehashReport report = clients.rehash();

        assertThat(report)
                .isEqualTo(new RehashReport(Map.of(file(0), Path.of("b.pem")), List.of(file(2)), 1, List.of()));
        assertThat(clients.list().clients()).hasSize(2).allMatch(InstalledClient::trusted);
    }

    @Test
    void removesALinkUnderAnothersHash() throws IOException {
        write(0, "a.pem");
        Files.createSymbolicLink(directory.resolve("01234567.0"), Path.of("a.pem"));

        clients.rehash();

        assertThat(TrustFixture.names(directory)).containsExactlyInAnyOrder("a.pem", hash + ".0");
    }

    @Test
    void linksADuplicateOnceAndASecondCertificateOfACallerNotAtAll() throws IOException {
        write(0, "a.pem");
        write(0, "copy.pem");
        TestCertificate.named("alice").selfSigned().writeCertificate(directory.resolve("alice1.pem"));
        TestCertificate.named("ALICE").selfSigned().writeCertificate(directory.resolve("alice2.pem"));

        RehashReport report = clients.rehash();

        assertThat(report.linked()).hasSize(2);
        assertThat(report.warnings())
                .containsExactly(
                        "skipped 'alice2.pem': another certificate of the caller of 'alice1.pem', with which a server would"
                                + " not start",
                        "skipped 'copy.pem': a duplicate");
        ClientTrust.installed(directory).open(java.time.InstantSource.system()).close();
    }

    private Path file(int number) {
        return directory.resolve(hash + "." + number);
    }

    private void write(int user, String name) {
        users.get(user).writeCertificate(directory.resolve(name));
    }
}
