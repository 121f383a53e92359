package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a removal is said to do is what it does. */
class TrustRemovalTest {
    @TempDir
    Path temporary;

    private final TestCertificate alice = TestCertificate.named("alice").selfSigned();
    private final TestCertificate bob = TestCertificate.named("bob").selfSigned();
    private final List<TestCertificate> users = new ArrayList<>(List.of(alice, bob));
    private TrustFixture folder;

    @BeforeEach
    void installTwo() throws Exception {
        folder = new TrustFixture(temporary);
        folder.link(alice, "alice.pem");
        folder.install(bob);
    }

    @Test
    void losesWhoseLinkGoesAndRemovesNothing() throws Exception {
        assertLost(Set.of(fingerprint(alice)), folder.file(alice));
        assertThat(folder.file(alice)).isSymbolicLink();
    }

    @Test
    void losesWhoseLinkLeadsToTheFile() throws Exception {
        assertLost(Set.of(fingerprint(alice)), folder.directory.resolve("alice.pem"));
    }

    @Test
    void losesWhoseLinkLeadsToTheFileOverOthersElsewhere() throws Exception {
        TestCertificate carol = TestCertificate.named("carol").selfSigned();
        users.add(carol);
        Path outside = Files.createDirectories(temporary.resolve("store/deep"));
        carol.writeCertificate(outside.resolve("carol.pem"));
        Files.createSymbolicLink(temporary.resolve("store/carol"), Path.of("deep/carol.pem"));
        Files.createSymbolicLink(folder.file(carol), Path.of("../store/carol"));

        assertLost(Set.of(fingerprint(carol)), outside.resolve("carol.pem"));
        assertLost(Set.of(fingerprint(carol)), temporary.resolve("store/carol"));
        assertLost(Set.of(fingerprint(carol)), temporary.resolve("store/../store/deep/carol.pem"));
    }

    @Test
    void losesNobodyByAFileThatLetsNobodyIn() throws Exception {
        Path note = Files.writeString(folder.directory.resolve("README"), "clients");
        Path elsewhere = bob.writeCertificate(temporary.resolve("bob.pem"));

        assertLost(Set.of(), note);
        assertLost(Set.of(), elsewhere);
    }

    @Test
    void losesWhoIsBehindTheGapThatAnExpiredOneLeaves() throws Exception {
        TestCertificate old = TestCertificate.named("carol")
                .notBefore(Instant.now().minus(Duration.ofDays(9)))
                .notAfter(Instant.now().minus(Duration.ofDays(1)))
                .selfSigned();
        TestCertificate renewed = TestCertificate.named("carol").selfSigned();
        users.add(renewed);
        old.writeCertificate(folder.file(old));
        renewed.writeCertificate(folder.directory.resolve(TrustFixture.hash(renewed) + ".1"));

        assertLost(Set.of(fingerprint(old), fingerprint(renewed)), folder.file(old));
    }

    @Test
    void losesNobodyWhoIsInstalledTwice() throws Exception {
        bob.writeCertificate(folder.directory.resolve(TrustFixture.hash(bob) + ".1"));

        assertLost(Set.of(), folder.directory.resolve(TrustFixture.hash(bob) + ".1"));
        assertLost(Set.of(fingerprint(bob)), folder.file(bob));
    }

    @Test
    void goesByWhomAServerTrustsAlreadyWhereTwoWantOneName() throws Exception {
        LiveTrust live = folder.open();
        TestCertificate newcomer = TestCertificate.named("BOB").selfSigned();
        // Sorted before bob's: whoever reads the directory for the first time trusts this one.
        newcomer.writeCertificate(folder.directory.resolve(TrustFixture.hash(newcomer) + ".0.tmp"));
        Files.move(folder.file(bob), folder.directory.resolve(TrustFixture.hash(bob) + ".1"));
        Files.move(folder.directory.resolve(TrustFixture.hash(newcomer) + ".0.tmp"), folder.file(newcomer));
        live.refresh();
        assertThat(TrustFixture.both(live, bob)).isEqualTo("certificate:bob / certificate:bob");

        TrustRemoval removal = TrustRemoval.of(
                folder.directory,
                List.of(folder.directory.resolve(TrustFixture.hash(bob) + ".1")),
                folder.clock.instant());

        assertThat(removal.lost()).containsExactly(fingerprint(bob));
        assertThat(live.after(removal).vouchers(bob.chain(), folder.clock.instant()))
                .isEqualTo(Vouchers.NONE);
        assertThat(TrustFixture.outcome(live.after(removal).judgeOpen(newcomer.chain(), folder.clock.instant())))
                .isEqualTo("certificate:BOB");
    }

    @Test
    void leavesWhomAnAuthorityVouchesForAsWell() throws Exception {
        TestCertificate root = TestCertificate.named("root").ca(true).selfSigned();
        TestCertificate both = folder.install(TestCertificate.named("carol").issuedBy(root));
        LiveTrust live = folder.trust()
                .withAuthority(ClientAuthority.of("corp", root.writeCertificate(temporary.resolve("root.pem")))
                        .withRevocation(ClientAuthority.Revocation.NONE))
                .open(folder.clock);
        Vouchers directory = new Vouchers(Optional.of(folder.directory), List.of());
        assertThat(live.vouchers(alice.chain())).isEqualTo(directory);
        assertThat(live.vouchers(both.chain())).isEqualTo(new Vouchers(Optional.of(folder.directory), List.of("corp")));
        assertThat(live.vouchers(root.chain())).isEqualTo(Vouchers.NONE);

        TrustRemoval removal = TrustRemoval.of(
                folder.directory, List.of(folder.file(both), folder.file(alice)), folder.clock.instant());

        TrustSnapshot after = live.after(removal);
        assertThat(removal.lost()).containsExactlyInAnyOrder(fingerprint(both), fingerprint(alice));
        assertThat(TrustFixture.outcome(after.judgeOpen(alice.chain(), folder.clock.instant())))
                .isEqualTo("NO_PATH");
        assertThat(TrustFixture.outcome(after.judgeOpen(both.chain(), folder.clock.instant())))
                .isEqualTo("ca:corp|carol");
        assertThat(after.vouchers(bob.chain(), folder.clock.instant())).isEqualTo(directory);
    }

    @Test
    void changesNothingForAServerThatFollowsAnotherDirectory() throws Exception {
        LiveTrust live = folder.open();
        TrustFixture other = new TrustFixture(Files.createDirectories(temporary.resolve("other")));
        other.install(bob);

        TrustRemoval removal = TrustRemoval.of(other.directory, List.of(other.file(bob)), folder.clock.instant());

        assertThat(removal.lost()).containsExactly(fingerprint(bob));
        assertThat(TrustFixture.outcome(live.after(removal).judgeOpen(bob.chain(), folder.clock.instant())))
                .isEqualTo("certificate:bob");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = folder.directory.resolve("00000000.0");

        assertThatThrownBy(() -> TrustRemoval.of(folder.directory, List.of(missing), folder.clock.instant()))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessage("trust directory " + folder.directory + ": '" + missing
                        + "' is not there (expected: a file of it to be removed)");
    }

    /** Over directories in which several clients share a hash and some have several names: what is said is what revoking then does. */
    @Test
    void saysBeforehandWhatARevocationDoes() throws Exception {
        long seed = ThreadLocalRandom.current().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            TrustFixture crowded = new TrustFixture(Files.createDirectories(temporary.resolve("round" + round)));
            List<TestCertificate> crowd = crowd(crowded, random);
            ClientDirectory clients = ClientDirectory.of(crowded.directory);
            LiveTrust live = crowded.trust().withEmptyAllowed().open(crowded.clock);
            while (!crowd.isEmpty()) {
                TestCertificate revoked = crowd.remove(random.nextInt(crowd.size()));
                TrustRemoval removal = clients.revocation(fingerprint(revoked).hex());
                TrustSnapshot predicted = live.after(removal);
                assertThat(removal.lost()).as("seed %s", seed).containsExactly(fingerprint(revoked));

                clients.revoke(fingerprint(revoked).hex());
                live.refresh();

                assertThat(predicted.entries())
                        .as("seed %s", seed)
                        .isEqualTo(live.current().entries());
                assertThat(predicted.judgeOpen(revoked.chain(), crowded.clock.instant()))
                        .isInstanceOf(TrustDecision.Distrusted.class);
                for (TestCertificate other : crowd) {
                    assertThat(TrustFixture.outcome(predicted.judgeOpen(other.chain(), crowded.clock.instant())))
                            .as("seed %s", seed)
                            .isEqualTo(TrustFixture.outcome(live.judgeOpen(other.chain())))
                            .startsWith("certificate:sha256/");
                }
            }
        }
    }

    /** Each with one to three names, files or links, without a gap. */
    private static List<TestCertificate> crowd(TrustFixture crowded, Random random) throws Exception {
        List<TestCertificate> crowd = new ArrayList<>(Subjects.ofOneHash(2 + random.nextInt(4)));
        List<TestCertificate> names = new ArrayList<>(crowd);
        crowd.forEach(user -> names.addAll(Collections.nCopies(random.nextInt(3), user)));
        Collections.shuffle(names, random);
        for (int number = 0; number < names.size(); number++) {
            TestCertificate user = names.get(number);
            Path name = crowded.directory.resolve(TrustFixture.hash(user) + "." + number);
            if (random.nextBoolean()) {
                user.writeCertificate(name);
            } else {
                user.writeCertificate(crowded.directory.resolve(crowd.indexOf(user) + ".pem"));
                Files.createSymbolicLink(name, Path.of(crowd.indexOf(user) + ".pem"));
            }
        }
        return crowd;
    }

    @Test
    void tellsACutClientFromOneThatStays() throws Exception {
        TrustRemoval removal = ClientDirectory.of(folder.directory).revocation("alice");
        Optional<Path> here = Optional.of(folder.directory);

        assertThat(removal.effectOn(fingerprint(alice), new Vouchers(here, List.of())))
                .isEqualTo(TrustRemoval.Effect.CUT);
        assertThat(removal.effectOn(
                        fingerprint(alice),
                        new Vouchers(Optional.of(folder.directory.resolve("../clients")), List.of())))
                .isEqualTo(TrustRemoval.Effect.CUT);
        assertThat(removal.effectOn(fingerprint(alice), new Vouchers(here, List.of("corp"))))
                .isEqualTo(TrustRemoval.Effect.KEPT_BY_AUTHORITY);
        assertThat(removal.effectOn(fingerprint(alice), new Vouchers(Optional.empty(), List.of("corp"))))
                .isEqualTo(TrustRemoval.Effect.NONE);
        assertThat(removal.effectOn(fingerprint(alice), new Vouchers(Optional.of(temporary), List.of())))
                .isEqualTo(TrustRemoval.Effect.OTHER_DIRECTORY);
        assertThat(removal.effectOn(
                        fingerprint(alice), new Vouchers(Optional.of(temporary.resolve("missing")), List.of())))
                .isEqualTo(TrustRemoval.Effect.OTHER_DIRECTORY);
        assertThat(removal.effectOn(fingerprint(bob), new Vouchers(here, List.of())))
                .isEqualTo(TrustRemoval.Effect.NONE);
    }

    /** What is said, and what a server then does, where it is really removed. */
    private void assertLost(Set<Fingerprint> expected, Path file) throws Exception {
        TrustRemoval removal = TrustRemoval.of(folder.directory, List.of(file), folder.clock.instant());
        assertThat(removal.lost()).isEqualTo(expected);
        LiveTrust live = folder.open();
        TrustSnapshot after = live.after(removal);
        List<TestCertificate> trusted =
                users.stream().filter(user -> installed(live, user)).toList();
        List<TestCertificate> predicted = trusted.stream()
                .filter(user -> after.judgeOpen(user.chain(), folder.clock.instant()) instanceof TrustDecision.Trusted)
                .toList();

        Files.move(file, temporary.resolve("removed"));
        live.refresh();

        assertThat(trusted).filteredOn(user -> installed(live, user)).isEqualTo(predicted);
        assertThat(trusted)
                .filteredOn(user -> expected.contains(fingerprint(user)))
                .doesNotContainAnyElementsOf(predicted);
        Files.move(temporary.resolve("removed"), file);
    }

    private static boolean installed(LiveTrust live, TestCertificate user) {
        return live.judgeOpen(user.chain()) instanceof TrustDecision.Trusted;
    }

    private static Fingerprint fingerprint(TestCertificate certificate) {
        return Fingerprint.of(certificate.certificate());
    }
}
