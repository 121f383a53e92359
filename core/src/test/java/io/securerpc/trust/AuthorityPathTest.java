package io.securerpc.trust;

import static io.securerpc.trust.AuthorityFixture.NOW;
import static io.securerpc.trust.AuthorityFixture.assertRefused;
import static io.securerpc.trust.AuthorityFixture.der;
import static io.securerpc.trust.AuthorityFixture.judge;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestCertificateBuilder;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains that lead to an authority, and all the ways in which they seem to. */
class AuthorityPathTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate MIDDLE =
            TestCertificate.named("middle").ca(true).issuedBy(ROOT);
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(MIDDLE);

    @TempDir
    private Path folder;

    @Test
    void trustsWhoeverTheAuthorityVouchesFor() throws Exception {
        assertThat(judge(unlisted(ROOT), ALICE.chain())).isInstanceOf(Trusted.class);
        assertThat(((Trusted) judge(unlisted(ROOT), ALICE.chain())).callerId()).isEqualTo("ca:corp|alice");
    }

    @Test
    void needsNoRootFromTheClient() throws Exception {
        assertThat(judge(unlisted(ROOT), List.of(ALICE.certificate(), MIDDLE.certificate())))
                .isInstanceOf(Trusted.class);
    }

    @Test
    void refusesChainWithoutTheIntermediate() throws Exception {
        assertRefused(
                judge(unlisted(ROOT), List.of(ALICE.certificate())),
                Reason.NO_PATH,
                "issued by 'CN=middle', which is no authority here");
    }

    @Test
    void refusesAttackersOwnRoot() throws Exception {
        TestCertificate ownRoot = TestCertificate.named("root").ca(true).selfSigned();
        TestCertificate mallory = TestCertificate.named("alice").issuedBy(ownRoot);

        assertRefused(
                judge(unlisted(ROOT), mallory.chain()),
                Reason.NO_PATH,
                "no valid path to an authority: 'CN=alice': Path does not chain with any of the trust anchors");
    }

    @Test
    void refusesWhatAUserMinted() throws Exception {
        TestCertificate minted = TestCertificate.named("bob").issuedBy(ALICE);

        assertRefused(
                judge(unlisted(ROOT), minted.chain()),
                Reason.NO_PATH,
                "no valid path to an authority: 'CN=alice': basic constraints check failed: this is not a CA certificate");
    }

    @Test
    void refusesAuthorityAsClient() throws Exception {
        assertRefused(
                judge(unlisted(ROOT), MIDDLE.chain()),
                Reason.WRONG_PURPOSE,
                "an authority's certificate (expected: a client's)");
        assertRefused(
                judge(unlisted(ROOT), ROOT.chain()),
                Reason.WRONG_PURPOSE,
                "an authority's certificate (expected: a client's)");
    }

    @Test
    void keepsPathLengthOfAnIntermediate() throws Exception {
        TestCertificate narrow = TestCertificate.named("narrow").pathLength(0).issuedBy(ROOT);
        TestCertificate below = TestCertificate.named("below").ca(true).issuedBy(narrow);

        assertThat(judge(
                        unlisted(ROOT),
                        TestCertificate.named("carol").issuedBy(narrow).chain()))
                .isInstanceOf(Trusted.class);
        assertRefused(
                judge(
                        unlisted(ROOT),
                        TestCertificate.named("carol").issuedBy(below).chain()),
                Reason.NO_PATH,
                "no valid path to an authority: 'CN=below': basic constraints check failed: pathLenConstraint violated"
                        + " - this cert must be the last cert in the certification path");
    }

    @Test
    void keepsPathLengthOfTheAnchor() throws Exception {
        TestCertificate root = TestCertificate.named("flat").pathLength(0).selfSigned();
        TestCertificate middle = TestCertificate.named("middle").ca(true).issuedBy(root);

        assertThat(judge(
                        unlisted(root),
                        TestCertificate.named("carol").issuedBy(root).chain()))
                .isInstanceOf(Trusted.class);
        assertRefused(
                judge(
                        unlisted(root),
                        TestCertificate.named("carol").issuedBy(middle).chain()),
                Reason.NO_PATH,
                "'CN=flat': authority allows 0 certificates between itself and a client, not 1");
    }

    @Test
    void boundsTheChain() throws Exception {
        ClientAuthority direct = unlisted(ROOT).withMaxIntermediates(0);

        assertThat(judge(direct, TestCertificate.named("dora").issuedBy(ROOT).chain()))
                .isInstanceOf(Trusted.class);
        assertRefused(judge(direct, ALICE.chain()), Reason.NO_PATH, "chain of 3 certificates (expected: at most 2)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keepsNameConstraintsOfAnchorAndIntermediate(boolean anchor) throws Exception {
        byte[] constraints = der(new NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"))}, null));
        TestCertificateBuilder constrained =
                TestCertificate.named("constrained").ca(true).extension("2.5.29.30", true, constraints);
        TestCertificate issuer = anchor ? constrained.selfSigned() : constrained.issuedBy(ROOT);
        ClientAuthority authority = unlisted(anchor ? issuer : ROOT).withCallerRule(CallerRule.dnsName());

        TrustDecision inside = judge(
                authority,
                TestCertificate.named("inside")
                        .san("a.example.org")
                        .issuedBy(issuer)
                        .chain());
        TrustDecision outside = judge(
                authority,
                TestCertificate.named("outside")
                        .san("a.example.com")
                        .issuedBy(issuer)
                        .chain());

        assertThat(inside).isInstanceOf(Trusted.class);
        assertThat(((Trusted) inside).callerId()).isEqualTo("ca:corp|a.example.org");
        assertRefused(
                outside,
                Reason.NO_PATH,
                anchor
                        ? "'CN=outside': outside the names its authority may vouch for"
                        : "no valid path to an authority: 'CN=outside': name constraints check failed");
    }

    @Test
    void refusesUnknownCriticalExtensions() throws Exception {
        TestCertificate odd = TestCertificate.named("odd")
                .extension("1.2.3.4.5", true, der(DERNull.INSTANCE))
                .issuedBy(ROOT);

        Distrusted refused = (Distrusted) judge(unlisted(ROOT), odd.chain());

        assertThat(refused.reason()).isEqualTo(Reason.NO_PATH);
        assertThat(refused.detail()).contains("'CN=odd': unrecognized critical extension(s)");
    }

    @Test
    void refusesPurposesOtherThanClient() throws Exception {
        TestCertificate serverOnly = TestCertificate.named("server")
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                .issuedBy(ROOT);
        TestCertificate serverAuthority = TestCertificate.named("server authority")
                .ca(true)
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                .issuedBy(ROOT);

        assertRefused(
                judge(unlisted(ROOT), serverOnly.chain()),
                Reason.WRONG_PURPOSE,
                "extended key usage without clientAuth (expected: clientAuth, or no extended key usage)");
        assertRefused(
                judge(
                        unlisted(ROOT),
                        TestCertificate.named("eve").issuedBy(serverAuthority).chain()),
                Reason.WRONG_PURPOSE,
                "'CN=server authority': authority's extended key usage without clientAuth");
    }

    @Test
    void takesNoUnreadableExtendedKeyUsageForNone() throws Exception {
        byte[] garbage = {4, 1};
        TestCertificate client = TestCertificate.named("client")
                .extension("2.5.29.37", false, garbage)
                .issuedBy(ROOT);
        TestCertificate authority = TestCertificate.named("unclear")
                .ca(true)
                .extension("2.5.29.37", false, garbage)
                .issuedBy(ROOT);
        String text = "extended key usage that cannot be read (expected: clientAuth, or no extended key usage)";

        assertRefused(judge(unlisted(ROOT), client.chain()), Reason.WRONG_PURPOSE, text);
        assertRefused(
                judge(
                        unlisted(ROOT),
                        TestCertificate.named("grace").issuedBy(authority).chain()),
                Reason.WRONG_PURPOSE,
                "'CN=unclear': authority's " + text);
    }

    @Test
    void refusesIntermediateThatMayNotSignCertificates() throws Exception {
        TestCertificate mute = TestCertificate.named("mute")
                .ca(true)
                .extension("2.5.29.15", true, der(new KeyUsage(KeyUsage.digitalSignature)))
                .issuedBy(ROOT);

        assertThat(((Distrusted) judge(
                                unlisted(ROOT),
                                TestCertificate.named("frank").issuedBy(mute).chain()))
                        .detail())
                .contains("'CN=mute': CA key usage check failed: keyCertSign bit is not set");
    }

    @Test
    void refusesExpiredMembersOfThePath() throws Exception {
        Instant yesterday = NOW.minus(Duration.ofHours(2));
        TestCertificate expired =
                TestCertificate.named("grace").notAfter(yesterday).issuedBy(ROOT);
        TestCertificate old =
                TestCertificate.named("old").ca(true).notAfter(yesterday).issuedBy(ROOT);
        TestCertificate oldRoot =
                TestCertificate.named("old root").ca(true).notAfter(yesterday).selfSigned();

        assertThat(((Distrusted) judge(unlisted(ROOT), expired.chain())).reason())
                .isEqualTo(Reason.EXPIRED);
        assertThat(((Distrusted) judge(
                                unlisted(ROOT),
                                TestCertificate.named("heidi").issuedBy(old).chain()))
                        .detail())
                .contains("'CN=old': validity check failed");
        assertThat(((Distrusted) judge(
                                unlisted(oldRoot),
                                TestCertificate.named("ivan").issuedBy(oldRoot).chain()))
                        .detail())
                .contains("'CN=old root': authority is valid from ");
    }

    @Test
    void staysTrustedOnlyAsLongAsTheWholePath() throws Exception {
        Instant soon = NOW.plus(Duration.ofHours(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        TestCertificate brief =
                TestCertificate.named("brief").ca(true).notAfter(soon).issuedBy(ROOT);

        Trusted trusted = (Trusted) judge(
                unlisted(ROOT), TestCertificate.named("judy").issuedBy(brief).chain());

        assertThat(trusted.notAfter()).isEqualTo(soon);
    }

    @Test
    void findsThePathThroughACrossCertificate() throws Exception {
        TestCertificate otherRoot = TestCertificate.named("other root").ca(true).selfSigned();
        TestCertificate crossed =
                TestCertificate.named("middle").ca(true).keyOf(MIDDLE).issuedBy(otherRoot);

        TrustDecision decision = judge(
                unlisted(otherRoot),
                List.of(ALICE.certificate(), MIDDLE.certificate(), crossed.certificate(), ROOT.certificate()));

        assertThat(decision).isInstanceOf(Trusted.class);
    }

    @Test
    void refusesWeakKeysAndSignatures() throws Exception {
        TestCertificate weakMiddle =
                TestCertificate.named("weak middle").rsa(1024).ca(true).issuedBy(ROOT);
        TestCertificate rsaRoot =
                TestCertificate.named("rsa root").rsa(2048).ca(true).selfSigned();
        TestCertificate sha1 =
                TestCertificate.named("sha1").signedWith("SHA1withRSA").issuedBy(rsaRoot);

        assertThat(((Distrusted) judge(
                                unlisted(ROOT),
                                TestCertificate.named("kim")
                                        .issuedBy(weakMiddle)
                                        .chain()))
                        .reason())
                .isEqualTo(Reason.WEAK_KEY);
        assertRefused(judge(unlisted(rsaRoot), sha1.chain()), Reason.WEAK_KEY, "'CN=sha1': signed with SHA1withRSA");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesWeakHashesThatOnlyTheParametersOfASignatureName(boolean intermediate) throws Exception {
        TestCertificate root =
                TestCertificate.named("rsa root").rsa(2048).ca(true).selfSigned();
        TestCertificate weak = TestCertificate.named("weak")
                .ca(intermediate)
                .signedWith("SHA1withRSAandMGF1")
                .issuedBy(root);
        TestCertificate client = intermediate ? TestCertificate.named("kim").issuedBy(weak) : weak;
        TestCertificate sound = TestCertificate.named("sound")
                .signedWith("SHA256withRSAandMGF1")
                .issuedBy(root);

        assertThat(judge(unlisted(root), sound.chain())).isInstanceOf(Trusted.class);
        assertRefused(
                judge(unlisted(root), client.chain()), Reason.WEAK_KEY, "'CN=weak': signed with SHA1withRSASSA-PSS");
    }

    @Test
    void refusesHashesOfLessThanSha256() throws Exception {
        TestCertificate root =
                TestCertificate.named("rsa root").rsa(2048).ca(true).selfSigned();

        assertRefused(
                judge(
                        unlisted(root),
                        TestCertificate.named("short")
                                .signedWith("SHA224withRSA")
                                .issuedBy(root)
                                .chain()),
                Reason.WEAK_KEY,
                "'CN=short': signed with SHA224withRSA");
    }

    private ClientAuthority authority(TestCertificate root) throws Exception {
        Path file = Files.createTempFile(folder, "authority", ".pem");
        return ClientAuthority.of("corp", root.writeCertificate(file));
    }

    private ClientAuthority unlisted(TestCertificate root) throws Exception {
        return authority(root).withRevocation(Revocation.NONE);
    }
}
