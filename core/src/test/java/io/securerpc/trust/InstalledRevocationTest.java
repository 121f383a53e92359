package io.securerpc.trust;

import static io.securerpc.trust.AuthorityFixture.der;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuerName;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.trust.ClientAuthority.Revocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation lists in the trust directory: which are used, whom they refuse, and that whatever keeps one from being used refuses its issuer's clients. */
class InstalledRevocationTest {
    private static final TestCertificate CA =
            TestCertificate.named("corp ca").ca(true).selfSigned();
    private static final String CA_HASH = TrustFixture.hash(CA);
    private static final TestCertificate ALICE = TestCertificate.named("alice").issuedBy(CA);
    private static final TestCertificate BOB = TestCertificate.named("bob").issuedBy(CA);
    private static final TestCertificate SELF = TestCertificate.named("self").selfSigned();
    private static final String UNKNOWN = "REVOCATION_UNKNOWN";
    private static final String ALL = "certificate:alice certificate:bob certificate:self";

    /** File systems and lists tell whole seconds. */
    private static final Instant SECOND = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    @TempDir
    private Path temporary;

    private TrustFixture folder;

    @BeforeEach
    void installClients() throws Exception {
        folder = new TrustFixture(temporary);
        List.of(CA, ALICE, BOB, SELF).forEach(folder::install);
    }

    @Test
    void asksNobodyWhereThereIsNoList() {
        assertThat(outcomes()).isEqualTo(ALL);
    }

    @Test
    void refusesExactlyWhomAListNames() {
        write(list().revoking(ALICE), ".r0");

        assertThat(outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        String hash = TrustFixture.hash(ALICE);
        assertThat(detail(ALICE))
                .isEqualTo("client certificate \"CN=alice\" (SHA-256 " + Fingerprint.of(ALICE.certificate())
                        + ") refused: its file '" + hash + ".0' is not used: revoked by its issuer's list '" + CA_HASH
                        + ".r0'; subject hash " + hash + "; looked at " + folder.directory + ": " + hash
                        + ".0 (not used); to do: nothing, it was revoked");
        assertThat(entry(TrustFixture.hash(ALICE) + ".0"))
                .isEqualTo("revoked by its issuer's list '" + CA_HASH + ".r0'");
        assertThat(entry(CA_HASH + ".r0")).isEqualTo("trusted");
    }

    @Test
    void leavesOutTheListsOwnFileBesideItsLinkAndSpeaksOfUse() throws Exception {
        list().revoking(ALICE).write(folder.directory.resolve("corp.crl"));
        Files.createSymbolicLink(folder.directory.resolve(CA_HASH + ".r0"), Path.of("corp.crl"));

        try (LiveTrust live = folder.open()) {
            assertThat(live.current().entries())
                    .extracting(TrustEntry::toString)
                    .contains("trust directory entry '" + CA_HASH + ".r0': used")
                    .noneMatch(text -> text.contains("corp.crl"));
            assertThat(live.current().entries())
                    .filteredOn(TrustEntry::revocationList)
                    .singleElement()
                    .matches(entry -> !entry.trusted());
        }
        assertThat(outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
    }

    @Test
    void aSelfSignedClientMayTakeItselfBack() {
        TestRevocationList.of(SELF).revoking(SELF).write(folder.directory.resolve(TrustFixture.hash(SELF) + ".r0"));

        assertThat(outcomes()).isEqualTo("certificate:alice certificate:bob REVOKED");
    }

    @Test
    void comparesSerialNumbersOfTheSameIssuerOnly() throws Exception {
        TestCertificate other =
                folder.install(TestCertificate.named("other ca").ca(true).selfSigned());
        TestRevocationList.of(other).revoking(ALICE).write(folder.directory.resolve(TrustFixture.hash(other) + ".r0"));

        assertThat(outcomes()).isEqualTo(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CORP  CA", " corp ca "})
    void comparesNamesAsOpensslDoes(String spelling) throws Exception {
        TestCertificate spelled = TestCertificate.named(spelling).ca(true).selfSigned();
        TestCertificate carol = TestCertificate.named("carol").issuedBy(spelled);
        folder.install(carol);
        spelled.writeCertificate(folder.directory.resolve(CA_HASH + ".1"));
        Files.delete(folder.file(CA));
        TestRevocationList.of(CA).signedBy(spelled).revoking(carol).write(folder.directory.resolve(CA_HASH + ".r0"));
        Files.move(folder.directory.resolve(CA_HASH + ".1"), folder.file(CA));

        assertThat(IssuerName.of(carol.certificate())).isEqualTo(IssuerName.ofSubject(CA.certificate()));
        assertThat(outcome(carol)).isEqualTo("REVOKED");
    }

    @Test
    void refusesClientsOfAnIssuerWhoseCertificateIsNotThere() throws Exception {
        Files.delete(folder.file(CA));
        write(list(), ".r0");

        String found = "its signature cannot be checked (expected: the certificate of 'CN=corp ca' beside it as "
                + CA_HASH + ".0)";
        assertUnusable(found);
        assertThat(detail(BOB))
                .contains(": revocation unknown: its issuer's list '" + CA_HASH + ".r0': " + found + "; subject hash ");
    }

    @Test
    void refusesByAListThatAnotherKeySigned() {
        write(list().signedBy(TestCertificate.named("corp ca").ca(true).selfSigned()), ".r0");

        assertUnusable("not signed by 'CN=corp ca' in '" + CA_HASH
                + ".0' (expected: the list as its issuer made it; fetch it anew)");
    }

    @Test
    void refusesByAListWhoseSignerMayNotSignLists() throws Exception {
        TestCertificate signer = TestCertificate.named("corp ca")
                .extension("2.5.29.15", true, new byte[] {3, 2, 7, (byte) 0x80})
                .selfSigned();
        signer.writeCertificate(folder.file(CA));
        write(list().signedBy(signer), ".r0");

        assertUnusable("signed with '" + CA_HASH
                + ".0': key usage without cRLSign (expected: a certificate that may sign revocation lists)");
    }

    @Test
    void usesAnAuthorityThatMayNotBeAClientForItsListsOnly() throws Exception {
        TestCertificate signer = TestCertificate.named("corp ca")
                .ca(true)
                .extension("2.5.29.15", true, new byte[] {3, 2, 1, 6})
                .selfSigned();
        signer.writeCertificate(folder.file(CA));
        write(list().signedBy(signer).revoking(ALICE), ".r0");

        assertThat(outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        assertThat(outcome(signer)).isEqualTo("WRONG_PURPOSE");
        assertThat(entry(CA_HASH + ".0"))
                .isEqualTo("key usage without digitalSignature (expected: digitalSignature, or no key usage);"
                        + " used for revocation lists only");
    }

    @Test
    void refusesByAnExpiredListAndByOneThatIsNotValidYet() {
        Instant end = SECOND.minusSeconds(1);
        write(list().valid(end.minusSeconds(60), end), ".r0");
        assertUnusable("expired at " + end + " (expected: the issuer's next list in its place)");

        Instant begin = SECOND.plusSeconds(60);
        write(list().valid(begin, begin.plusSeconds(60)), ".r0");
        assertUnusable("not valid before " + begin + " (expected: a list that is valid now; is the clock right?)");
    }

    @Test
    void revokesWhomAnExpiredListNamedAllTheSame() {
        Instant end = SECOND.minusSeconds(1);
        write(list().revoking(ALICE).valid(end.minusSeconds(60), end), ".r0");

        assertThat(outcomes()).isEqualTo("REVOKED " + UNKNOWN + " certificate:self");
    }

    @Test
    void refusesByPartialAndOtherwiseSpecialLists() throws Exception {
        write(list().extension("2.5.29.27", true, der(new ASN1Integer(1))), ".r0");
        assertUnusable("list number 1, of 'CN=corp ca': delta list, which holds only what changed"
                + " (expected: one PEM revocation list)");

        write(list().extension("2.5.29.28", true, der(scope(true))), ".r0");
        assertUnusable("list number 1, of 'CN=corp ca': indirect list, which speaks for other issuers"
                + " (expected: one PEM revocation list)");

        write(list().extension("2.5.29.28", true, der(scope(false))), ".r0");
        assertUnusable("critical extension 2.5.29.28 (expected: a list of everything its issuer revoked, signed"
                + " with SHA-256 or better, without critical extensions)");

        write(list().extension("1.2.3.4.5", true, der(DERNull.INSTANCE)), ".r0");
        assertUnusable("critical extension 1.2.3.4.5 (expected: a list of everything its issuer revoked, signed"
                + " with SHA-256 or better, without critical extensions)");

        write(list().signature("SHA1withECDSA"), ".r0");
        assertUnusable("signed with SHA1withECDSA (expected: a list of everything its issuer revoked, signed with"
                + " SHA-256 or better, without critical extensions)");

        write(list().valid(SECOND.minusSeconds(60), null), ".r0");
        assertUnusable("list number 1, of 'CN=corp ca': no next update, so that nobody can say when it is out of date"
                + " (expected: one PEM revocation list)");
    }

    private static IssuingDistributionPoint scope(boolean indirect) {
        return new IssuingDistributionPoint((DistributionPointName) null, true, false, null, indirect, false);
    }

    @Test
    void refusesByFilesThatAreNoList() throws Exception {
        Path file = folder.directory.resolve(CA_HASH + ".r0");
        String expected = " (expected: one PEM revocation list)";

        Files.writeString(file, list().pem() + list().pem());
        assertUnusable("2 revocation lists in one file (expected: one)");

        Files.write(file, Base64.getMimeDecoder().decode(list().pem().replaceAll("-----[^-]*-----", "")));
        assertUnusable("DER (expected: PEM; convert with openssl crl -inform der)");

        Files.writeString(file, list().pem().substring(0, 200));
        assertUnusable("broken PEM block number 1" + expected);

        Files.writeString(file, ALICE.certificatePem());
        assertUnusable("only CERTIFICATE" + expected);

        Files.write(file, new byte[ListContent.LARGEST + 1]);
        assertUnusable("larger than " + ListContent.LARGEST + " bytes" + expected);

        Files.delete(file);
        Files.createDirectory(file);
        assertUnusable("not a regular file" + expected);

        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("nowhere.crl"));
        assertUnusable("link to nothing" + expected);
    }

    @Test
    void refusesByAGapAndByTheNameOfAnother() throws Exception {
        write(list(), ".r1");
        String name = CA_HASH + ".r0";
        String gap = "gap: " + name + " is missing (expected: numbers from 0 without a gap); install as " + name;
        assertThat(outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(entry(CA_HASH + ".r1")).isEqualTo(gap);
        Files.delete(folder.directory.resolve(CA_HASH + ".r1"));

        folder.install(TestCertificate.named("another").selfSigned());
        String selfHash = TrustFixture.hash(SELF);
        list().write(folder.directory.resolve(selfHash + ".r0"));
        assertThat(outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " " + UNKNOWN);
        assertThat(entry(selfHash + ".r0"))
                .isEqualTo("issuer hash " + CA_HASH + " (expected: " + selfHash + "); install as " + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"corp.crl", "HASH.R0", "HASH.r00", "HASH.r", "hash.crl.r0"})
    void namesTheNameThatAListShouldHaveAndDoesNotUseIt(String name) throws Exception {
        String file = name.replace("HASH", name.endsWith("R0") ? "ABCDEF12" : CA_HASH);
        list().revoking(ALICE).write(folder.directory.resolve(file));

        assertThat(outcomes()).isEqualTo(ALL);
        assertThat(entry(file))
                .isEqualTo((name.endsWith("R0") ? "name is not lower case" : "revocation list, not hashed")
                        + ": install as " + CA_HASH + ".r0");
    }

    @Test
    void theNewestListCountsWhateverItsFileIsNumbered() {
        write(list().revoking(ALICE).valid(SECOND.minusSeconds(60), SECOND.plusSeconds(600)), ".r0");
        write(list().valid(SECOND.minusSeconds(600), SECOND.plusSeconds(6000)), ".r1");
        assertThat(outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        assertThat(entry(CA_HASH + ".r1")).isEqualTo("older than '" + CA_HASH + ".r0', which counts");

        write(list().valid(SECOND.minusSeconds(30), SECOND.plusSeconds(600)), ".r1");
        assertThat(outcomes()).isEqualTo(ALL);
        assertThat(entry(CA_HASH + ".r0")).isEqualTo("older than '" + CA_HASH + ".r1', which counts");
    }

    @Test
    void ofTwoListsOfOneSecondTheHigherNumberCountsAndWithoutNumbersBoth() throws Exception {
        TestRevocationList first =
                list().valid(SECOND.minusSeconds(60), SECOND.plusSeconds(60)).revoking(ALICE);
        TestRevocationList second =
                list().valid(SECOND.minusSeconds(60), SECOND.plusSeconds(60)).revoking(BOB);
        write(first, ".r0");
        write(second, ".r1");
        assertThat(outcomes()).isEqualTo("REVOKED REVOKED certificate:self");

        write(first.extension("2.5.29.20", false, der(new ASN1Integer(9))), ".r0");
        write(second.extension("2.5.29.20", false, der(new ASN1Integer(10))), ".r1");
        assertThat(outcomes()).isEqualTo("certificate:alice REVOKED certificate:self");
    }

    @Test
    void anExpiredListBesideANewerOneDoesNoHarmAndAnEarlyOneNeither() {
        write(list().valid(SECOND.minusSeconds(600), SECOND.minusSeconds(60)), ".r0");
        write(list().revoking(BOB).valid(SECOND.minusSeconds(60), SECOND.plusSeconds(600)), ".r1");
        write(list().revoking(ALICE).valid(SECOND.plusSeconds(300), SECOND.plusSeconds(900)), ".r2");

        assertThat(outcomes()).isEqualTo("certificate:alice REVOKED certificate:self");
        assertThat(entry(CA_HASH + ".r2"))
                .isEqualTo("not valid before " + SECOND.plusSeconds(300) + "; until then '" + CA_HASH + ".r1' counts");
    }

    @Test
    void listsOfTheOldAndTheNewKeyOfAnIssuerCountBoth() {
        TestCertificate newKey = TestCertificate.named("corp ca").ca(true).selfSigned();
        newKey.writeCertificate(folder.directory.resolve(CA_HASH + ".1"));
        write(list().revoking(ALICE).valid(SECOND.minusSeconds(600), SECOND.plusSeconds(60)), ".r0");
        write(list().signedBy(newKey).revoking(BOB), ".r1");

        // Two certificates of one name would be one caller: that alone stops a start, so the newcomer comes later.
        assertThatThrownBy(() -> folder.open().close()).isInstanceOf(TrustDirectoryException.class);
        assertThat(outcomesAfterStartWithout(CA_HASH + ".1")).isEqualTo("REVOKED REVOKED certificate:self");
    }

    private String outcomesAfterStartWithout(String name) {
        try {
            Path file = folder.directory.resolve(name);
            Path aside = Files.move(file, temporary.resolve(name));
            try (LiveTrust live = folder.open()) {
                Files.move(aside, file);
                live.refresh();
                return outcomes(live);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anUnusableListBesideAGoodOneRefusesAllTheSame() throws Exception {
        write(list(), ".r0");
        Files.writeString(folder.directory.resolve(CA_HASH + ".r1"), "torn");

        assertThat(outcomes()).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(entry(CA_HASH + ".r1")).endsWith("(expected: one PEM revocation list)");
    }

    @Test
    void requiredWantsAListForEverybody() {
        write(list(), ".r0");
        TrustFixture required = folder;

        try (LiveTrust live =
                required.trust().withRevocation(Revocation.REQUIRED).open(folder.clock)) {
            assertThat(outcomes(live)).isEqualTo("certificate:alice certificate:bob " + UNKNOWN);
            assertThat(TrustFixture.detail(live.judge(SELF.chain())))
                    .contains(": revocation unknown: no list of its issuer (expected: install one as "
                            + TrustFixture.hash(SELF) + ".r0); subject hash ");
        }
    }

    @Test
    void requiredStopsAStartWhereNobodyHasAList() {
        ClientTrust trust = folder.trust().withRevocation(Revocation.REQUIRED);

        assertThatThrownBy(() -> trust.open(folder.clock).close())
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessageContaining("nothing in it is trusted")
                .hasMessageContaining("no list of its issuer (expected: install one as " + CA_HASH + ".r0)");
    }

    @Test
    void noneReportsListsAndUsesNone() {
        write(list().revoking(ALICE), ".r0");

        try (LiveTrust live = folder.trust().withRevocation(Revocation.NONE).open(folder.clock)) {
            assertThat(outcomes(live)).isEqualTo(ALL);
            assertThat(folder.entries(live))
                    .containsEntry(CA_HASH + ".r0", "not used: revocation lists are switched off for this directory");
        }
    }

    @Test
    void theRuleIsPartOfTheSetting() {
        ClientTrust trust = folder.trust().withRevocation(Revocation.REQUIRED);
        ClientTrust authorities = ClientTrust.authorities(ClientAuthority.of("corp", Path.of("ca.pem")));

        assertThat(folder.trust().revocation()).isEqualTo(Revocation.OPTIONAL);
        assertThat(trust.withEmptyAllowed().withGrace(Duration.ZERO).revocation())
                .isEqualTo(Revocation.REQUIRED);
        assertThat(trust)
                .isNotEqualTo(folder.trust())
                .hasToString("installed in " + folder.directory + ", revocation lists required");
        assertThatThrownBy(() -> authorities.withRevocation(Revocation.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "client trust: no directory (expected: installed(directory); an authority has its own rule)");
    }

    /** Nobody of the issuer is let in, others are, and the file says why. */
    private void assertUnusable(String found) {
        assertThat(outcomes()).as(found).isEqualTo(UNKNOWN + " " + UNKNOWN + " certificate:self");
        assertThat(entry(CA_HASH + ".r0")).isEqualTo(found);
    }

    private static TestRevocationList list() {
        return TestRevocationList.of(CA);
    }

    private void write(TestRevocationList list, String suffix) {
        list.write(folder.directory.resolve(CA_HASH + suffix));
    }

    private String outcomes() {
        try (LiveTrust live = folder.open()) {
            return outcomes(live);
        }
    }

    private static String outcomes(LiveTrust live) {
        return String.join(
                " ",
                List.of(ALICE, BOB, SELF).stream()
                        .map(client -> TrustFixture.outcome(live.judge(client.chain())))
                        .toList());
    }

    private String outcome(TestCertificate client) {
        try (LiveTrust live = folder.open()) {
            return TrustFixture.outcome(live.judge(client.chain()));
        }
    }

    private String detail(TestCertificate client) {
        try (LiveTrust live = folder.open()) {
            return TrustFixture.detail(live.judge(client.chain()));
        }
    }

    private String entry(String name) {
        try (LiveTrust live = folder.open()) {
            Map<String, String> entries = folder.entries(live);
            return entries.getOrDefault(name, "no entry in " + entries);
        }
    }
}
