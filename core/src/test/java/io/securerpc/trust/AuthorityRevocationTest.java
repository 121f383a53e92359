package io.securerpc.trust;

import static io.securerpc.trust.AuthorityFixture.NOW;
import static io.securerpc.trust.AuthorityFixture.assertRefused;
import static io.securerpc.trust.AuthorityFixture.der;
import static io.securerpc.trust.AuthorityFixture.judge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.trust.ClientAuthority.Revocation;
import io.securerpc.trust.TrustDecision.Distrusted;
import io.securerpc.trust.TrustDecision.Reason;
import io.securerpc.trust.TrustDecision.Trusted;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What revocation lists say of a path that is good otherwise. */
class AuthorityRevocationTest {
    private static final TestCertificate ROOT =
            TestCertificate.named("root").ca(true).selfSigned();
    private static final TestCertificate MIDDLE =
            TestCertificate.named("middle").ca(true).issuedBy(ROOT);
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(MIDDLE);

    @TempDir
    private Path folder;

    @Test
    void requiresAListOfEveryIssuerByDefault() throws Exception {
        TestCertificate leo = TestCertificate.named("leo").issuedBy(MIDDLE);

        assertRefused(
                judge(listed(TestRevocationList.of(ROOT)), leo.chain()),
                Reason.REVOCATION_UNKNOWN,
                "'CN=leo': no revocation list of its issuer 'CN=middle'");
        assertRefused(
                judge(listed(TestRevocationList.of(MIDDLE)), leo.chain()),
                Reason.REVOCATION_UNKNOWN,
                "'CN=middle': no revocation list of its issuer 'CN=root'");
        assertThat(judge(listed(TestRevocationList.of(ROOT), TestRevocationList.of(MIDDLE)), leo.chain()))
                .isInstanceOf(Trusted.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesWhomAListNames(boolean required) throws Exception {
        TestCertificate mike = TestCertificate.named("mike").issuedBy(MIDDLE);
        ClientAuthority leafRevoked = listed(
                TestRevocationList.of(ROOT), TestRevocationList.of(MIDDLE).revoking(mike));
        ClientAuthority middleRevoked =
                listed(TestRevocationList.of(ROOT).revoking(MIDDLE), TestRevocationList.of(MIDDLE));

        assertRefused(
                judge(mode(leafRevoked, required), mike.chain()),
                Reason.REVOKED,
                "'CN=mike': revoked by its issuer's list");
        assertThat(judge(mode(leafRevoked, required), ALICE.chain())).isInstanceOf(Trusted.class);
        assertRefused(
                judge(mode(middleRevoked, required), mike.chain()),
                Reason.REVOKED,
                "'CN=middle': revoked by its issuer's list");
    }

    @Test
    void passesOverIssuersWithoutListOnlyWhereListsAreOptional() throws Exception {
        assertThat(judge(mode(authority(ROOT), false), ALICE.chain())).isInstanceOf(Trusted.class);
    }

    @ParameterizedTest
    @CsvSource({"true, 60", "false, 60", "true, 3600", "false, 3600"})
    void refusesByAnExpiredList(boolean required, long secondsAgo) throws Exception {
        Instant ended = NOW.minusSeconds(secondsAgo);
        ClientAuthority authority = listed(
                TestRevocationList.of(ROOT),
                TestRevocationList.of(MIDDLE).valid(ended.minus(Duration.ofDays(1)), ended));

        assertThat(((Distrusted) judge(mode(authority, required), ALICE.chain())))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.REVOCATION_UNKNOWN))
                .satisfies(refused -> assertThat(refused.detail())
                        .contains("'CN=alice': the revocation list of its issuer 'CN=middle' expired at "));
    }

    /** Within the quarter of an hour that the JDK bears with an expired list. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anExpiredListOfAnAuthoritysOldKeyIsNotBorneForTheSakeOfItsNewOnes(boolean required) throws Exception {
        TestCertificate newKey = TestCertificate.named("middle").ca(true).issuedBy(ROOT);
        Instant ended = NOW.minusSeconds(60);
        ClientAuthority authority = listed(
                TestRevocationList.of(ROOT),
                TestRevocationList.of(MIDDLE).valid(ended.minus(Duration.ofDays(1)), ended),
                TestRevocationList.of(newKey));

        assertThat(judge(mode(authority, required), ALICE.chain()))
                .isInstanceOfSatisfying(
                        Distrusted.class,
                        refused -> assertThat(refused.detail())
                                .contains("'CN=alice': the revocation list of its issuer 'CN=middle' expired at "));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesByAListThatAnotherKeySigned(boolean required) throws Exception {
        TestCertificate forger = TestCertificate.named("middle").ca(true).selfSigned();
        ClientAuthority authority = listed(
                TestRevocationList.of(ROOT), TestRevocationList.of(MIDDLE).signedBy(forger));

        assertRefused(
                judge(mode(authority, required), ALICE.chain()),
                Reason.REVOCATION_UNKNOWN,
                "'CN=alice': the revocation list of its issuer 'CN=middle' cannot be used: not signed by it, or not"
                        + " about this certificate");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesByAListThatIsNotAboutClients(boolean required) throws Exception {
        byte[] onlyAuthorities =
                der(new IssuingDistributionPoint((DistributionPointName) null, false, true, null, false, false));
        ClientAuthority authority = listed(
                TestRevocationList.of(ROOT),
                TestRevocationList.of(MIDDLE).extension("2.5.29.28", true, onlyAuthorities));

        assertThat(((Distrusted) judge(mode(authority, required), ALICE.chain())).reason())
                .isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    @Test
    void refusesByAListWithAnUnknownCriticalExtension() throws Exception {
        ClientAuthority authority = listed(
                TestRevocationList.of(ROOT),
                TestRevocationList.of(MIDDLE).extension("1.2.3.4.5", true, der(DERNull.INSTANCE)));

        assertThat(((Distrusted) judge(authority, ALICE.chain())).reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"SHA1withECDSA, false", "SHA1withRSAandMGF1, true"})
    void readsNoListWithAWeakSignature(String algorithm, boolean rsa) throws Exception {
        TestCertificate signer =
                rsa ? TestCertificate.named("root").rsa(2048).ca(true).selfSigned() : ROOT;
        ClientAuthority authority = listed(TestRevocationList.of(signer).signature(algorithm));
        Path list = authority.revocationLists().get(0);

        assertThatThrownBy(() -> judge(authority, ALICE.chain()))
                .hasMessage("client authority 'corp': '" + list + "': list of 'CN=root' signed with "
                        + algorithm.replace("RSAandMGF1", "RSASSA-PSS")
                        + " (expected: lists signed with SHA-256 or better)");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fetchesNoListWhereTheCertificatePointsToOne(boolean required) throws Exception {
        try (ServerSocket elsewhere = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            elsewhere.setSoTimeout(1);
            byte[] point = der(new CRLDistPoint(new DistributionPoint[] {
                new DistributionPoint(
                        new DistributionPointName(new GeneralNames(new GeneralName(
                                GeneralName.uniformResourceIdentifier,
                                "http://127.0.0.1:" + elsewhere.getLocalPort() + "/middle.crl"))),
                        null,
                        null)
            }));
            TestCertificate nina = TestCertificate.named("nina")
                    .extension("2.5.29.31", false, point)
                    .issuedBy(MIDDLE);
            ClientAuthority authority = listed(
                    TestRevocationList.of(ROOT),
                    TestRevocationList.of(MIDDLE).valid(NOW.minusSeconds(7200), NOW.minusSeconds(3600)));

            TrustDecision decision = judge(mode(authority, required), nina.chain());

            assertThat(((Distrusted) decision).reason()).isEqualTo(Reason.REVOCATION_UNKNOWN);
            assertThatThrownBy(elsewhere::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private ClientAuthority authority(TestCertificate root) throws Exception {
        Path file = Files.createTempFile(folder, "authority", ".pem");
        return ClientAuthority.of("corp", root.writeCertificate(file));
    }

    private ClientAuthority listed(TestRevocationList... lists) throws Exception {
        ClientAuthority authority = authority(ROOT);
        for (TestRevocationList list : lists) {
            authority = authority.withRevocationLists(list.write(Files.createTempFile(folder, "list", ".pem")));
        }
        return authority;
    }

    private static ClientAuthority mode(ClientAuthority authority, boolean required) {
        return authority.withRevocation(required ? Revocation.REQUIRED : Revocation.OPTIONAL);
    }
}
