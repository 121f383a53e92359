package io.securerpc.jetty;

import static io.securerpc.jetty.TlsRefusal.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.TestRevocationList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revocation list that is put into the trust directory, at each of the three doors. */
class InstalledRevocationIT {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    private final TestCertificate authority =
            TestCertificate.named("corp ca").ca(true).selfSigned();

    private final TestCertificate alice = TestCertificate.named("alice").issuedBy(authority);
    private final TestCertificate bob = TestCertificate.named("bob").issuedBy(authority);
    private final TestCertificate self = TestCertificate.named("self").selfSigned();

    @TempDir
    private Path folder;

    @Test
    void cutsEveryOpenConnectionOfTheRevokedClientAndNobodyElses() throws Exception {
        try (TestNode node = node();
                RawConnection http1 = node.client(alice).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(alice).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(alice).connect());
                RawHttp2 http2OfBob = RawHttp2.open(node.client(bob).alpn("h2").connect());
                RawWebSocket webSocketOfBob = RawWebSocket.open(node.client(bob).connect());
                RawConnection http1OfSelf = node.client(self).connect()) {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");
            assertThat(http2OfBob.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocketOfBob.ask(BLOCK_COUNT)).contains("1000");
            assertThat(http1OfSelf.post(BLOCK_COUNT).status()).isEqualTo(200);

            put(node, TestRevocationList.of(authority).revoking(alice));

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            assertThat(http1.endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2.connection().endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2OfBob.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocketOfBob.ask(BLOCK_COUNT)).contains("1000");
            assertThat(http1OfSelf.post(BLOCK_COUNT).status()).isEqualTo(200);
            awaitCut(node, "certificate:alice", "certificate:alice", "certificate:alice");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesResumptionAfterRevocationAndAdmitsAgainOnceTheListIsGone(String version) throws Exception {
        try (TestNode node = node()) {
            RawTlsClient client = node.client(alice).versions(version);
            try (RawConnection full = client.connect()) {
                assertThat(full.post(BLOCK_COUNT).status()).isEqualTo(200);
            }
            try (RawConnection again = client.connect()) {
                assertThat(again.resumed()).as("resumption works before").isTrue();
                assertThat(again.post(BLOCK_COUNT).status()).isEqualTo(200);
            }

            Path list = put(node, TestRevocationList.of(authority).revoking(alice));
            FairTime.assertWithin(TWO_SECONDS, () -> assertRefused(client));
            // The first may have been admitted just before, and cut.
            assertRefused(client);
            assertThat(node.events.texts(SecurityEvent.ClientRefused.class))
                    .anyMatch(text ->
                            text.contains(" is not used: revoked by its issuer's list '" + list.getFileName() + "';")
                                    && text.endsWith("; to do: nothing, it was revoked"));

            Files.delete(list);
            FairTime.assertWithin(
                    TWO_SECONDS, () -> assertAdmitted(node.client(alice).versions(version)));
        }
    }

    @Test
    void aListThatEndsCutsTheClientsOfItsIssuerAndNobodyElses() throws Exception {
        try (TestNode node = node();
                RawWebSocket ofBob = RawWebSocket.open(node.client(bob).connect());
                RawWebSocket ofSelf = RawWebSocket.open(node.client(self).connect())) {
            Instant now = Instant.now();
            put(node, TestRevocationList.of(authority).valid(now.minusSeconds(60), now.plusSeconds(6)));
            assertThat(ofBob.ask(BLOCK_COUNT)).contains("1000");

            assertThat(ofBob.readClose().closeCode()).isEqualTo(1008);
            assertThat(Instant.now()).isAfter(now.plusSeconds(2));
            assertThat(ofSelf.ask(BLOCK_COUNT)).contains("1000");
            awaitCut(node, "certificate:bob");
            assertRefused(node.client(bob));
        }
    }

    private static void assertAdmitted(RawTlsClient client) {
        assertThatCode(() -> {
                    try (RawConnection connection = client.connect()) {
                        assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
                    }
                })
                .doesNotThrowAnyException();
    }

    /** A client may see its end before it is reported. */
    private static void awaitCut(TestNode node, String... callerIds) {
        FairTime.assertWithin(
                TWO_SECONDS, () -> assertThat(node.events.callersCut()).containsExactly(callerIds));
    }

    private TestNode node() {
        return TestNode.in(folder)
                .install(authority)
                .install(alice)
                .install(bob)
                .install(self)
                .start();
    }

    /** Written beside and renamed, as whoever fetches lists should. */
    private Path put(TestNode node, TestRevocationList list) throws IOException {
        Path fresh = list.write(folder.resolve("fresh.crl"));
        return Files.move(
                fresh,
                node.clients.resolve(SubjectHash.of(authority.certificate()) + ".r0"),
                StandardCopyOption.ATOMIC_MOVE);
    }
}
