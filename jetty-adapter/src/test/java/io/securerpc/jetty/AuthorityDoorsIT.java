package io.securerpc.jetty;

import static io.securerpc.jetty.TlsRefusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that an authority vouches for, at each of the three doors. */
class AuthorityDoorsIT {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";
    private static final String WALLET_CREATE = "{\"action\":\"wallet_create\"}";
    private final TestCertificate root = TestCertificate.named("root").ca(true).selfSigned();

    private final TestCertificate middle =
            TestCertificate.named("middle").ca(true).issuedBy(root);

    private final TestCertificate alice = TestCertificate.named("alice").issuedBy(middle);
    private final TestCertificate bob = TestCertificate.named("bob").issuedBy(middle);

    @TempDir
    private Path folder;

    private Path list;
    private ClientAuthority authority;

    @BeforeEach
    void writeFiles() {
        list = TestRevocationList.of(middle).write(folder.resolve("middle.crl"));
        authority = ClientAuthority.of("corp", root.writeCertificate(folder.resolve("root.pem")))
                .withRevocationLists(TestRevocationList.of(root).write(folder.resolve("root.crl")))
                .withRevocationLists(list);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void grantsToTheCallerThatTheAuthorityNames(String version) throws Exception {
        try (TestNode node = node();
                RawConnection ofAlice = node.client(alice).versions(version).connect();
                RawConnection ofBob = node.client(bob).versions(version).connect()) {
            assertThat(ofAlice.post(WALLET_CREATE).body()).contains("\"wallet\": \"1\"");
            assertThat(ofBob.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(ofBob.post(WALLET_CREATE).body()).contains("error");
            assertThat(node.walletsCreated).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesStrangersAndAttackersWithTheirOwnRoot(String version) {
        TestCertificate ownRoot = TestCertificate.named("root").ca(true).selfSigned();
        try (TestNode node = node()) {
            assertRefused(
                    node.client(TestCertificate.named("alice").selfSigned()).versions(version));
            assertRefused(node.client(TestCertificate.named("alice").issuedBy(ownRoot))
                    .versions(version));
            assertRefused(
                    node.client(TestCertificate.named("minted").issuedBy(alice)).versions(version));
            assertRefused(node.anonymous().versions(version));
        }
    }

    @Test
    void cutsWhomANewListNamesAndNobodyElse() throws Exception {
        try (TestNode node = node();
                RawConnection http1 = node.client(alice).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(alice).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(alice).connect());
                RawWebSocket ofBob = RawWebSocket.open(node.client(bob).connect())) {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");
            assertThat(ofBob.ask(BLOCK_COUNT)).contains("1000");

            revoke(alice);

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            assertThat(http1.endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2.connection().endsWithin(TWO_SECONDS)).isTrue();
            assertThat(ofBob.ask(BLOCK_COUNT)).contains("1000");
            // The peers may see their ends before the last of them has been told of.
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.events.callersCut())
                            .containsExactly("ca:corp|alice", "ca:corp|alice", "ca:corp|alice"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesResumptionAfterRevocation(String version) throws Exception {
        try (TestNode node = node()) {
            RawTlsClient client = node.client(alice).versions(version);
            try (RawConnection full = client.connect()) {
                assertThat(full.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
            try (RawConnection again = client.connect()) {
                assertThat(again.post(BLOCK_COUNT).status()).isEqualTo(200);
                assertThat(again.resumed()).as("resumption works before").isTrue();
            }

            revoke(alice);

            FairTime.assertWithin(TWO_SECONDS, () -> assertRefused(client));
            // The first may have been admitted just before, and cut.
            assertRefused(client);
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.events.texts(SecurityEvent.ClientRefused.class))
                            .anyMatch(text -> text.contains(
                                            "refused by authority corp: 'CN=alice': revoked by its issuer's list; looked at ")
                                    && text.endsWith("; to do: nothing, it was revoked")));
        }
    }

    private TestNode node() {
        return TestNode.in(folder)
                .authentication(none -> ClientAuthentication.require(ClientTrust.authorities(authority)))
                .grants(Grants.builder()
                        .grant("ca:corp|alice", Permission.CONTROL)
                        .build())
                .start();
    }

    /** Written beside and renamed, as whoever fetches lists should. */
    private void revoke(TestCertificate client) throws Exception {
        Path fresh = TestRevocationList.of(middle).revoking(client).write(folder.resolve("middle.crl.new"));
        Files.move(fresh, list, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
