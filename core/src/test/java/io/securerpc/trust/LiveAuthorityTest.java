package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities whose files change while their clients are connected. */
class LiveAuthorityTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(ROOT);
    private static final TestCertificate BOB = TestCertificate.named("bob").issuedBy(ROOT);

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final List<String> changes = new ArrayList<>();
    private Path anchors;
    private Path list;
    private ClientAuthority authority;

    @BeforeEach
    void writeFiles() {
        anchors = ROOT.writeCertificate(folder.resolve("root.pem"));
        list = TestRevocationList.of(ROOT).write(folder.resolve("root.crl"));
        authority = ClientAuthority.of("corp", anchors).withRevocationLists(list);
    }

    @Test
    void cutsWhomANewListNamesAndNobodyElse() {
        LiveTrust live = open(ClientTrust.authorities(authority));
        assertTrusted(live, ALICE, "ca:corp|alice");

        TestRevocationList.of(ROOT).revoking(ALICE).write(list);
        live.refresh();

        assertThat(reason(live.judgeOpen(ALICE.chain()))).isEqualTo(Reason.REVOKED);
        assertThat(reason(live.judge(ALICE.chain()))).isEqualTo(Reason.REVOKED);
        assertTrusted(live, BOB, "ca:corp|bob");
        assertThat(changes).containsExactly("client authority corp: read anew");
    }

    @Test
    void admitsNobodyByATornListAndCutsAfterTheGraceTime() throws Exception {
        LiveTrust live = open(ClientTrust.authorities(authority).withGrace(Duration.ofSeconds(60)));

        String whole = Files.readString(list);
        Files.writeString(list, whole.substring(0, whole.length() / 2));
        live.refresh();

        assertThat(live.judge(ALICE.chain())).isInstanceOfSatisfying(Distrusted.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);
            assertThat(refused.detail())
                    .endsWith("refused by authority corp: revocation list file '" + list
                            + "': broken PEM block number 1 (expected: PEM with at least one complete X509 CRL);"
                            + " looked at " + anchors + ", " + list + "; to do: mend that file");
        });
        assertThat(live.judgeOpen(ALICE.chain())).isInstanceOf(Trusted.class);

        clock.advance(Duration.ofSeconds(60));
        assertThat(reason(live.judgeOpen(ALICE.chain()))).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);

        Files.writeString(list, whole);
        live.refresh();
        assertTrusted(live, ALICE, "ca:corp|alice");
    }

    @Test
    void anOlderListThatComesBackAdmitsNobodyInsteadOfTakingRevocationsBack() throws Exception {
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        Instant until = clock.instant().plus(Duration.ofDays(1));
        TestRevocationList older = TestRevocationList.of(ROOT).valid(old, until);
        TestRevocationList newer =
                TestRevocationList.of(ROOT).valid(old.plusSeconds(60), until).revoking(ALICE);
        newer.write(list);
        LiveTrust live = open(ClientTrust.authorities(authority).withGrace(Duration.ZERO));
        assertThat(reason(live.judge(ALICE.chain()))).isEqualTo(Reason.REVOKED);

        older.write(list);
        live.refresh();

        assertThat(live.judge(ALICE.chain())).isInstanceOfSatisfying(Distrusted.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);
            assertThat(refused.detail())
                    .contains(
                            "client authority 'corp': list of 'CN=root' from 2026-01-01T00:00:00Z, older than one that"
                                    + " counted before, from 2026-01-01T00:01:00Z (expected: the issuer's newest list; to mean an"
                                    + " older one, start the server again)");
        });
        assertThat(reason(live.judgeOpen(BOB.chain()))).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);

        newer.write(list);
        live.refresh();
        assertTrusted(live, BOB, "ca:corp|bob");
        assertThat(reason(live.judge(ALICE.chain()))).isEqualTo(Reason.REVOKED);
    }

    @Test
    void admitsNobodyOnceTheAnchorsAreGone() throws Exception {
        LiveTrust live = open(ClientTrust.authorities(authority).withGrace(Duration.ZERO));

        Files.delete(anchors);
        live.refresh();

        assertThat(reason(live.judge(ALICE.chain()))).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);
        assertThat(reason(live.judgeOpen(ALICE.chain()))).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);
        assertThat(live.current().unavailable())
                .contains("certificate file '" + anchors
                        + "': no such file (expected: PEM with at least one CERTIFICATE block)");
    }

    @Test
    void cutsOnceTheListIsOutOfDate() {
        Instant end = clock.instant().plus(Duration.ofHours(2));
        TestRevocationList.of(ROOT)
                .valid(clock.instant().minus(Duration.ofHours(1)), end)
                .write(list);
        LiveTrust live = open(ClientTrust.authorities(authority));
        assertTrusted(live, ALICE, "ca:corp|alice");

        clock.advance(Duration.ofHours(3));

        assertThat(reason(live.judgeOpen(ALICE.chain()))).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void asksTheDirectoryFirstAndThenTheAuthority() throws Exception {
        Path clients = Files.createDirectory(folder.resolve("clients"));
        ALICE.writeCertificate(clients.resolve(SubjectHash.of(ALICE.certificate()) + ".0"));
        LiveTrust live = open(ClientTrust.installed(clients).withAuthority(authority));
        TestCertificate stranger = TestCertificate.named("stranger").selfSigned();

        assertTrusted(live, ALICE, "certificate:alice");
        assertTrusted(live, BOB, "ca:corp|bob");
        assertThat(live.judge(stranger.chain())).isInstanceOfSatisfying(Distrusted.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.NO_PATH);
            assertThat(refused.detail())
                    .contains(" refused: not installed; subject hash ")
                    .endsWith(
                            "refused by authority corp: issued by 'CN=stranger', which is no authority here; looked at "
                                    + anchors + ", " + list
                                    + "; to do: nothing, unless the client should have a certificate of this authority");
        });
    }

    @Test
    void keepsTheDirectoryServingWhileAnAuthorityCannot() throws Exception {
        Path clients = Files.createDirectory(folder.resolve("clients"));
        ALICE.writeCertificate(clients.resolve(SubjectHash.of(ALICE.certificate()) + ".0"));
        LiveTrust live = open(ClientTrust.installed(clients).withAuthority(authority));

        Files.delete(list);
        live.refresh();

        assertTrusted(live, ALICE, "certificate:alice");
        assertThat(reason(live.judge(BOB.chain()))).isEqualTo(Reason.AUTHORITY_UNAVAILABLE);
    }

    /** Otherwise a missing list would make a directory that hangs believed for ever. */
    @Test
    void believesNoSourceThatNobodyCorrectsAlthoughAnotherIsKnownToBeAway() throws Exception {
        Path clients = Files.createDirectory(folder.resolve("clients"));
        ALICE.writeCertificate(clients.resolve(SubjectHash.of(ALICE.certificate()) + ".0"));
        AtomicLong nanos = new AtomicLong();
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ClientTrust trust = ClientTrust.installed(clients).withAuthority(authority);
        try (LiveTrust live = LiveTrust.open(trust, clock, nanos::get)) {
            Files.delete(list);
            live.refresh();
            live.onTick(() -> {
                hanging.countDown();
                await().until(() -> release.getCount() == 0);
            });
            live.start();
            await().until(() -> hanging.getCount() == 0);
            assertTrusted(live, ALICE, "certificate:alice");

            nanos.addAndGet(Duration.ofSeconds(16).toNanos());

            assertThat(reason(live.judge(ALICE.chain()))).isEqualTo(Reason.DIRECTORY_UNAVAILABLE);
        } finally {
            release.countDown();
        }
    }

    @Test
    void opensOnlyWithGoodFiles() {
        TestCertificate user = TestCertificate.named("user").selfSigned();
        Path notAnAuthority = user.writeCertificate(folder.resolve("user.pem"));

        assertThatThrownBy(() -> open(ClientTrust.authorities(
                        ClientAuthority.of("corp", notAnAuthority).withRevocation(Revocation.NONE))))
                .isInstanceOf(ClientAuthorityException.class)
                .hasMessage("client authority 'corp': '" + notAnAuthority
                        + "': 'CN=user': no authority by its basic constraints (expected: certificates of an authority"
                        + " that may sign certificates)");
        assertThatThrownBy(() -> open(ClientTrust.authorities(ClientAuthority.of("corp", anchors))))
                .hasMessage(
                        "client authority 'corp': revocation lists are required and none is named (expected: a list of"
                                + " each issuer, or revocation that is optional or none)");
        assertThatThrownBy(() -> open(ClientTrust.authorities(authority.withRevocation(Revocation.NONE))))
                .hasMessage("client authority 'corp': revocation lists are named and not asked (expected: no lists, or"
                        + " revocation that is required or optional)");
        assertThatThrownBy(() -> open(ClientTrust.authorities(
                        ClientAuthority.of("corp", anchors).withRevocationLists(folder.resolve("absent.crl")))))
                .hasMessage("revocation list file '" + folder.resolve("absent.crl")
                        + "': no such file (expected: PEM with at least one complete X509 CRL)");
    }

    @Test
    void refusesTwoAuthoritiesOfOneName() {
        assertThatThrownBy(() -> ClientTrust.authorities(authority, ClientAuthority.of("corp", list)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("client authority: 'corp' twice (expected: a name for each)");
    }

    private LiveTrust open(ClientTrust trust) {
        LiveTrust live = trust.open(clock);
        live.onChange(changes::add);
        return live;
    }

    private static void assertTrusted(LiveTrust live, TestCertificate client, String callerId) {
        assertThat(live.judge(client.chain()))
                .isInstanceOfSatisfying(
                        Trusted.class, trusted -> assertThat(trusted.callerId()).isEqualTo(callerId));
    }

    private static Reason reason(TrustDecision decision) {
        assertThat(decision).isInstanceOf(Distrusted.class);
        return ((Distrusted) decision).reason();
    }
}
