package io.securerpc.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may happen to the files of an identity, one thing after the other, with a look at each stage. */
class IdentityReloadTest {
    private static final TestCertificate ROOT = authority("root").selfSigned();
    private static final TestCertificate AUTHORITY = authority("authority").issuedBy(ROOT);

    @TempDir
    Path folder;

    private final MovableTime time = new MovableTime();
    private final News<ServerIdentity> news =
            new News<>(identity -> identity.leaf().getSubjectX500Principal().getName());
    private final TestCertificate first = certificate("first", 0);
    private final TestCertificate second = certificate("second", 1);
    private Path certificate;
    private Path key;
    private Live<ServerIdentity> live;

    @BeforeEach
    void open() throws IOException {
        certificate = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
        Files.writeString(certificate, chain(first));
        first.writeKey(key);
        live = open(certificate, key);
    }

    @Test
    void survivesTruncationAtEveryLength() throws IOException {
        for (Path file : new Path[] {certificate, key}) {
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length - 1; length += 7) {
                Files.write(file, Arrays.copyOf(whole, length));
                serves(first);
            }
            Files.write(file, whole);
            serves(first);
            assertThat(live.status().failing()).isFalse();
        }
    }

    @Test
    void takesANewPairWhoseCertificateComesFirst() throws IOException {
        Files.writeString(certificate, chain(second));
        serves(first);
        assertThat(live.status().lastFailure().orElseThrow().reason()).contains("no certificate for the private key");
        second.writeKey(key);
        serves(second);
    }

    @Test
    void takesANewPairWhoseKeyComesFirst() throws IOException {
        second.writeKey(key);
        serves(first);
        Files.writeString(certificate, chain(second));
        serves(second);
    }

    @Test
    void takesAHalfWrittenChainNotBeforeItIsWhole() throws IOException {
        second.writeKey(key);
        Files.writeString(certificate, second.certificatePem());
        serves(first);
        assertThat(live.status().lastFailure().orElseThrow().reason())
                .isEqualTo(
                        "new certificate chain: ends without its issuer 'CN=authority', as in a file that is still being"
                                + " written (expected: all intermediate certificates, as before)");
        Files.writeString(certificate, chain(second));
        serves(second);
        assertThat(news.take()).containsExactly("swapped CN=first for CN=second []");
    }

    @Test
    void takesALeafAloneIfItIsMeant() throws IOException {
        second.writeKey(key);
        Files.writeString(certificate, second.certificatePem());
        serves(first);
        time.advance(9);
        serves(first);
        time.advance(1);
        serves(second);
        assertThat(news.take().get(1))
                .startsWith("swapped CN=first for CN=second [new certificate chain: ends without its issuer")
                .endsWith("; taken nevertheless, because unchanged for 10 s]");
    }

    @Test
    void followsLinksThatAreFlippedOneByOne() throws IOException {
        Path archive = Files.createDirectory(folder.resolve("archive"));
        Path certificateLink = folder.resolve("fullchain.pem");
        Path keyLink = folder.resolve("privkey.pem");
        Files.createSymbolicLink(certificateLink, write(archive.resolve("c0"), chain(first)));
        Files.createSymbolicLink(keyLink, write(archive.resolve("k0"), first.keyPem()));
        live = open(certificateLink, keyLink);
        TestCertificate before = first;
        for (int i = 1; i <= 5; i++) {
            TestCertificate after = certificate("renewed" + i, i);
            flip(keyLink, write(archive.resolve("k" + i), after.keyPem()));
            serves(before);
            flip(certificateLink, write(archive.resolve("c" + i), chain(after)));
            serves(after);
            before = after;
        }
    }

    @Test
    void followsADataLinkThatIsSwappedAgainAndAgain() throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        swapData(mounted, 0, first);
        Files.createSymbolicLink(mounted.resolve("tls.crt"), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(mounted.resolve("tls.key"), Path.of("..data", "tls.key"));
        live = open(mounted.resolve("tls.crt"), mounted.resolve("tls.key"));
        for (int i = 1; i <= 20; i++) {
            TestCertificate after = certificate("renewed" + i, i);
            swapData(mounted, i, after);
            serves(after);
        }
        assertThat(live.status().failures()).isZero();
    }

    @Test
    void seesNewBytesUnderAnOldModificationTime() throws IOException {
        FileTime before = Files.getLastModifiedTime(certificate);
        Files.writeString(certificate, chain(second));
        second.writeKey(key);
        Files.setLastModifiedTime(certificate, before);
        Files.setLastModifiedTime(key, before);
        serves(second);
    }

    @Test
    void survivesFilesThatAreDeletedAndMadeAgain() throws IOException {
        Files.delete(certificate);
        serves(first);
        Files.delete(key);
        serves(first);
        Files.createDirectory(certificate);
        serves(first);
        Files.delete(certificate);
        second.writeKey(key);
        serves(first);
        Files.writeString(certificate, chain(second));
        serves(second);
    }

    @Test
    void holdsBackALineageThatHasExpired() throws IOException {
        TestCertificate ended =
                builder("ended", 2).notAfter(MovableTime.BEGIN.minusSeconds(1)).issuedBy(AUTHORITY);
        Files.writeString(certificate, chain(ended));
        ended.writeKey(key);
        serves(first);
        assertThat(live.status().lastFailure().orElseThrow().reason())
                .isEqualTo("certificate file '" + certificate + "': expired at 2026-11-20T23:59:59Z "
                        + "(expected: a certificate valid at " + time.instant() + ")");
        Files.writeString(certificate, chain(second));
        second.writeKey(key);
        serves(second);
    }

    @Test
    void holdsBackAnOlderOneUntilTheServingOneHasExpired() throws IOException {
        TestCertificate shorter =
                builder("short", 1).notAfter(MovableTime.BEGIN.plusSeconds(60)).issuedBy(AUTHORITY);
        Files.writeString(certificate, chain(shorter));
        shorter.writeKey(key);
        serves(shorter);
        Files.writeString(certificate, chain(first));
        first.writeKey(key);
        serves(shorter);
        time.advance(30);
        serves(shorter);
        time.advance(31);
        serves(first);
    }

    @Test
    void takesACertificateOfTheFutureOnceItBegins() throws IOException {
        Instant begins = MovableTime.BEGIN.plusSeconds(60);
        TestCertificate future = builder("future", 1).notBefore(begins).issuedBy(AUTHORITY);
        Files.writeString(certificate, chain(future));
        future.writeKey(key);
        serves(first);
        time.advance(58);
        serves(first);
        time.advance(10);
        serves(future);
    }

    @Test
    void namesTheCertificateFileAndWatchesAllFiles() {
        IdentityRenewal source = IdentityRenewal.of(
                IdentityFiles.pem(Path.of("c.pem"), Path.of("k.pem"), Passphrase.ofFile(Path.of("p"))));
        assertThat(source.subject()).isEqualTo("identity 'c.pem'");
        assertThat(source.files()).containsExactly(Path.of("c.pem"), Path.of("k.pem"), Path.of("p"));
        IdentityFiles store = IdentityFiles.keyStore(Path.of("s.p12"), Passphrase.none());
        assertThat(IdentityRenewal.of(store).subject()).isEqualTo("identity 's.p12'");
        assertThat(IdentityRenewal.of(store.withAlias("rsa")).subject()).isEqualTo("identity 's.p12#rsa'");
    }

    private Live<ServerIdentity> open(Path certificateFile, Path keyFile) {
        Live<ServerIdentity> opened = Live.open(
                IdentityRenewal.of(IdentityFiles.pem(certificateFile, keyFile, Passphrase.none())), time, time);
        opened.addListener(news);
        return opened;
    }

    private void serves(TestCertificate expected) {
        time.advance(Duration.ofMillis(500));
        live.look();
        assertThat(live.current().leaf()).isEqualTo(expected.certificate());
    }

    private static void swapData(Path mounted, int number, TestCertificate pair) throws IOException {
        Path data = Files.createDirectory(mounted.resolve("..2026_" + number));
        write(data.resolve("tls.crt"), chain(pair));
        write(data.resolve("tls.key"), pair.keyPem());
        flip(mounted.resolve("..data"), data.getFileName());
    }

    private static void flip(Path link, Path target) throws IOException {
        Path aside = link.resolveSibling("aside");
        Files.createSymbolicLink(aside, target);
        Files.move(aside, link, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path write(Path file, String text) throws IOException {
        return Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String chain(TestCertificate leaf) {
        return leaf.certificatePem() + AUTHORITY.certificatePem();
    }

    private static TestCertificate certificate(String name, int day) {
        return builder(name, day).issuedBy(AUTHORITY);
    }

    private static TestCertificateBuilder builder(String name, int day) {
        return TestCertificate.named(name)
                .san("node.example.com")
                .notBefore(MovableTime.BEGIN.minus(Duration.ofDays(30 - day)))
                .notAfter(MovableTime.BEGIN.plus(Duration.ofDays(60)));
    }

    private static TestCertificateBuilder authority(String name) {
        return TestCertificate.named(name)
                .ca(true)
                .notBefore(MovableTime.BEGIN.minus(Duration.ofDays(365)))
                .notAfter(MovableTime.BEGIN.plus(Duration.ofDays(365)));
    }
}
