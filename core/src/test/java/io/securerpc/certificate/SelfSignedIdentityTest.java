package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedIdentityTest {
    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "::1");
    private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final InstantSource LATER = InstantSource.fixed(NOW.plus(Duration.ofDays(821)));

    @TempDir
    Path parent;

    @Test
    void makesACertificateForServersWithEveryName() throws Exception {
        ServerIdentity identity = make(CLOCK).load(CLOCK);
        X509Certificate leaf = identity.leaf();
        assertThat(identity.names()).containsExactlyInAnyOrder("localhost", "127.0.0.1", "::1");
        assertThat(identity.warnings()).isEmpty();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("O=secure-rpc self-signed,CN=localhost");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(KeyText.of(leaf.getPublicKey())).isEqualTo("EC P-256");
        assertThat(leaf.getSerialNumber().bitLength()).isEqualTo(127);
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo(NOW.minus(Duration.ofHours(1)));
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(820))
                .isLessThan(Duration.ofDays(825));
    }

    @Test
    void nobodyButTheOwnerCanOpenTheKey() throws Exception {
        Assumptions.assumeTrue(
                parent.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        make(CLOCK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key())))
                .isEqualTo("rw-------");
    }

    @Test
    void isUsedAgainAtTheNextStart() {
        Fingerprint first = fingerprint(make(CLOCK), CLOCK);
        assertThat(fingerprint(make(CLOCK), CLOCK)).isEqualTo(first);
    }

    @Test
    void isMadeAnewWithANewKeyWhenExpired() throws Exception {
        Fingerprint first = fingerprint(make(CLOCK), CLOCK);
        String firstKey = Files.readString(key());
        assertThat(fingerprint(make(LATER), LATER)).isNotEqualTo(first);
        assertThat(Files.readString(key())).isNotEqualTo(firstKey);
        assertThat(names()).containsExactly("server.cert.pem", "server.key.pem", "server.lock");
    }

    @Test
    void isMadeAnewWhenOtherNamesAreAskedFor() {
        Fingerprint first = fingerprint(make(CLOCK), CLOCK);
        List<String> reordered = List.of("::1", "0:0:0:0:0:0:0:1", "127.0.0.1", "localhost");
        assertThat(fingerprint(SelfSignedIdentity.loadOrCreate(folder(), reordered, CLOCK), CLOCK))
                .isEqualTo(first);
        List<String> others = List.of("localhost", "192.0.2.7");
        IdentityFiles files = SelfSignedIdentity.loadOrCreate(folder(), others, CLOCK);
        assertThat(files.load(CLOCK).names()).containsExactlyInAnyOrder("localhost", "192.0.2.7");
        assertThat(fingerprint(files, CLOCK)).isNotEqualTo(first);
    }

    @Test
    void neverReplacesACertificateOfSomebodyElse() throws Exception {
        Files.createDirectory(folder());
        TestCertificate own = TestCertificate.named("mine")
                .notBefore(NOW.minus(Duration.ofDays(2)))
                .notAfter(NOW.minus(Duration.ofDays(1)))
                .selfSigned();
        own.writeCertificate(certificate());
        own.writeKey(key());
        IdentityFiles files = make(CLOCK);
        assertThat(Files.readString(certificate())).isEqualTo(own.certificatePem());
        assertThatThrownBy(() -> files.load(CLOCK)).isInstanceOf(CertificateValidityException.class);
    }

    @Test
    void oneFileAloneIsAnErrorThatNamesBoth() throws Exception {
        make(CLOCK);
        byte[] kept = Files.readAllBytes(certificate());
        Files.delete(certificate());
        assertThatThrownBy(() -> make(CLOCK))
                .isInstanceOf(SelfSignedIdentityException.class)
                .hasMessage("identity folder '" + folder() + "': '" + key() + "' without '" + certificate()
                        + "' (expected: both files or neither)");
        Files.write(certificate(), kept);
        Files.delete(key());
        assertThatThrownBy(() -> make(CLOCK))
                .isInstanceOf(SelfSignedIdentityException.class)
                .hasMessage("identity folder '" + folder() + "': '" + certificate() + "' without '" + key()
                        + "' (expected: both files or neither)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aCrashAfterAnyStepOfTheFirstWriteIsSurvived(int steps) throws Exception {
        Files.createDirectory(folder());
        crashAfter(steps);
        assertThat(make(CLOCK).load(CLOCK).chain()).hasSize(1);
        assertThat(names()).containsExactly("server.cert.pem", "server.key.pem", "server.lock");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aCrashAfterAnyStepOfARenewalIsSurvived(int steps) throws Exception {
        Fingerprint old = fingerprint(make(CLOCK), CLOCK);
        Fingerprint renewed = crashAfter(steps);
        assertThat(fingerprint(make(CLOCK), CLOCK)).isEqualTo(steps < 3 ? old : renewed);
        assertThat(names()).containsExactly("server.cert.pem", "server.key.pem", "server.lock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.key.pem.new", "server.cert.pem.new"})
    void aFileCutShortByACrashIsThrownAway(String torn) throws Exception {
        Files.createDirectory(folder());
        crashAfter(2);
        Path file = folder().resolve(torn);
        Files.writeString(file, Files.readString(file).substring(0, 40));
        assertThat(make(CLOCK).load(CLOCK).chain()).hasSize(1);
    }

    /** Stops the real writing after so many steps; returns what it was about to install. */
    private Fingerprint crashAfter(int steps) {
        IssuedCertificate issued = SelfSignedIdentity.request(NAMES).issue(KeyKind.EC_P256, NOW);
        AtomicInteger left = new AtomicInteger(steps);
        KeptPair pair = new KeptPair(folder(), () -> {
            if (left.decrementAndGet() == 0) {
                throw new IllegalStateException("crash");
            }
        });
        assertThatThrownBy(() -> pair.replace(issued)).hasMessage("crash");
        return Fingerprint.of(
                CertificateFile.parse(certificate(), issued.certificatePem().getBytes(StandardCharsets.US_ASCII))
                        .get(0));
    }

    @Test
    void startsAtTheSameTimeAgreeOnOneIdentity() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Fingerprint>> starts = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                starts.add(() -> fingerprint(make(CLOCK), CLOCK));
            }
            List<Fingerprint> seen = new ArrayList<>();
            for (Future<Fingerprint> each : threads.invokeAll(starts)) {
                seen.add(each.get());
            }
            assertThat(seen).hasSize(8).containsOnly(seen.get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-x", "x-", "1.2.3", "https://x", "x:443", "a..b", "[::1]", "fe80::1%eth0"})
    void refusesWhatIsNeitherADnsNameNorAnAddress(String name) {
        assertThatThrownBy(() -> SelfSignedIdentity.loadOrCreate(folder(), List.of("localhost", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name: '" + name + "' (expected: a DNS name or an IP literal)");
        assertThat(folder()).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithTheFolder() throws Exception {
        Files.writeString(folder(), "a file");
        assertThatThrownBy(() -> make(CLOCK))
                .isInstanceOf(SelfSignedIdentityException.class)
                .hasMessageStartingWith("identity folder '" + folder() + "': cannot be read or written: ")
                .hasMessageEndingWith("(expected: a folder this process may write to)");
    }

    private IdentityFiles make(InstantSource clock) {
        return SelfSignedIdentity.loadOrCreate(folder(), NAMES, clock);
    }

    private static Fingerprint fingerprint(IdentityFiles files, InstantSource clock) {
        return Fingerprint.of(files.load(clock).leaf());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path folder() {
        return parent.resolve("tls");
    }

    private Path certificate() {
        return folder().resolve("server.cert.pem");
    }

    private Path key() {
        return folder().resolve("server.key.pem");
    }
}
