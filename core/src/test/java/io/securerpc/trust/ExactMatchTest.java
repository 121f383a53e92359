package io.securerpc.trust;

import static io.securerpc.trust.TrustFixture.detail;
import static io.securerpc.trust.TrustFixture.hash;
import static io.securerpc.trust.TrustFixture.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.testsupport.DelegatingCertificate;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an attacker presents, and what it gets. */
class ExactMatchTest {
    @TempDir
    Path temporary;

    private TrustFixture folder;
    private TestCertificate user;
    private LiveTrust live;

    @BeforeEach
    void installOneUser() throws Exception {
        folder = new TrustFixture(temporary);
        // As "openssl req -x509" makes it: an authority, by accident.
        user = folder.install(TestCertificate.named("rpc.user.1").ca(true).selfSigned());
        live = folder.open();
    }

    @Test
    void trustsTheVeryCertificateThatIsInstalled() {
        assertThat(live.judge(user.chain()))
                .isEqualTo(new TrustDecision.Trusted(
                        "certificate:rpc.user.1",
                        Fingerprint.of(user.certificate()),
                        user.certificate().getNotAfter().toInstant()));
    }

    @Test
    void refusesAttackersLeafSentWithAttackersOwnRoot() {
        TestCertificate root = TestCertificate.named("rpc.user.1").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("rpc.user.1").issuedBy(root);

        assertThat(outcome(live.judge(leaf.chain()))).isEqualTo("NOT_INSTALLED");
        assertThat(outcome(live.judge(List.of(leaf.certificate())))).isEqualTo("NOT_INSTALLED");
    }

    @Test
    void refusesCertificateMintedWithTheKeyOfAnInstalledUser() {
        TestCertificate minted = TestCertificate.named("rpc.user.2").issuedBy(user);

        assertThat(minted.chain()).contains(user.certificate());
        assertThat(outcome(live.judge(minted.chain()))).isEqualTo("NOT_INSTALLED");
    }

    @Test
    void looksOnlyAtTheCertificateTheClientProvedToHold() {
        TestCertificate attacker = TestCertificate.named("attacker").selfSigned();

        assertThat(outcome(live.judge(List.of(attacker.certificate(), user.certificate()))))
                .isEqualTo("NOT_INSTALLED");
        assertThat(outcome(live.judge(List.of(user.certificate(), attacker.certificate()))))
                .isEqualTo("certificate:rpc.user.1");
    }

    @Test
    void refusesSameSubjectWithAnotherKey() {
        TestCertificate other = TestCertificate.named("rpc.user.1").ca(true).selfSigned();

        assertThat(detail(live.judge(other.chain())))
                .isEqualTo("client certificate \"CN=rpc.user.1\" (SHA-256 " + Fingerprint.of(other.certificate())
                        + ") refused: not installed; subject hash f013e17f; looked at " + folder.directory
                        + ": f013e17f.0 (another certificate); to do: copy its certificate to "
                        + folder.directory.resolve("f013e17f.1") + ", if exactly this client is to be let in");
    }

    @Test
    void refusesAnotherCertificateOfTheSameKey() {
        TestCertificate again =
                TestCertificate.named("rpc.user.1").ca(true).keyOf(user).selfSigned();

        assertThat(again.certificate().getPublicKey())
                .isEqualTo(user.certificate().getPublicKey());
        assertThat(outcome(live.judge(again.chain()))).isEqualTo("NOT_INSTALLED");
    }

    @Test
    void trustsAnInstalledLeafWhoeverIssuedIt() throws Exception {
        TestCertificate authority = TestCertificate.named("company").ca(true).selfSigned();
        TestCertificate leaf = folder.install(TestCertificate.named("employee").issuedBy(authority));
        TestCertificate colleague = TestCertificate.named("colleague").issuedBy(authority);
        live.refresh();

        assertThat(outcome(live.judge(List.of(leaf.certificate())))).isEqualTo("certificate:employee");
        assertThat(outcome(live.judge(colleague.chain()))).isEqualTo("NOT_INSTALLED");
    }

    @Test
    void refusesFromTheMomentTheCertificateExpires() {
        Instant end = folder.clock.instant().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        TestCertificate brief =
                folder.install(TestCertificate.named("brief").notAfter(end).selfSigned());
        live.refresh();
        assertThat(TrustFixture.both(live, brief)).isEqualTo("certificate:brief / certificate:brief");

        folder.clock.advance(Duration.ofSeconds(3602));

        assertThat(TrustFixture.both(live, brief)).isEqualTo("EXPIRED / EXPIRED");
        assertThat(detail(live.judge(brief.chain()))).contains(") refused: expired at " + end + "; ");
    }

    @Test
    void refusesUntilTheCertificateBecomesValid() {
        Instant begin = folder.clock.instant().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS);
        TestCertificate early = folder.install(TestCertificate.named("early")
                .notBefore(begin)
                .notAfter(begin.plusSeconds(7200))
                .selfSigned());
        live.refresh();
        assertThat(outcome(live.judge(early.chain()))).isEqualTo("NOT_YET_VALID");

        folder.clock.advance(Duration.ofSeconds(3602));
        live.refresh();

        assertThat(outcome(live.judge(early.chain()))).isEqualTo("certificate:early");
    }

    @Test
    void refusesInstalledCertificatesUnfitForClients() throws Exception {
        TestCertificate server = folder.install(TestCertificate.named("server")
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                .selfSigned());
        TestCertificate any = folder.install(
                TestCertificate.named("any").extendedKeyUsage("2.5.29.37.0").selfSigned());
        TestCertificate client = folder.install(TestCertificate.named("client")
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2")
                .selfSigned());
        TestCertificate weak =
                folder.install(TestCertificate.named("weak").rsa(1024).selfSigned());
        live.refresh();

        assertThat(outcome(live.judge(server.chain()))).isEqualTo("WRONG_PURPOSE");
        assertThat(outcome(live.judge(any.chain()))).isEqualTo("WRONG_PURPOSE");
        assertThat(outcome(live.judge(client.chain()))).isEqualTo("certificate:client");
        assertThat(outcome(live.judge(weak.chain()))).isEqualTo("WEAK_KEY");
        assertThat(folder.entries(live))
                .containsEntry(
                        hash(server) + ".0",
                        "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)")
                .containsEntry(hash(weak) + ".0", "RSA key of 1024 bits (expected: at least 2048)");
    }

    @Test
    void escapesWhatTheClientCallsItself() throws Exception {
        String name = "x\n2026 INFO admitted \u202etoor\u202c \u001b[2J" + "a".repeat(500);
        byte[] subject = new DERSequence(
                        new DERSet(new DERSequence(new ASN1Encodable[] {BCStyle.CN, new DERUTF8String(name)})))
                .getEncoded();
        TestCertificate evil = TestCertificate.named("evil").subject(subject).selfSigned();

        assertThat(detail(live.judge(evil.chain())))
                .matches("[ -~]*")
                .contains("\\u000a")
                .contains("\\u202e")
                .contains("\\u001b")
                .hasSizeLessThan(1000);
    }

    @Test
    void refusesWhenTheCheckItselfFails() throws Exception {
        X509Certificate failing = new FailingCertificate(user.certificate());

        assertThat(outcome(live.judge(List.of(failing)))).isEqualTo("CHECK_FAILED");
        assertThat(outcome(live.judgeOpen(List.of(failing)))).isEqualTo("CHECK_FAILED");
        assertThat(outcome(live.judge(List.of()))).isEqualTo("CHECK_FAILED");
        assertThat(outcome(live.judge(Collections.singletonList(null)))).isEqualTo("CHECK_FAILED");
        folder.clock.fail(true);
        assertThat(TrustFixture.both(live, user)).isEqualTo("CHECK_FAILED / CHECK_FAILED");
    }

    /** A certificate whose bytes cannot be had, and whose failure is not even an exception. */
    private static final class FailingCertificate extends DelegatingCertificate {
        FailingCertificate(X509Certificate certificate) {
            super(certificate);
        }

        @Override
        public byte[] getEncoded() throws CertificateEncodingException {
            throw new StackOverflowError("injected");
        }
    }

    @Test
    void comparesBytesNotMeaning() throws Exception {
        X509Certificate copy = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new java.io.ByteArrayInputStream(user.certificate().getEncoded()));

        assertThat(outcome(live.judge(List.of(copy)))).isEqualTo("certificate:rpc.user.1");
    }
}
