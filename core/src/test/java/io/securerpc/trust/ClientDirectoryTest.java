package io.securerpc.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.IssuedFileException;
import io.securerpc.certificate.KeyKind;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientDirectoryTest {
    @TempDir
    Path temporary;

    private TrustFixture fixture;
    private ClientDirectory clients;

    @BeforeEach
    void makeDirectory() throws IOException {
        fixture = new TrustFixture(temporary);
        clients = ClientDirectory.of(fixture.directory, fixture.clock, () -> {});
    }

    @Test
    void addsAClientAsNanosGuideDoes() throws IOException {
        Path pem = temporary.resolve("rpc.user.1.pem");

        AddedClient added = clients.add(NewClient.named("rpc.user.1"), pem);

        assertThat(names()).containsExactly("f013e17f.0", "rpc.user.1.cert.pem");
        assertThat(Files.readSymbolicLink(fixture.directory.resolve("f013e17f.0")))
                .isEqualTo(Path.of("rpc.user.1.cert.pem"));
        assertThat(Files.readString(fixture.directory.resolve("rpc.user.1.cert.pem")))
                .startsWith("-----BEGIN CERTIFICATE-----")
                .doesNotContain("PRIVATE");
        assertThat(Files.readString(pem))
                .startsWith("-----BEGIN CERTIFICATE-----")
                .contains("-----BEGIN PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pem)))
                .isEqualTo("rw-------");
        X509Certificate certificate = CertificateFile.load(pem).get(0);
        assertThat(added)
                .isEqualTo(new AddedClient(
                        new InstalledClient(
                                "certificate:rpc.user.1",
                                certificate,
                                List.of(
                                        fixture.directory.resolve("f013e17f.0"),
                                        fixture.directory.resolve("rpc.user.1.cert.pem")),
                                Optional.empty()),
                        Optional.of(pem),
                        List.of()));
        try (LiveTrust live = fixture.open()) {
            assertThat(TrustFixture.outcome(live.judge(List.of(certificate)))).isEqualTo("certificate:rpc.user.1");
            assertThat(live.current().entries()).hasSize(1).allMatch(TrustEntry::trusted);
        }
    }

    @Test
    void makesTheKeyAndValidityThatAreAskedFor() {
        AddedClient added = clients.add(
                NewClient.named("alice").withKey(KeyKind.EC_P384).withValidity(Duration.ofDays(30)),
                temporary.resolve("alice.pem"));

        X509Certificate certificate = added.client().certificate();

        assertThat(((java.security.interfaces.ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getCurve()
                        .getField()
                        .getFieldSize())
                .isEqualTo(384);
        assertThat(Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(30));
    }

    @Test
    void refusesTheNameOfAnotherClientCaseAsideAndLeavesNothing() throws IOException {
        clients.add(NewClient.named("rpc.user.1"), temporary.resolve("1.pem"));
        List<String> before = names();

        assertThatThrownBy(() -> clients.add(NewClient.named("RPC.User.1"), temporary.resolve("2.pem")))
                .isInstanceOfSatisfying(TakenCallerException.class, e -> {
                    assertThat(e.callerId()).isEqualTo("certificate:rpc.user.1");
                    assertThat(e.file()).isEqualTo(fixture.directory.resolve("f013e17f.0"));
                })
                .hasMessage(
                        "client 'certificate:rpc.user.1': the name of 'f013e17f.0' (expected: a name that differs by more"
                                + " than case and white space; or a renewal, which replaces that client's certificate)");
        assertThat(names()).isEqualTo(before);
        assertThat(temporary.resolve("2.pem")).doesNotExist();
    }

    @Test
    void refusesASubjectThatOpensslCannotTellFromAnother() {
        fixture.install(TestCertificate.named("Rpc  User").selfSigned());
        Path file = TestCertificate.named(" rpc user ").selfSigned().writeCertificate(temporary.resolve("c.pem"));

        assertThatThrownBy(() -> clients.install(file)).isInstanceOf(TakenCallerException.class);
    }

    @Test
    void refusesTheCallerOfAnotherSubject() {
        fixture.install(Subjects.of("O=One,CN=alice").selfSigned());
        Path file = Subjects.of("O=Two,CN=ALICE").selfSigned().writeCertificate(temporary.resolve("c.pem"));

        assertThatThrownBy(() -> clients.install(file)).isInstanceOf(TakenCallerException.class);
    }

    @Test
    void neverWritesAKeyIntoTheDirectory() {
        assertThatThrownBy(() -> clients.add(NewClient.named("alice"), fixture.directory.resolve("alice.pem")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pem file: ")
                .hasMessageEndingWith(
                        " in the trust directory (expected: elsewhere, because a client's key does not belong there)");
        assertThat(clients.list().clients()).isEmpty();
    }

    @Test
    void overwritesNoFile() throws IOException {
        Path pem = Files.writeString(temporary.resolve("alice.pem"), "precious");

        assertThatThrownBy(() -> clients.add(NewClient.named("alice"), pem)).isInstanceOf(IssuedFileException.class);
        assertThat(pem).hasContent("precious");
        Path own = Files.writeString(fixture.directory.resolve("alice.cert.pem"), "precious too");
        assertThatThrownBy(() -> clients.add(NewClient.named("alice"), temporary.resolve("other.pem")))
                .isInstanceOf(TrustDirectoryException.class)
                .hasMessageContaining("'alice.cert.pem' is there already");

        assertThat(own).hasContent("precious too");
        assertThat(temporary.resolve("other.pem")).doesNotExist();
        assertThat(names()).containsExactly("alice.cert.pem");
    }

    @Test
    void numbersClientsOfOneHashWithoutAGap() throws IOException {
        List<TestCertificate> users = Subjects.ofOneHash(3);
        for (TestCertificate user : users) {
            clients.install(user.writeCertificate(temporary.resolve("c.pem")));
        }

        String hash = TrustFixture.hash(users.get(0));
        assertThat(names()).contains(hash + ".0", hash + ".1", hash + ".2");
        assertThat(clients.list().clients()).hasSize(3).allMatch(InstalledClient::trusted);
    }

    @Test
    void installsOverALinkToNothing() throws IOException {
        TestCertificate alice = TestCertificate.named("alice").selfSigned();
        Files.createSymbolicLink(fixture.file(alice), Path.of("gone.pem"));

        AddedClient added = clients.install(alice.writeCertificate(temporary.resolve("a.pem")));

        assertThat(added.client().trusted()).isTrue();
        assertThat(added.client().file()).isEqualTo(fixture.file(alice));
    }

    @Test
    void linksACertificateThatLiesInTheDirectoryAlready() throws IOException {
        TestCertificate alice = TestCertificate.named("alice").selfSigned();
        Path file = alice.writeCertificate(fixture.directory.resolve("mine.pem"));

        AddedClient added = clients.install(file);

        assertThat(added.client().files()).containsExactly(fixture.file(alice), file);
        assertThat(names()).hasSize(2);
        assertThatThrownBy(() -> clients.install(file))
                .isInstanceOf(TakenCallerException.class)
                .hasMessageEndingWith("(expected: a certificate that is not installed yet)");
    }

    @Test
    void renewsInTheSamePlace() throws IOException {
        AddedClient old = clients.add(NewClient.named("rpc.user.1"), temporary.resolve("1.pem"));

        AddedClient renewed = clients.renew(NewClient.named("rpc.user.1"), temporary.resolve("2.pem"));

        assertThat(names()).containsExactly("f013e17f.0", "rpc.user.1.cert.pem");
        try (LiveTrust live = fixture.open()) {
            assertThat(TrustFixture.outcome(live.judge(List.of(renewed.client().certificate()))))
                    .isEqualTo("certificate:rpc.user.1");
            assertThat(TrustFixture.outcome(live.judge(List.of(old.client().certificate()))))
                    .isEqualTo("NOT_INSTALLED");
        }
    }

    @Test
    void renewsWhatWasInstalledByHand() throws IOException {
        TestCertificate copied = TestCertificate.named("copied").selfSigned();
        fixture.install(copied);
        TestCertificate linked = TestCertificate.named("linked").selfSigned();
        fixture.link(linked, "some.pem");
        Path other = Subjects.of("O=Other,CN=copied").selfSigned().writeCertificate(temporary.resolve("o.pem"));

        clients.renew(NewClient.named("linked"), temporary.resolve("linked.pem"));
        AddedClient moved = clients.installRenewal(other);

        assertThat(clients.list().clients())
                .hasSize(2)
                .allMatch(InstalledClient::trusted)
                .noneMatch(client -> client.certificate().equals(copied.certificate())
                        || client.certificate().equals(linked.certificate()));
        assertThat(moved.client().callerId()).isEqualTo("certificate:copied");
        assertThat(names())
                .doesNotContain("some.pem", fixture.file(copied).getFileName().toString());
    }

    @Test
    void renewsNobodyUnknown() {
        assertThatThrownBy(() -> clients.renew(NewClient.named("nobody"), temporary.resolve("n.pem")))
                .isInstanceOf(UnknownClientException.class)
                .hasMessage("client 'certificate:nobody': not in trust directory " + fixture.directory
                        + " (expected: the name, the fingerprint or a file of one that is)");
        assertThat(temporary.resolve("n.pem")).doesNotExist();
    }

    @Test
    void revokesByNameFingerprintAndFile() throws IOException {
        for (String which : List.of("Alice", "certificate:alice", "FINGERPRINT", "HASHED", "alice.cert.pem")) {
            AddedClient added = clients.add(NewClient.named("alice"), temporary.resolve(which + ".pem"));
            String choice = which.replace(
                            "FINGERPRINT", added.client().fingerprint().toString())
                    .replace("HASHED", added.client().file().getFileName().toString());

            RevokedClient revoked = clients.revoke(choice);

            assertThat(revoked)
                    .isEqualTo(new RevokedClient(added.client(), added.client().files(), Map.of(), 0));
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void revokesEachOfSeveralWithOneHashAndNobodyElse() throws IOException {
        for (int revoked = 0; revoked < 4; revoked++) {
            List<TestCertificate> users = new ArrayList<>(Subjects.ofOneHash(4));
            for (TestCertificate user : users) {
                clients.install(user.writeCertificate(temporary.resolve("c.pem")));
            }
            TestCertificate out = users.remove(revoked);

            clients.revoke(Fingerprint.of(out.certificate()).hex());

            assertThat(clients.list().clients())
                    .allMatch(InstalledClient::trusted)
                    .extracting(InstalledClient::certificate)
                    .containsExactlyInAnyOrderElementsOf(
                            users.stream().map(TestCertificate::certificate).toList());
            assertThat(clients.list().unusable()).isEmpty();
            for (TestCertificate user : users) {
                clients.revoke(Fingerprint.of(user.certificate()).hex());
            }
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void revokesEveryNameOfACertificate() throws IOException {
        List<TestCertificate> users = Subjects.ofOneHash(2);
        String hash = TrustFixture.hash(users.get(0));
        users.get(0).writeCertificate(fixture.directory.resolve(hash + ".0"));
        users.get(1).writeCertificate(fixture.directory.resolve(hash + ".1"));
        users.get(0).writeCertificate(fixture.directory.resolve(hash + ".2"));
        users.get(0).writeCertificate(fixture.directory.resolve(hash + ".9"));
        users.get(0).writeCertificate(fixture.directory.resolve("copy.pem"));

        clients.revoke("copy.pem");

        assertThat(names()).containsExactly(hash + ".0");
        assertThat(clients.list().clients())
                .extracting(InstalledClient::certificate)
                .containsExactly(users.get(1).certificate());
    }

    @Test
    void letsNobodyInWhoWasBeyondAGap() throws IOException {
        List<TestCertificate> users = Subjects.ofOneHash(3);
        String hash = TrustFixture.hash(users.get(0));
        users.get(0).writeCertificate(fixture.directory.resolve(hash + ".0"));
        users.get(1).writeCertificate(fixture.directory.resolve(hash + ".1"));
        users.get(2).writeCertificate(fixture.directory.resolve(hash + ".5"));

        clients.revoke(hash + ".0");

        assertThat(names()).containsExactly(hash + ".0", hash + ".5");
        assertThat(clients.list().clients())
                .filteredOn(InstalledClient::trusted)
                .hasSize(1);
    }

    @Test
    void touchesNothingWhereTheNameFitsSeveral() throws IOException {
        TestCertificate old = TestCertificate.named("alice").selfSigned();
        fixture.link(old, "alice.pem");
        TestCertificate other = TestCertificate.named("Alice").selfSigned();
        other.writeCertificate(fixture.directory.resolve("next.pem"));
        List<String> before = names();

        assertThatThrownBy(() -> clients.revoke("alice"))
                .isInstanceOfSatisfying(
                        AmbiguousClientException.class,
                        e -> assertThat(e.candidates()).hasSize(2))
                .hasMessageContaining("'" + fixture.file(old).getFileName() + "' SHA-256 ")
                .hasMessageContaining("'next.pem' SHA-256 ");
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void leavesWhatALinkLeadsToOutside() throws IOException {
        TestCertificate alice = TestCertificate.named("alice").selfSigned();
        Path archive = alice.writeCertificate(temporary.resolve("archive.pem"));
        Files.createSymbolicLink(fixture.file(alice), Path.of("../archive.pem"));

        clients.revoke("alice");

        assertThat(names()).isEmpty();
        assertThat(archive).exists();
    }

    @Test
    void listsEveryCertificateAndEveryOtherFile() throws IOException {
        TestCertificate alice = TestCertificate.named("alice").selfSigned();
        fixture.link(alice, "a.pem");
        TestCertificate expired = TestCertificate.named("bob")
                .notBefore(fixture.clock.instant().minus(Duration.ofDays(9)))
                .notAfter(fixture.clock.instant().minus(Duration.ofDays(1)))
                .selfSigned();
        fixture.install(expired);
        TestCertificate carol = TestCertificate.named("carol").selfSigned();
        carol.writeCertificate(fixture.directory.resolve("carol.pem"));
        Files.writeString(fixture.directory.resolve("notes.txt"), "hello");

        ClientListing listing = clients.list();

        assertThat(listing.clients())
                .extracting(InstalledClient::callerId, InstalledClient::trusted)
                .containsExactly(
                        tuple("certificate:alice", true),
                        tuple("certificate:bob", false),
                        tuple("certificate:carol", false));
        assertThat(listing.clients().get(1).rejection().orElseThrow()).startsWith("expired at ");
        assertThat(listing.clients().get(2).rejection())
                .contains("not hashed: install as " + TrustFixture.hash(carol) + ".0");
        assertThat(listing.unusable())
                .extracting(entry -> entry.file().getFileName().toString())
                .containsExactly("notes.txt");
    }

    private List<String> names() throws IOException {
        return TrustFixture.names(fixture.directory);
    }
}
