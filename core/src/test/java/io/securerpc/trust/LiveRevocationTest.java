package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.both;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the revocation lists of a trust directory, and who is refused and cut for it. */
class LiveRevocationTest {
    private static final TestCertificate CA =
            TestCertificate.named("corp ca").ca(true).selfSigned();
    private static final String CA_HASH = TrustFixture.hash(CA);
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(CA);
    private static final TestCertificate BOB = TestCertificate.named("bob").issuedBy(CA);
    private static final TestCertificate SELF = TestCertificate.named("self").selfSigned();
    private static final Instant SECOND = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final String ALICE_TRUSTED = "certificate:alice / certificate:alice";
    private static final String BOB_TRUSTED = "certificate:bob / certificate:bob";
    private static final String SELF_TRUSTED = "certificate:self / certificate:self";
    private static final String REVOKED = "REVOKED / REVOKED";
    private static final String UNKNOWN = "REVOCATION_UNKNOWN / REVOCATION_UNKNOWN";
    private static final String BOB_ONLY_OPEN = "REVOCATION_UNKNOWN / certificate:bob";

    @TempDir
    private Path temporary;

    private final List<String> changes = new ArrayList<>();
    private TrustFixture folder;
    private LiveTrust live;
    private Path list;

    @BeforeEach
    void installClients() throws Exception {
        folder = new TrustFixture(temporary);
        List.of(CA, ALICE, BOB, SELF).forEach(folder::install);
        list = folder.directory.resolve(CA_HASH + ".r0");
        live = folder.open();
        live.onChange(changes::add);
        assertThat(both(live, ALICE)).isEqualTo(ALICE_TRUSTED);
    }

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void cutsExactlyWhomANewListNamesAndAdmitsThemOnceItIsGone() throws Exception {
        list().revoking(ALICE).write(list);
        assertNow(REVOKED, BOB_TRUSTED);
        assertThat(changes)
                .containsExactly(change("3 trusted; removed certificate:alice; now used '" + CA_HASH
                        + ".r0'; not used '" + TrustFixture.hash(ALICE) + ".0' (revoked by its issuer's list '"
                        + CA_HASH + ".r0')"));

        Files.delete(list);
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);
    }

    @Test
    void followsAListThatIsReplaced() {
        list().revoking(ALICE)
                .valid(SECOND.minusSeconds(600), SECOND.plusSeconds(600))
                .write(list);
        assertNow(REVOKED, BOB_TRUSTED);

        list().revoking(BOB)
                .valid(SECOND.minusSeconds(300), SECOND.plusSeconds(600))
                .write(list);
        assertNow(ALICE_TRUSTED, REVOKED);
    }

    @Test
    void anOlderListThatComesBackRefusesInsteadOfTakingRevocationsBack() throws Exception {
        Instant older = SECOND.minusSeconds(600);
        Instant newer = SECOND.minusSeconds(300);
        String before = list().valid(older, SECOND.plusSeconds(600)).pem();
        String after =
                list().revoking(ALICE).valid(newer, SECOND.plusSeconds(600)).pem();
        Files.writeString(list, before);
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);
        Files.writeString(list, after);
        assertNow(REVOKED, BOB_TRUSTED);

        Files.writeString(list, before);
        assertNow(UNKNOWN, UNKNOWN);
        assertThat(folder.entries(live))
                .containsEntry(
                        CA_HASH + ".r0",
                        "of " + older + ", older than one of " + newer
                                + " that was here before (expected: the newest list; or remove all of this issuer and"
                                + " begin anew)");
        // Nor by way of a torn file, or one whose signer is away.
        Files.writeString(list, "torn");
        live.refresh();
        Files.writeString(list, before);
        assertNow(UNKNOWN, UNKNOWN);
        Path away = Files.move(folder.file(CA), temporary.resolve("away"));
        live.refresh();
        Files.move(away, folder.file(CA));
        assertNow(UNKNOWN, UNKNOWN);

        Files.writeString(list, after);
        assertNow(REVOKED, BOB_TRUSTED);
        Files.delete(list);
        live.refresh();
        Files.writeString(list, before);
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);
    }

    @Test
    void refusesNewConnectionsByATornListAndCutsAfterASecond() throws Exception {
        list().revoking(ALICE).write(list);
        assertNow(REVOKED, BOB_TRUSTED);
        String whole = Files.readString(list);

        Files.writeString(list, whole.substring(0, 200));
        assertNow(UNKNOWN, BOB_ONLY_OPEN);
        folder.clock.advance(Duration.ofMillis(900));
        // Torn in another way: the second began when it was first torn.
        Files.writeString(list, "");
        assertNow(UNKNOWN, BOB_ONLY_OPEN);
        folder.clock.advance(Duration.ofMillis(200));
        assertThat(both(live, BOB)).as("nobody has to look").isEqualTo(UNKNOWN);
        assertNow(UNKNOWN, UNKNOWN);

        Files.writeString(list, whole);
        assertNow(REVOKED, BOB_TRUSTED);
    }

    @Test
    void bearsAListThatIsBeingWrittenForASecond() throws Exception {
        Files.writeString(list, list().pem().substring(0, 200));
        assertNow("REVOCATION_UNKNOWN / certificate:alice", BOB_ONLY_OPEN);

        folder.clock.advance(Duration.ofMillis(1100));
        assertNow(UNKNOWN, UNKNOWN);
    }

    @Test
    void bearsATornCertificateOfTheSignerForASecond() throws Exception {
        list().revoking(ALICE).write(list);
        live.refresh();
        Files.writeString(folder.file(CA), "torn");
        assertNow(UNKNOWN, BOB_ONLY_OPEN);
        folder.clock.advance(Duration.ofMillis(1100));
        assertNow(UNKNOWN, UNKNOWN);

        folder.install(CA);
        assertNow(REVOKED, BOB_TRUSTED);
    }

    @Test
    void cutsAtOnceWhenTheSignerOrTheListsTargetIsRemoved() throws Exception {
        list().write(folder.directory.resolve("corp.crl"));
        Files.createSymbolicLink(list, Path.of("corp.crl"));
        live.refresh();
        Files.delete(folder.file(CA));
        assertNow(UNKNOWN, UNKNOWN);
        folder.install(CA);
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);

        Files.delete(folder.directory.resolve("corp.crl"));
        assertNow(UNKNOWN, UNKNOWN);
    }

    @Test
    void aListThatEndsRefusesFromThatMomentWhetherAnybodyLooksOrNot() {
        Instant end = SECOND.plusSeconds(3_600);
        list().valid(SECOND.minusSeconds(60), end).write(list);
        live.refresh();
        assertThat(live.judge(BOB.chain()).match(TrustDecision.Trusted::notAfter, refused -> Instant.EPOCH))
                .isEqualTo(end);

        folder.clock.advance(Duration.between(folder.clock.instant(), end));
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);
        folder.clock.advance(Duration.ofMillis(1));
        assertThat(TrustFixture.detail(live.judge(BOB.chain())))
                .contains(" refused: revocation unknown: its issuer's list, or its signer, expired at " + end
                        + " (expected: the issuer's next list in its place); subject hash ");
        assertThat(both(live, BOB)).isEqualTo(UNKNOWN);
        assertNow(UNKNOWN, UNKNOWN);

        list().valid(end, end.plusSeconds(60)).write(list);
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);
    }

    @Test
    void anEarlyListTakesOverWhenItsTimeComes() {
        Instant begin = SECOND.plusSeconds(3_600);
        list().valid(SECOND.minusSeconds(60), SECOND.plusSeconds(7_200)).write(list);
        list().revoking(ALICE).valid(begin, SECOND.plusSeconds(7_200)).write(folder.directory.resolve(CA_HASH + ".r1"));
        assertNow(ALICE_TRUSTED, BOB_TRUSTED);

        folder.clock.advance(Duration.between(folder.clock.instant(), begin));
        assertNow(REVOKED, BOB_TRUSTED);
    }

    @Test
    void checksNoSignatureAgainWhenACertificateComesOrGoes() throws Exception {
        list().revoking(ALICE).write(list);
        TrustFolder files = TrustFolder.unread(folder.directory, System::nanoTime);
        files.lookAtAll(LookProgress.NONE);
        InstalledSnapshot first = build(
                files, InstalledSnapshot.nobody(folder.directory, Duration.ZERO, ClientAuthority.Revocation.OPTIONAL));
        RevocationList read = read(files);
        assertThat(read.signatureChecks()).isEqualTo(1);

        folder.install(TestCertificate.named("carol").issuedBy(CA));
        Files.setLastModifiedTime(list, FileTime.fromMillis(1));
        files.lookAtAll(LookProgress.NONE);
        InstalledSnapshot second = build(files, first);

        assertThat(second.size()).isEqualTo(first.size() + 1);
        assertThat(read(files)).as("the same bytes are not read twice").isSameAs(read);
        assertThat(read.signatureChecks()).isEqualTo(1);
    }

    private InstalledSnapshot build(TrustFolder files, InstalledSnapshot before) {
        return new SnapshotBuilder(files, before, folder.clock.instant()).build();
    }

    private RevocationList read(TrustFolder files) {
        return ((FileContent.Listed) requireNonNull(files.files().get(list)).content()).list();
    }

    /** Counted in looks, as a thread that gets no processor for seconds looks at nothing. */
    @Test
    void noticesAListByItselfWithinTwoSeconds() throws Exception {
        int most = (int) (TimeUnit.SECONDS.toNanos(2) / TrustWatcher.INTERVAL_NANOS);
        AtomicInteger inVain = new AtomicInteger();
        live.start();
        Path fresh = list().revoking(ALICE).write(temporary.resolve("fresh.crl"));
        Files.move(fresh, list, StandardCopyOption.ATOMIC_MOVE);
        live.onTick(() -> inVain.addAndGet(both(live, ALICE).equals(REVOKED) ? 0 : 1));

        await().until(() -> both(live, ALICE).equals(REVOKED));
        assertThat(inVain).hasValueLessThan(most);
        assertThat(both(live, BOB)).isEqualTo(BOB_TRUSTED);
    }

    private void assertNow(String alice, String bob) {
        live.refresh();
        assertThat(List.of(both(live, ALICE), both(live, BOB), both(live, SELF)))
                .containsExactly(alice, bob, SELF_TRUSTED);
    }

    private static TestRevocationList list() {
        return TestRevocationList.of(CA);
    }

    private String change(String text) {
        return "trust directory " + folder.directory + ": " + text;
    }
}
