package io.securerpc.trust;

import static io.securerpc.trust.AuthorityFixture.der;
import static io.securerpc.trust.RevocationFolder.ALICE;
import static io.securerpc.trust.RevocationFolder.ALL;
import static io.securerpc.trust.RevocationFolder.BOB;
import static io.securerpc.trust.RevocationFolder.CA;
import static io.securerpc.trust.RevocationFolder.CA_HASH;
import static io.securerpc.trust.RevocationFolder.SECOND;
import static io.securerpc.trust.RevocationFolder.SELF;
import static io.securerpc.trust.RevocationFolder.UNKNOWN;
import static io.securerpc.trust.RevocationFolder.list;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation lists in the trust directory that cannot be used, for whatever reason: their issuer's clients are refused, others are not, and the reason is told. */
class UnusableListsTest {
    @TempDir
    private Path temporary;

    private RevocationFolder folder;

    @BeforeEach
    void installClients() throws Exception {
        folder = new RevocationFolder(temporary);
    }

    @Test
    void refusesClientsOfAnIssuerWhoseCertificateIsNotThere() throws Exception {
        Files.delete(folder.file(CA));
        folder.write(list(), ".r0");

        String found = "its signature cannot be checked (expected: the certificate of 'CN=corp ca' beside it as "
                + CA_HASH + ".0)";
        folder.assertUnusable(found);
        assertThat(folder.detail(BOB))
                .contains(": revocation unknown: its issuer's list '" + CA_HASH + ".r0': " + found + "; subject hash ");
    }

    @Test
    void refusesByAListThatAnotherKeySigned() {
        folder.write(list().signedBy(TestCertificate.named("corp ca").ca(true).selfSigned()), ".r0");

        folder.assertUnusable("not signed by 'CN=corp ca' in '" + CA_HASH
                + ".0' (expected: the list as its issuer made it; fetch it anew)");
    }

    @Test
    void refusesByAListWhoseSignerMayNotSignLists() throws Exception {
        TestCertificate signer = TestCertificate.named("corp ca")
                .extension("2.5.29.15", true, new byte[] {3, 2, 7, (byte) 0x80})
                .selfSigned();
        signer.writeCertificate(folder.file(CA));
        folder.write(list().signedBy(signer), ".r0");

        folder.assertUnusable("signed with '" + CA_HASH
                + ".0': key usage without cRLSign (expected: a certificate that may sign revocation lists)");
    }

    @Test
    void usesAnAuthorityThatMayNotBeAClientForItsListsOnly() throws Exception {
        TestCertificate signer = TestCertificate.named("corp ca")
                .ca(true)
                .extension("2.5.29.15", true, new byte[] {3, 2, 1, 6})
                .selfSigned();
        signer.writeCertificate(folder.file(CA));
        folder.write(list().signedBy(signer).revoking(ALICE), ".r0");

        assertThat(folder.outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        assertThat(folder.outcome(signer)).isEqualTo("WRONG_PURPOSE");
        assertThat(folder.entry(CA_HASH + ".0"))
                .isEqualTo("key usage without digitalSignature (expected: digitalSignature, or no key usage);"
                        + " used for revocation lists only");
    }

    @Test
    void refusesByAnExpiredListAndByOneThatIsNotValidYet() {
        Instant end = SECOND.minusSeconds(1);
        folder.write(list().valid(end.minusSeconds(60), end), ".r0");
        folder.assertUnusable("expired at " + end + " (expected: the issuer's next list in its place)");

        Instant begin = SECOND.plus(Duration.ofDays(1));
        folder.write(list().valid(begin, begin.plusSeconds(60)), ".r0");
        folder.assertUnusable(
                "not valid before " + begin + " (expected: a list that is valid now; is the clock right?)");
    }

    @Test
    void refusesByPartialAndOtherwiseSpecialLists() throws Exception {
        folder.write(list().extension("2.5.29.27", true, der(new ASN1Integer(1))), ".r0");
        folder.assertUnusable("list number 1, of 'CN=corp ca': delta list, which holds only what changed"
                + " (expected: one PEM revocation list)");

        folder.write(list().extension("2.5.29.28", true, der(scope(true))), ".r0");
        folder.assertUnusable("list number 1, of 'CN=corp ca': indirect list, which speaks for other issuers"
                + " (expected: one PEM revocation list)");

        folder.write(list().extension("2.5.29.28", true, der(scope(false))), ".r0");
        folder.assertUnusable("critical extension 2.5.29.28 (expected: a list of everything its issuer revoked, signed"
                + " with SHA-256 or better, without critical extensions)");

        folder.write(list().extension("1.2.3.4.5", true, der(DERNull.INSTANCE)), ".r0");
        folder.assertUnusable("critical extension 1.2.3.4.5 (expected: a list of everything its issuer revoked, signed"
                + " with SHA-256 or better, without critical extensions)");

        folder.write(list().signature("SHA1withECDSA"), ".r0");
        folder.assertUnusable(
                "signed with SHA1withECDSA (expected: a list of everything its issuer revoked, signed with"
                        + " SHA-256 or better, without critical extensions)");

        folder.write(list().valid(SECOND.minusSeconds(60), null), ".r0");
        folder.assertUnusable(
                "list number 1, of 'CN=corp ca': no next update, so that nobody can say when it is out of date"
                        + " (expected: one PEM revocation list)");
    }

    private static IssuingDistributionPoint scope(boolean indirect) {
        return new IssuingDistributionPoint((DistributionPointName) null, true, false, null, indirect, false);
    }

    @Test
    void refusesByAListWhoseWeakHashOnlyItsSignaturesParametersName() throws Exception {
        TestCertificate signer =
                TestCertificate.named("corp ca").rsa(2048).ca(true).selfSigned();
        signer.writeCertificate(folder.file(CA));
        folder.write(list().signedBy(signer).signature("SHA1withRSAandMGF1"), ".r0");

        folder.assertUnusable(
                "signed with SHA1withRSASSA-PSS (expected: a list of everything its issuer revoked, signed with"
                        + " SHA-256 or better, without critical extensions)");
    }

    @Test
    void refusesByAPartialListThatDoesNotCallItselfCritical() throws Exception {
        folder.write(list().extension("2.5.29.28", false, der(scope(false))), ".r0");

        folder.assertUnusable(
                "extension 2.5.29.28, which narrows what the list is about (expected: a list of everything"
                        + " its issuer revoked, signed with SHA-256 or better, without critical extensions)");
    }

    @Test
    void refusesByFilesThatAreNoList() throws Exception {
        Path file = folder.directory.resolve(CA_HASH + ".r0");
        String expected = " (expected: one PEM revocation list)";

        Files.writeString(file, list().pem() + list().pem());
        folder.assertUnusable("2 revocation lists in one file (expected: one)");

        Files.write(file, Base64.getMimeDecoder().decode(list().pem().replaceAll("-----[^-]*-----", "")));
        folder.assertUnusable("DER (expected: PEM; convert with openssl crl -inform der)");

        Files.writeString(file, list().pem().substring(0, 200));
        folder.assertUnusable("broken PEM block number 1" + expected);

        Files.writeString(file, ALICE.certificatePem());
        folder.assertUnusable("only CERTIFICATE" + expected);

        Files.write(file, new byte[ListContent.LARGEST + 1]);
        folder.assertUnusable("larger than " + ListContent.LARGEST + " bytes" + expected);

        Files.delete(file);
        Files.createDirectory(file);
        folder.assertUnusable("not a regular file" + expected);

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("nowhere.crl"));
        folder.assertUnusable("link to nothing" + expected);
    }

    @Test
    void refusesByAGapAndByTheNameOfAnother() throws Exception {
        folder.write(list(), ".r1");
        String name = CA_HASH + ".r0";
        String gap = "gap: " + name + " is missing (expected: numbers from 0 without a gap); install as " + name;
        assertThat(folder.outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(folder.entry(CA_HASH + ".r1")).isEqualTo(gap);
        Files.delete(folder.directory.resolve(CA_HASH + ".r1"));

        folder.install(TestCertificate.named("another").selfSigned());
        String selfHash = TrustFixture.hash(SELF);
        list().write(folder.directory.resolve(selfHash + ".r0"));
        assertThat(folder.outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " " + UNKNOWN);
        assertThat(folder.entry(selfHash + ".r0"))
                .isEqualTo("issuer hash " + CA_HASH + " (expected: " + selfHash + "); install as " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"corp.crl", "HASH.R0", "HASH.r00", "HASH.r", "hash.crl.r0"})
    void namesTheNameThatAListShouldHaveAndDoesNotUseIt(String name) throws Exception {
        String file = name.replace("HASH", name.endsWith("R0") ? "ABCDEF12" : CA_HASH);
        list().revoking(ALICE).write(folder.directory.resolve(file));

        assertThat(folder.outcomes()).isEqualTo(ALL);
        assertThat(folder.entry(file))
                .isEqualTo((name.endsWith("R0") ? "name is not lower case" : "revocation list, not hashed")
                        + ": install as " + CA_HASH + ".r0");
    }

    @Test
    void anUnusableListBesideAGoodOneRefusesAllTheSame() throws Exception {
        folder.write(list(), ".r0");
        Files.writeString(folder.directory.resolve(CA_HASH + ".r1"), "torn");

        assertThat(folder.outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(folder.entry(CA_HASH + ".r1")).endsWith("(expected: one PEM revocation list)");
    }
}
