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
import org.bouncycastle.asn1.ASN1Integer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation lists in the trust directory: which of them count, whom they refuse, and what the setting asks for. */
class InstalledRevocationTest {
    @TempDir
    private Path temporary;

    private RevocationFolder folder;

    @BeforeEach
    void installClients() throws Exception {
        folder = new RevocationFolder(temporary);
    }

    @Test
    void asksNobodyWhereThereIsNoList() {
        assertThat(folder.outcomes()).isEqualTo(ALL);
    }

    @Test
    void refusesExactlyWhomAListNames() {
        folder.write(list().revoking(ALICE), ".r0");

        assertThat(folder.outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        String hash = TrustFixture.hash(ALICE);
        assertThat(folder.detail(ALICE))
                .isEqualTo("client certificate \"CN=alice\" (SHA-256 " + Fingerprint.of(ALICE.certificate())
                        + ") refused: its file '" + hash + ".0' is not used: revoked by its issuer's list '" + CA_HASH
                        + ".r0'; subject hash " + hash + "; looked at " + folder.directory + ": " + hash
                        + ".0 (not used); to do: nothing, it was revoked");
        assertThat(folder.entry(TrustFixture.hash(ALICE) + ".0"))
                .isEqualTo("revoked by its issuer's list '" + CA_HASH + ".r0'");
        assertThat(folder.entry(CA_HASH + ".r0")).isEqualTo("trusted");
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
        assertThat(folder.outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
    }

    @Test
    void aSelfSignedClientMayTakeItselfBack() {
        TestRevocationList.of(SELF).revoking(SELF).write(folder.directory.resolve(TrustFixture.hash(SELF) + ".r0"));

        assertThat(folder.outcomes()).isEqualTo("certificate:alice certificate:bob REVOKED");
    }

    @Test
    void comparesSerialNumbersOfTheSameIssuerOnly() throws Exception {
        TestCertificate other =
                folder.install(TestCertificate.named("other ca").ca(true).selfSigned());
        TestRevocationList.of(other).revoking(ALICE).write(folder.directory.resolve(TrustFixture.hash(other) + ".r0"));

        assertThat(folder.outcomes()).isEqualTo(ALL);
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
        assertThat(folder.outcome(carol)).isEqualTo("REVOKED");
    }

    @Test
    void revokesWhomAnExpiredListNamedAllTheSame() {
        Instant end = SECOND.minusSeconds(1);
        folder.write(list().revoking(ALICE).valid(end.minusSeconds(60), end), ".r0");

        assertThat(folder.outcomes()).isEqualTo("REVOKED " + UNKNOWN + " certificate:self");
    }

    @Test
    void theNewestListCountsWhateverItsFileIsNumbered() {
        folder.write(list().revoking(ALICE).valid(SECOND.minusSeconds(60), SECOND.plusSeconds(36_000)), ".r0");
        folder.write(list().valid(SECOND.minusSeconds(600), SECOND.plusSeconds(360_000)), ".r1");
        assertThat(folder.outcomes()).isEqualTo("REVOKED certificate:bob certificate:self");
        assertThat(folder.entry(CA_HASH + ".r1")).isEqualTo("older than '" + CA_HASH + ".r0', which counts");

        folder.write(list().valid(SECOND.minusSeconds(30), SECOND.plusSeconds(36_000)), ".r1");
        assertThat(folder.outcomes()).isEqualTo(ALL);
        assertThat(folder.entry(CA_HASH + ".r0")).isEqualTo("older than '" + CA_HASH + ".r1', which counts");
    }

    @Test
    void ofTwoListsOfOneSecondTheHigherNumberCountsAndWithoutNumbersBoth() throws Exception {
        TestRevocationList first =
                list().valid(SECOND.minusSeconds(60), SECOND.plusSeconds(3_600)).revoking(ALICE);
        TestRevocationList second =
                list().valid(SECOND.minusSeconds(60), SECOND.plusSeconds(3_600)).revoking(BOB);
        folder.write(first, ".r0");
        folder.write(second, ".r1");
        assertThat(folder.outcomes()).isEqualTo("REVOKED REVOKED certificate:self");

        folder.write(first.extension("2.5.29.20", false, der(new ASN1Integer(9))), ".r0");
        folder.write(second.extension("2.5.29.20", false, der(new ASN1Integer(10))), ".r1");
        assertThat(folder.outcomes()).isEqualTo("certificate:alice REVOKED certificate:self");
    }

    @Test
    void anExpiredListBesideANewerOneDoesNoHarmAndAnEarlyOneNeither() {
        folder.write(list().valid(SECOND.minusSeconds(600), SECOND.minusSeconds(60)), ".r0");
        folder.write(list().revoking(BOB).valid(SECOND.minusSeconds(60), SECOND.plusSeconds(36_000)), ".r1");
        folder.write(list().revoking(ALICE).valid(SECOND.plusSeconds(18_000), SECOND.plusSeconds(54_000)), ".r2");

        assertThat(folder.outcomes()).isEqualTo("certificate:alice REVOKED certificate:self");
        assertThat(folder.entry(CA_HASH + ".r2"))
                .isEqualTo(
                        "not valid before " + SECOND.plusSeconds(18_000) + "; until then '" + CA_HASH + ".r1' counts");
    }

    @Test
    void listsOfTheOldAndTheNewKeyOfAnIssuerCountBoth() {
        TestCertificate newKey = TestCertificate.named("corp ca").ca(true).selfSigned();
        newKey.writeCertificate(folder.directory.resolve(CA_HASH + ".1"));
        folder.write(list().revoking(ALICE).valid(SECOND.minusSeconds(600), SECOND.plusSeconds(3_600)), ".r0");
        folder.write(list().signedBy(newKey).revoking(BOB), ".r1");

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
                return RevocationFolder.outcomes(live);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void requiredWantsAListForEverybody() {
        folder.write(list(), ".r0");
        TrustFixture required = folder;

        try (LiveTrust live =
                required.trust().withRevocation(Revocation.REQUIRED).open(folder.clock)) {
            assertThat(RevocationFolder.outcomes(live)).isEqualTo("certificate:alice certificate:bob " + UNKNOWN);
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
        folder.write(list().revoking(ALICE), ".r0");

        try (LiveTrust live = folder.trust().withRevocation(Revocation.NONE).open(folder.clock)) {
            assertThat(RevocationFolder.outcomes(live)).isEqualTo(ALL);
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
}
