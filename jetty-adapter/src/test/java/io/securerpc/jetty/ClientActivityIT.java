package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.ActivityFile;
import io.securerpc.event.ActivityFileException;
import io.securerpc.event.ActivityReport;
import io.securerpc.event.ClientActivity;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientAuthority;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.TrustRemoval;
import io.securerpc.trust.Vouchers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is connected, when each client was last seen, and who would be cut: in the library and in the file. */
class ClientActivityIT {
    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    private final TestCertificate root = TestCertificate.named("root").ca(true).selfSigned();
    private final TestCertificate alice = TestCertificate.named("alice").selfSigned();
    private final TestCertificate bob = TestCertificate.named("bob").selfSigned();
    /** Installed, and vouched for by the authority besides. */
    private final TestCertificate carol = TestCertificate.named("carol").issuedBy(root);
    /** Vouched for by the authority alone. */
    private final TestCertificate dave = TestCertificate.named("dave").issuedBy(root);

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void choosePath() {
        file = folder.resolve("activity.json");
    }

    @Test
    void countsConnectionsByTransportAndWhenTheyCame() throws Exception {
        Instant before = Instant.now().minusMillis(1);
        try (TestNode node = node();
                RawConnection first = node.client(alice).connect();
                RawConnection second = node.client(alice).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(alice).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(alice).connect());
                RawWebSocket ofDave = RawWebSocket.open(node.client(dave).connect())) {
            ask(first, second);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("1000");
            assertThat(ofDave.ask(BLOCK_COUNT)).contains("1000");

            List<ClientActivity> clients = node.server().clients();

            assertThat(clients)
                    .extracting(ClientActivity::client)
                    .containsExactly(
                            client("ca:corp|dave", "CN=dave", dave), client("certificate:alice", "CN=alice", alice));
            assertThat(clients)
                    .extracting(ClientActivity::vouchers)
                    .containsExactly(
                            new Vouchers(Optional.empty(), List.of("corp")),
                            new Vouchers(Optional.of(node.clients), List.of()));
            assertThat(clients)
                    .extracting(client -> client.connections().toString())
                    .containsExactly("1 WebSocket", "2 HTTP/1.1, 1 HTTP/2, 1 WebSocket");
            assertThat(clients)
                    .allSatisfy(
                            client -> assertThat(client.connections().since().orElseThrow())
                                    .isBetween(before, Instant.now()))
                    .allSatisfy(client -> assertThat(client.lastSeen()).isBetween(before, Instant.now()));
        }
    }

    @Test
    void seesEachRequestAndMessageAndForgetsWhoLeft() throws Exception {
        try (TestNode node = node();
                RawConnection ofAlice = node.client(alice).connect();
                RawWebSocket ofBob = RawWebSocket.open(node.client(bob).connect())) {
            ask(ofAlice);
            assertThat(ofBob.ask(BLOCK_COUNT)).contains("1000");
            Instant first = lastSeen(node.server().clients(), "certificate:alice");
            Instant message = lastSeen(node.server().clients(), "certificate:bob");

            FairTime.assertWithin(TWO_SECONDS, () -> {
                ask(ofAlice);
                assertThat(ofBob.ask(BLOCK_COUNT)).contains("1000");
                assertThat(lastSeen(node.server().clients(), "certificate:alice"))
                        .isAfter(first);
                assertThat(lastSeen(node.server().clients(), "certificate:bob")).isAfter(message);
            });

            ofAlice.close();
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.server().clients())
                            .extracting(client -> client.client().callerId())
                            .containsExactly("certificate:bob"));
        }
    }

    @Test
    void listsNobodyWithoutACertificate() throws Exception {
        try (TestNode node = TestNode.in(folder)
                        .install(alice)
                        .authentication(ClientAuthentication::request)
                        .start();
                RawConnection anonymous = node.anonymous().connect()) {
            assertThat(anonymous.post(BLOCK_COUNT).status()).isEqualTo(403);

            assertThat(node.server().tlsConnections()).isEqualTo(1);
            assertThat(node.server().clients()).isEmpty();
        }
    }

    /** What is said beforehand is what then happens: to whoever is installed, and not to whom an authority vouches for as well. */
    @Test
    void saysWhomARemovalCutsAndTheRemovalCutsExactlyThose() throws Exception {
        try (TestNode node = node();
                RawConnection http1 = node.client(alice).connect();
                RawHttp2 http2 = RawHttp2.open(node.client(alice).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(node.client(alice).connect());
                RawWebSocket ofBob = RawWebSocket.open(node.client(bob).connect());
                RawConnection ofCarol = node.client(carol).connect();
                RawWebSocket asInstalled = RawWebSocket.open(node.client(carol).connect());
                RawWebSocket ofDave = RawWebSocket.open(node.client(dave).connect())) {
            ask(http1, ofCarol);
            assertThat(http2.post(BLOCK_COUNT)).contains("1000");
            for (RawWebSocket each : List.of(webSocket, ofBob, asInstalled, ofDave)) {
                assertThat(each.ask(BLOCK_COUNT)).contains("1000");
            }
            TrustRemoval removal =
                    TrustRemoval.of(node.clients, List.of(entry(node, alice), entry(node, carol)), Instant.now());

            List<ClientActivity> predicted = node.server().clientsCutBy(removal);

            assertThat(removal.lost()).containsExactlyInAnyOrder(fingerprint(alice), fingerprint(carol));
            assertThat(predicted)
                    .extracting(ClientActivity::client)
                    .containsExactly(client("certificate:alice", "CN=alice", alice));
            assertThat(predicted.get(0).connections()).hasToString("1 HTTP/1.1, 1 HTTP/2, 1 WebSocket");
            assertThat(node.server().clients()).hasSize(4);

            Files.delete(entry(node, alice));
            Files.delete(entry(node, carol));

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            assertThat(http1.endsWithin(TWO_SECONDS)).isTrue();
            assertThat(http2.connection().endsWithin(TWO_SECONDS)).isTrue();
            for (RawWebSocket each : List.of(ofBob, ofDave)) {
                assertThat(each.ask(BLOCK_COUNT)).contains("1000");
            }
            ask(ofCarol);
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.events.callersCut())
                            .containsExactly("certificate:alice", "certificate:alice", "certificate:alice"));
            FairTime.assertWithin(
                    TWO_SECONDS,
                    () -> assertThat(node.server().clients())
                            .extracting(client -> client.client().callerId())
                            .containsExactly("ca:corp|carol", "ca:corp|dave", "certificate:bob"));
            // It was admitted as somebody who is no longer; nothing is done under that name any more.
            asInstalled.send(BLOCK_COUNT);
            assertThat(asInstalled.readClose().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void writesWhoIsConnectedAndRemembersThemAcrossRestarts() throws Exception {
        Instant seen;
        try (TestNode node = node();
                RawConnection ofAlice = node.client(alice).connect();
                RawWebSocket ofCarol = RawWebSocket.open(node.client(carol).connect())) {
            ask(ofAlice);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ActivityFile.load(file).clients())
                            .isEqualTo(sorted(node.server().clients())));
            ActivityReport report = ActivityFile.load(file);
            assertThat(report.server().process())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(report.server().running()).isTrue();
            assertThat(report.outdated(Instant.now())).isFalse();
            assertThat(report.clients())
                    .extracting(ClientActivity::vouchers)
                    .containsExactlyInAnyOrder(
                            new Vouchers(Optional.of(node.clients), List.of()),
                            new Vouchers(Optional.of(node.clients), List.of("corp")));
            seen = lastSeen(report.clients(), "certificate:alice");
        }
        ActivityReport stopped = ActivityFile.load(file);
        assertThat(stopped.server().running()).isFalse();
        assertThat(stopped.clients())
                .hasSize(2)
                .noneMatch(ClientActivity::connected)
                .anyMatch(client -> client.lastSeen().equals(seen));

        try (TestNode node = node();
                RawConnection ofBob = node.client(bob).connect()) {
            ask(ofBob);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ActivityFile.load(file).clients())
                            .extracting(client -> client.client().callerId() + " " + client.connected())
                            .containsExactlyInAnyOrder(
                                    "certificate:bob true", "certificate:alice false", "certificate:carol false"));
            assertThat(lastSeen(ActivityFile.load(file).clients(), "certificate:alice"))
                    .isEqualTo(seen);
        }
    }

    /** Between two reports a client may come and go: it was seen all the same. */
    @Test
    void remembersWhoWasConnectedOnlyBetweenTwoReports() throws Exception {
        try (TestNode node = node()) {
            try (RawConnection ofAlice = node.client(alice).connect()) {
                ask(ofAlice);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(ActivityFile.load(file).clients())
                            .extracting(ClientActivity::client)
                            .containsExactly(client("certificate:alice", "CN=alice", alice)));
        }
    }

    @Test
    void beatsWhileNothingHappens() throws Exception {
        try (TestNode node = node()) {
            Instant first = ActivityFile.load(file).written();
            await().atMost(PATIENCE)
                    .until(() -> ActivityFile.load(file).written().isAfter(first));
            assertThat(warnings(node)).isEmpty();
        }
    }

    @Test
    void servesOnAndSaysOnceThatItCannotBeWritten() throws Exception {
        try (TestNode node = node();
                RawConnection ofAlice = node.client(alice).connect()) {
            // The server may write in between.
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                Files.deleteIfExists(file);
                return Files.isDirectory(Files.createDirectory(file));
            });
            String failed = "activity file '" + file
                    + "': not a regular file (expected: a free name, or the activity file of an earlier run)";
            for (int change = 0; change < 2; change++) {
                ask(ofAlice);
                try (RawConnection another = node.client(bob).connect()) {
                    ask(another);
                }
                await().atMost(PATIENCE).until(() -> warnings(node).equals(List.of(failed)));
            }
            Files.delete(file);
            await().atMost(PATIENCE)
                    .until(() -> warnings(node).equals(List.of(failed, "activity file '" + file + "': written again")));
            ask(ofAlice);
        }
    }

    @Test
    void doesNotStartOverAFileThatIsSomethingElse() throws Exception {
        Files.writeString(file, "a letter");

        assertThatThrownBy(this::node)
                .isInstanceOf(ActivityFileException.class)
                .hasMessage("activity file '" + file
                        + "': some other file (expected: a free name, or the activity file of an earlier run)");
        assertThat(file).hasContent("a letter");
    }

    @Test
    void startsAnewOverAFileThatIsBrokenAndSaysSo() throws Exception {
        Files.writeString(file, "{\"format\":\"secure-rpc client activity\",\"vers");
        try (TestNode node = node()) {
            assertThat(warnings(node))
                    .containsExactly("activity file '" + file + "': broken, begun anew: nobody was seen before");
            assertThat(ActivityFile.load(file).clients()).isEmpty();
        }
    }

    @Test
    void writesNoFileUnlessAskedTo() throws Exception {
        try (TestNode node = TestNode.in(folder).install(alice).start();
                RawConnection ofAlice = node.client(alice).connect()) {
            ask(ofAlice);
            assertThat(node.server().clients()).hasSize(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("clients", "server.cert.pem", "server.key.pem");
        }
    }

    private TestNode node() {
        Function<ClientTrust, ClientAuthentication> both = installed -> ClientAuthentication.require(
                installed.withAuthority(ClientAuthority.of("corp", root.writeCertificate(folder.resolve("root.pem")))
                        .withRevocation(ClientAuthority.Revocation.NONE)));
        return TestNode.in(folder)
                .install(alice)
                .install(bob)
                .install(carol)
                .authentication(both)
                .customize(builder -> builder.activityFile(file))
                .start();
    }

    private static void ask(RawConnection... connections) throws Exception {
        for (RawConnection connection : connections) {
            assertThat(connection.post(BLOCK_COUNT).status()).isEqualTo(200);
        }
    }

    private static Path entry(TestNode node, TestCertificate user) {
        return node.clients.resolve(SubjectHash.of(user.certificate()) + ".0");
    }

    private static List<ClientActivity> sorted(List<ClientActivity> clients) {
        return clients.stream()
                .sorted((one, other) -> other.lastSeen().compareTo(one.lastSeen()))
                .toList();
    }

    private static Instant lastSeen(List<ClientActivity> clients, String callerId) {
        return clients.stream()
                .filter(client -> client.client().callerId().equals(callerId))
                .findAny()
                .orElseThrow()
                .lastSeen();
    }

    private static List<String> warnings(TestNode node) {
        return node.events.texts(SecurityEvent.Warning.class).stream()
                .filter(text -> text.startsWith("activity file"))
                .toList();
    }

    private static Client client(String callerId, String subject, TestCertificate certificate) {
        return new Client(
                callerId,
                subject,
                fingerprint(certificate),
                certificate.certificate().getNotAfter().toInstant());
    }

    private static Fingerprint fingerprint(TestCertificate certificate) {
        return Fingerprint.of(certificate.certificate());
    }
}
