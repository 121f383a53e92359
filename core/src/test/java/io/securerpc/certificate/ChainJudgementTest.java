package io.securerpc.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainJudgementTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();

    @Test
    void refusesAnRsaKeyBelow2048Bits() {
        TestCertificate weak = TestCertificate.named("x").rsa(1024).selfSigned();
        assertThatThrownBy(() -> ServerIdentity.of(weak.chain(), weak.key()))
                .isInstanceOfSatisfying(
                        UnsuitableKeyException.class,
                        thrown -> assertThat(thrown.bits()).isEqualTo(1024))
                .hasMessage("server identity: RSA key of 1024 bits (expected: 2048 bits or more)");
        TestCertificate enough = TestCertificate.named("x").rsa(2048).selfSigned();
        assertThat(ServerIdentity.of(enough.chain(), enough.key()).warnings()).isEmpty();
    }

    @Test
    void refusesASignatureWithMd5() {
        TestCertificate leaf =
                TestCertificate.named("x").signedWith("MD5withRSA").issuedBy(rsaRoot());
        assertThatThrownBy(() -> ServerIdentity.of(leaf.chain(), leaf.key()))
                .isInstanceOf(CertificateChainException.class)
                .hasMessage("server identity: 'CN=x' is signed with MD5withRSA (expected: SHA-256 or better)");
    }

    @Test
    void warnsOfASignatureWithSha1ButNotOfARootsOwn() {
        TestCertificate root = TestCertificate.named("root")
                .ca(true)
                .rsa(2048)
                .signedWith("SHA1withRSA")
                .selfSigned();
        TestCertificate good = TestCertificate.named("x").issuedBy(root);
        assertThat(ServerIdentity.of(good.chain(), good.key()).warnings()).isEmpty();
        TestCertificate old =
                TestCertificate.named("x").signedWith("SHA1withRSA").issuedBy(root);
        assertWarnings(
                old, "'CN=x' is signed with SHA1withRSA (expected: SHA-256 or better; clients that check it refuse)");
        assertWarnings(
                TestCertificate.named("x").signedWith("SHA1withRSAandMGF1").issuedBy(root),
                "'CN=x' is signed with SHA1withRSASSA-PSS (expected: SHA-256 or better; clients that check it refuse)");
    }

    @Test
    void warnsOfALeafWithoutItsIssuer() {
        TestCertificate leaf = TestCertificate.named("x").issuedBy(ROOT);
        assertThat(ServerIdentity.of(List.of(leaf.certificate()), leaf.key()).warnings())
                .containsExactly("server identity: only 'CN=x', without its issuer 'CN=root'"
                        + " (expected: the issuer's certificate too; clients that do not know that issuer refuse)");
        assertThat(ServerIdentity.of(leaf.chain(), leaf.key()).warnings()).isEmpty();
        assertThat(ServerIdentity.of(ROOT.chain(), ROOT.key()).warnings()).isEmpty();
    }

    @Test
    void warnsOfUsagesThatForbidAServer() {
        assertWarnings(
                TestCertificate.named("x").extendedKeyUsage("1.3.6.1.5.5.7.3.2").selfSigned(),
                "extended key usage of 'CN=x' without serverAuth (expected: serverAuth; clients that check it refuse)");
        assertWarnings(
                TestCertificate.named("x").keyUsage(1 << 2).selfSigned(), // keyCertSign
                "key usage of 'CN=x' without digitalSignature"
                        + " (expected: digitalSignature; clients that check it refuse)");
        TestCertificate good = TestCertificate.named("x")
                .keyUsage(1 << 7) // digitalSignature
                .extendedKeyUsage("1.3.6.1.5.5.7.3.1")
                .selfSigned();
        assertThat(ServerIdentity.of(good.chain(), good.key()).warnings()).isEmpty();
        TestCertificate any =
                TestCertificate.named("x").extendedKeyUsage("2.5.29.37.0").selfSigned();
        assertThat(ServerIdentity.of(any.chain(), any.key()).warnings()).isEmpty();
    }

    @Test
    void warnsOfAnIssuerOutsideItsValidity() {
        TestCertificate leaf = TestCertificate.named("x").issuedBy(ROOT);
        Instant end = ROOT.certificate().getNotAfter().toInstant();
        Instant later = end.plus(Duration.ofSeconds(1));
        assertThat(new ChainJudgement(leaf.chain(), null).issuersInvalidAt(end)).isEmpty();
        assertThat(new ChainJudgement(leaf.chain(), null).issuersInvalidAt(later))
                .containsExactly("server identity: issuer 'CN=root' expired at " + end
                        + " (expected: certificates valid at " + later + ")");
    }

    @Test
    void aCertificatesTextCannotBreakTheLinesOfALog() {
        TestCertificate leaf = TestCertificate.named("x\nfaked line").issuedBy(ROOT);
        assertThat(ServerIdentity.of(List.of(leaf.certificate()), leaf.key()).warnings())
                .singleElement()
                .asString()
                .startsWith("server identity: only 'CN=x?faked line', without");
    }

    private static void assertWarnings(TestCertificate made, String... warnings) {
        assertThat(ServerIdentity.of(made.chain(), made.key()).warnings())
                .isEqualTo(List.of(warnings).stream()
                        .map(each -> "server identity: " + each)
                        .toList());
    }

    private static TestCertificate rsaRoot() {
        return TestCertificate.named("root").ca(true).rsa(2048).selfSigned();
    }
}
