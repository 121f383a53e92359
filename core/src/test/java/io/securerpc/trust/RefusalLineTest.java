package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole line that an operator reads, for every reason to refuse a client. */
class RefusalLineTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(ROOT);
    private static final Set<Reason> SHOWN = EnumSet.noneOf(Reason.class);

    @TempDir
    private Path temporary;

    private TrustFixture folder;
    private Path anchors;
    private Path list;
    private ClientAuthority corp;

    @BeforeEach
    void writeFiles() throws IOException {
        folder = new TrustFixture(temporary);
        anchors = ROOT.writeCertificate(temporary.resolve("root.pem"));
        list = TestRevocationList.of(ROOT).write(temporary.resolve("root.crl"));
        corp = ClientAuthority.of("corp", anchors).withRevocationLists(list);
    }

    @AfterAll
    static void everyReasonWasShown() {
        assertThat(SHOWN).containsExactlyInAnyOrder(Reason.values());
    }

    private void assertLine(LiveTrust live, TestCertificate client, Reason reason, String ending) {
        live.refresh();
        SHOWN.add(reason);
        assertThat(live.judge(client.chain()))
                .isEqualTo(new Distrusted(
                        reason,
                        "client certificate \""
                                + client.certificate().getSubjectX500Principal().getName() + "\" (SHA-256 "
                                + Fingerprint.of(client.certificate()) + ") refused" + ending));
    }

    /** Of a certificate that lies where it belongs and is not used. */
    private void assertUnused(TestCertificate client, Reason reason, String why, String remedy) {
        folder.install(client);
        String hash = TrustFixture.hash(client);
        assertLine(
                open(),
                client,
                reason,
                ": its file '" + hash + ".0' is not used: " + why + "; subject hash " + hash + "; looked at "
                        + folder.directory + ": " + hash + ".0 (not used); to do: " + remedy);
    }

    private LiveTrust open() {
        folder.install(USER);
        return folder.open();
    }

    private LiveTrust openAuthority(ClientAuthority authority) {
        return ClientTrust.authorities(authority).withGrace(Duration.ZERO).open(folder.clock);
    }

    @Test
    void notInstalled() {
        TestCertificate stranger = TestCertificate.named("stranger").selfSigned();
        String hash = TrustFixture.hash(stranger);

        assertLine(
                open(),
                stranger,
                Reason.NOT_INSTALLED,
                ": not installed; subject hash " + hash + "; looked at " + folder.directory + ": no " + hash
                        + ".0; to do: copy its certificate to " + folder.directory.resolve(hash + ".0")
                        + ", if exactly this client is to be let in");
    }

    @Test
    void installedUnderAnotherName() {
        LiveTrust live = open();
        TestCertificate client = TestCertificate.named("stranger").selfSigned();
        client.writeCertificate(folder.directory.resolve("stranger.pem"));
        String hash = TrustFixture.hash(client);

        assertLine(
                live,
                client,
                Reason.NOT_INSTALLED,
                ": its file 'stranger.pem' is not used: not hashed: install as " + hash + ".0; subject hash " + hash
                        + "; looked at " + folder.directory + ": no " + hash + ".0; to do: copy its certificate to "
                        + folder.directory.resolve(hash + ".0") + ", if exactly this client is to be let in");
    }

    @Test
    void expired() {
        LiveTrust live = open();
        folder.clock.advance(Duration.ofDays(4000));

        assertLine(
                live,
                USER,
                Reason.EXPIRED,
                ": its file 'f013e17f.0' is not used: expired at "
                        + USER.certificate().getNotAfter().toInstant() + "; subject hash f013e17f; looked at "
                        + folder.directory
                        + ": f013e17f.0 (not used); to do: give the client a new certificate");
    }

    @Test
    void notYetValid() {
        TestCertificate client = TestCertificate.named("early")
                .notBefore(folder.clock.instant().plus(Duration.ofDays(1)))
                .notAfter(folder.clock.instant().plus(Duration.ofDays(2)))
                .selfSigned();

        assertUnused(
                client,
                Reason.NOT_YET_VALID,
                "not valid before " + client.certificate().getNotBefore().toInstant(),
                "wait until then, or set the clock of this machine right");
    }

    @Test
    void wrongPurpose() {
        assertUnused(
                TestCertificate.named("server")
                        .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                        .selfSigned(),
                Reason.WRONG_PURPOSE,
                "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)",
                "give the client a certificate for TLS clients");
    }

    @Test
    void weakKey() {
        assertUnused(
                TestCertificate.named("weak").rsa(1024).selfSigned(),
                Reason.WEAK_KEY,
                "RSA key of 1024 bits (expected: at least 2048)",
                "give the client a certificate with a stronger key");
    }

    @Test
    void directoryUnavailable() throws IOException {
        LiveTrust live = open();
        Files.move(folder.directory, temporary.resolve("away"));

        assertLine(
                live,
                USER,
                Reason.DIRECTORY_UNAVAILABLE,
                ": trust directory: missing; subject hash f013e17f; looked at " + folder.directory
                        + ": no file; to do: make the directory readable again");
    }

    @Test
    void fileTorn() throws IOException {
        LiveTrust live = open();
        Files.writeString(folder.file(USER), "torn");

        assertLine(
                live,
                USER,
                Reason.DIRECTORY_UNAVAILABLE,
                ": its file cannot be read any more; subject hash f013e17f; looked at " + folder.file(USER)
                        + "; to do: write that file anew, or remove it");
    }

    @Test
    void authorityUnavailable() throws IOException {
        LiveTrust live = openAuthority(corp);
        Files.delete(list);

        assertLine(
                live,
                ALICE,
                Reason.AUTHORITY_UNAVAILABLE,
                " by authority corp: revocation list file '" + list
                        + "': no such file (expected: PEM with at least one complete X509 CRL); looked at " + anchors
                        + ", " + list + "; to do: mend that file");
    }

    @Test
    void noPath() {
        assertLine(
                openAuthority(corp),
                USER,
                Reason.NO_PATH,
                " by authority corp: issued by 'CN=rpc.user.1', which is no authority here; looked at " + anchors
                        + ", " + list
                        + "; to do: nothing, unless the client should have a certificate of this authority");
    }

    @Test
    void revoked() {
        TestRevocationList.of(ROOT).revoking(ALICE).write(list);

        assertLine(
                openAuthority(corp),
                ALICE,
                Reason.REVOKED,
                " by authority corp: 'CN=alice': revoked by its issuer's list; looked at " + anchors + ", " + list
                        + "; to do: nothing, it was revoked");
    }

    @Test
    void revocationUnknown() {
        TestRevocationList.of(USER).write(list);

        assertLine(
                openAuthority(corp),
                ALICE,
                Reason.REVOCATION_UNKNOWN,
                " by authority corp: 'CN=alice': no revocation list of its issuer 'CN=root'; looked at " + anchors
                        + ", " + list + "; to do: supply a valid revocation list of that issuer");
    }

    @Test
    void noCaller() {
        assertLine(
                openAuthority(corp.withCallerRule(CallerRule.dnsName())),
                ALICE,
                Reason.NO_CALLER,
                " by authority corp: has not one usable DNS name to be called by; looked at " + anchors + ", " + list
                        + "; to do: give the client a certificate with one such name");
    }

    @Test
    void callerDisabled() throws IOException {
        Path disabled = Files.writeString(temporary.resolve("disabled"), "certificate:rpc.user.1\n");
        folder.install(USER);

        assertLine(
                folder.trust().withDisabledCallers(disabled).open(folder.clock),
                USER,
                Reason.CALLER_DISABLED,
                ": caller certificate:rpc.user.1 is disabled; looked at line 1 of " + disabled
                        + "; to do: remove that line, if the caller is to be let in again");
    }

    /** Where it failed, and no stack trace. */
    @Test
    void checkFailed() {
        LiveTrust live = open();
        folder.clock.fail(true);
        SHOWN.add(Reason.CHECK_FAILED);

        TrustDecision decision = live.judge(USER.chain());

        assertThat(TrustFixture.outcome(decision)).isEqualTo("CHECK_FAILED");
        assertThat(TrustFixture.detail(decision).replaceAll("java:\\d+", "java:1"))
                .isEqualTo("client certificate \"CN=rpc.user.1\" (SHA-256 " + Fingerprint.of(USER.certificate())
                        + ") refused: the check failed: IllegalStateException the clock is broken at"
                        + " io.securerpc.trust.MovableClock.instant(MovableClock.java:1); looked at nothing more;"
                        + " to do: report this to whoever maintains the server");
    }

    @Test
    void namesTheFilesOfOthersUnderTheSameHash() {
        LiveTrust live = open();
        TestCertificate again = TestCertificate.named("rpc.user.1").selfSigned();

        assertLine(
                live,
                again,
                Reason.NOT_INSTALLED,
                ": not installed; subject hash f013e17f; looked at " + folder.directory
                        + ": f013e17f.0 (another certificate); to do: copy its certificate to "
                        + folder.directory.resolve("f013e17f.1") + ", if exactly this client is to be let in");
    }
}
