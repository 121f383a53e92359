package io.securerpc.trust;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.FileContent.Listed;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation lists as long as they come: what they cost, and that they still name exactly whom they name. */
class LongRevocationListTest {
    private static final int MANY = 100_000;

    @TempDir
    private Path temporary;

    @Test
    void aListOfAHundredThousandIsReadOnceAndKeptInItsOwnSize() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        TestCertificate authority = TestCertificate.named("corp ca").ca(true).selfSigned();
        TestCertificate alice = TestCertificate.named("alice").issuedBy(authority);
        TestCertificate bob = TestCertificate.named("bob").issuedBy(authority);
        TrustFixture folder = new TrustFixture(temporary);
        List.of(authority, alice, bob).forEach(folder::install);
        Set<BigInteger> serials = new HashSet<>(Set.of(alice.certificate().getSerialNumber()));
        while (serials.size() < MANY) {
            serials.add(new BigInteger(127, random));
        }
        Path file = folder.directory.resolve(TrustFixture.hash(authority) + ".r0");
        TestRevocationList.of(authority).revokingSerials(serials).write(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        TrustFolder files = TrustFolder.unread(folder.directory, System::nanoTime);
        files.lookAtAll(LookProgress.NONE);
        RevocationList read = read(files, file);
        InstalledSnapshot first = new SnapshotBuilder(files, nobody(folder), folder.clock.instant()).build();
        assertThat(judge(first, alice, folder)).isEqualTo("REVOKED");
        assertThat(judge(first, bob, folder)).isEqualTo("certificate:bob");
        assertThat(read.count()).isEqualTo(MANY);
        assertThat(read.weight()).as("bytes kept, seed " + seed).isLessThan(Files.size(file));

        Files.delete(folder.file(bob));
        files.lookAtAll(LookProgress.NONE);
        new SnapshotBuilder(files, first, folder.clock.instant()).build();
        assertThat(read(files, file)).isSameAs(read);
        assertThat(read.signatureChecks()).isEqualTo(1);
    }

    @Test
    void listsBeyondWhatADirectoryMayHoldAreNotKept() throws Exception {
        TestCertificate authority = TestCertificate.named("corp ca").ca(true).selfSigned();
        TestCertificate alice = TestCertificate.named("alice").issuedBy(authority);
        TrustFixture folder = new TrustFixture(temporary);
        List.of(authority, alice).forEach(folder::install);
        String pem = TestRevocationList.of(authority).pem();
        int weight = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", "")).length;
        Path first = folder.directory.resolve(TrustFixture.hash(authority) + ".r0");
        Path second = folder.directory.resolve(TrustFixture.hash(authority) + ".r1");
        Files.writeString(first, pem);
        Files.writeString(second, TestRevocationList.of(authority).pem());

        TrustFolder files =
                TrustFolder.unread(folder.directory, System::nanoTime, TrustFolder.MOST_FILES, weight * 3L / 2);
        files.lookAtAll(LookProgress.NONE);
        InstalledSnapshot snapshot = new SnapshotBuilder(files, nobody(folder), folder.clock.instant()).build();

        assertThat(judge(snapshot, alice, folder)).isEqualTo("REVOCATION_UNKNOWN");
        assertThat(snapshot.entries())
                .filteredOn(entry -> entry.file().equals(second))
                .singleElement()
                .satisfies(entry -> assertThat(entry.rejection())
                        .contains("more than " + weight * 3L / 2 + " bytes of revocation lists in one directory"
                                + " (expected: lists of the issuers of its clients; remove others, then write this one"
                                + " anew)"));

        Files.delete(first);
        Files.move(second, first);
        files.lookAtAll(LookProgress.NONE);
        assertThat(judge(new SnapshotBuilder(files, snapshot, folder.clock.instant()).build(), alice, folder))
                .isEqualTo("certificate:alice");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 500})
    void serialNumbersAreExactlyThoseGiven(int count) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<BigInteger> all = new HashSet<>();
        while (all.size() < count) {
            BigInteger serial = new BigInteger(1 + random.nextInt(200), random);
            all.add(random.nextInt(5) == 0 ? serial.negate() : serial);
        }

        SerialNumbers numbers = SerialNumbers.of(all);

        assertThat(numbers.count()).isEqualTo(count);
        assertThat(all).as("seed " + seed).allMatch(numbers::contains);
        for (BigInteger serial : all) {
            for (BigInteger near : List.of(serial.add(BigInteger.ONE), serial.negate(), serial.shiftLeft(8))) {
                assertThat(numbers.contains(near)).as(near + ", seed " + seed).isEqualTo(all.contains(near));
            }
        }
        assertThat(numbers.contains(BigInteger.ONE.shiftLeft(300))).isFalse();
    }

    private static String judge(InstalledSnapshot snapshot, TestCertificate client, TrustFixture folder)
            throws Exception {
        return TrustFixture.outcome(snapshot.judge(client.chain(), folder.clock.instant(), false));
    }

    private static InstalledSnapshot nobody(TrustFixture folder) {
        return InstalledSnapshot.nobody(folder.directory, Duration.ZERO, Revocation.OPTIONAL);
    }

    private static RevocationList read(TrustFolder files, Path file) {
        return ((Listed) requireNonNull(files.files().get(file)).content()).list();
    }
}
