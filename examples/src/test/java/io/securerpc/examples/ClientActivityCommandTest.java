package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.ActivityFile;
import io.securerpc.event.ActivityReport;
import io.securerpc.event.ClientActivity;
import io.securerpc.event.ClientActivity.Client;
import io.securerpc.event.ClientActivity.Connections;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.trust.Vouchers;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say of who is connected, from what a server has written. */
class ClientActivityCommandTest {
    private static final String BLOCK_COUNT = "{\"action\":\"block_count\"}";

    private final TestCertificate root = TestCertificate.named("root").ca(true).selfSigned();
    private final TestCertificate alice = TestCertificate.named("alice").selfSigned();
    /** Installed, and vouched for by an authority besides. */
    private final TestCertificate carol = TestCertificate.named("carol").issuedBy(root);

    @TempDir
    Path folder;

    private Path clients;
    private Path file;
    private TestCertificate identity;

    @BeforeEach
    void install() throws IOException {
        clients = Files.createDirectory(folder.resolve("clients"));
        file = folder.resolve("activity.json");
        alice.writeCertificate(entry(alice));
        carol.writeCertificate(entry(carol));
    }

    /** The whole of it: a node, its file, what the command predicts, and what the revocation then does. */
    @Test
    void saysWhoWouldBeCutAndRevokingCutsExactlyThose() throws Exception {
        Path config = writeConfig();
        Terminal node = Terminal.start("serve", "--config", config.toString());
        URI uri = URI.create(node.line("listening on "));
        try (RawConnection http1 = client(uri, alice).connect();
                RawHttp2 http2 = RawHttp2.open(client(uri, alice).alpn("h2").connect());
                RawWebSocket webSocket = RawWebSocket.open(client(uri, alice).connect());
                RawConnection ofCarol = client(uri, carol).connect()) {
            assertThat(http1.post(BLOCK_COUNT).status()).isEqualTo(200);
            assertThat(http2.post(BLOCK_COUNT)).contains("count");
            assertThat(webSocket.ask(BLOCK_COUNT)).contains("count");
            assertThat(ofCarol.post(BLOCK_COUNT).status()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ActivityFile.load(file).clients())
                            .extracting(client -> client.connections().toString())
                            .containsExactlyInAnyOrder("1 HTTP/1.1, 1 HTTP/2, 1 WebSocket", "1 HTTP/1.1"));

            String ofAlice = dryRun("alice", "--config", config.toString()).out();
            String ofCarolToo = dryRun("carol", "--config", config.toString()).out();
            String listed = Terminal.run("client", "list", "--config", config.toString())
                    .out();

            assertThat(ofAlice)
                    .contains("would be cut: " + text("certificate:alice", alice)
                            + ": 1 HTTP/1.1, 1 HTTP/2, 1 WebSocket, last seen ")
                    .contains("as of ")
                    .doesNotContain("carol");
            assertThat(ofCarolToo)
                    .contains("would be cut: nobody")
                    .contains("would stay, vouched for by authority corp: " + text("certificate:carol", carol)
                            + ": 1 HTTP/1.1, last seen ")
                    .doesNotContain("alice");
            assertThat(listed.lines())
                    .anyMatch(line -> line.matches("certificate:alice .*  3          20.*Z  trusted"))
                    .anyMatch(line -> line.matches("certificate:carol .*  1          20.*Z  trusted"));
            assertThat(entry(alice)).exists();

            for (String each : List.of("alice", "carol")) {
                assertThat(Terminal.run("client", "revoke", "--config", config.toString(), each)
                                .exit())
                        .isZero();
            }

            assertThat(webSocket.readClose().closeCode()).isEqualTo(1008);
            assertThat(http1.endsWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(http2.connection().endsWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(ofCarol.post(BLOCK_COUNT).status()).isEqualTo(200);
            // Once the server has seen that the file is gone, carol is the authority's caller, who alone may stop it.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ofCarol.post("{\"action\":\"stop\"}").body().contains("success"));
        }
        assertThat(node.exit()).isZero();
        assertThat(ActivityFile.load(file).server().running()).isFalse();
    }

    @Test
    void saysThatItDoesNotKnowWhereTheFileIsOld() {
        Instant written = Instant.now().minusSeconds(47);
        write(written, true, alice, clients, 2);

        Terminal revoke = dryRun("alice");
        Terminal list =
                Terminal.run("client", "list", "--directory", clients.toString(), "--activity-file", file.toString());

        String why =
                "no running server has written '" + file + "' for \\d+ s \\(process 4711 did at " + written + "\\)";
        assertThat(revoke.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("would be revoked: " + text("certificate:alice", alice)),
                        line -> assertThat(line).matches("would be cut: unknown, " + why));
        assertThat(revoke.exit()).isZero();
        assertThat(list.err().strip()).matches("note: who is connected is unknown, " + why);
        assertThat(list.out().lines())
                .anyMatch(line -> line.matches("certificate:alice .*  \\?          2026-01-02T03:04:05Z  trusted"))
                .anyMatch(line -> line.matches("certificate:carol .*  \\?          never  +trusted"));
    }

    @Test
    void saysThatTheServerHasStopped() {
        Instant written = Instant.now();
        write(written, false, alice, clients, 0);

        assertThat(dryRun("alice").out())
                .endsWith("would be cut: unknown, the server that wrote '" + file + "' (process 4711) has stopped at "
                        + written + System.lineSeparator());
    }

    @Test
    void saysThatItDoesNotKnowWhereNothingIsWritten() throws IOException {
        assertThat(dryRun("alice").out().lines())
                .last()
                .isEqualTo("would be cut: unknown, activity file '" + file
                        + "': no such file (expected: what a server with this activity file writes)");
        Files.writeString(file, "a letter");
        assertThat(dryRun("alice").out().lines())
                .last()
                .isEqualTo("would be cut: unknown, activity file '" + file
                        + "': some other file (expected: an activity file)");
        assertThat(Terminal.run("client", "revoke", "--dry-run", "--directory", clients.toString(), "alice")
                        .out()
                        .lines())
                .last()
                .isEqualTo(
                        "would be cut: unknown, no activity file is named (expected: activity_file in the configuration,"
                                + " or --activity-file)");
        assertThat(entry(alice)).exists();
    }

    @Test
    void doesNotJudgeWhoIsLetInByAnotherFolder() {
        write(Instant.now(), true, alice, folder.resolve("elsewhere"), 2);

        assertThat(dryRun("alice").out().lines())
                .contains("would be cut: nobody")
                .anyMatch(
                        line -> line.startsWith("not judged, let in by another folder, '" + folder.resolve("elsewhere")
                                + "': " + text("certificate:alice", alice) + ": 2 WebSocket, last seen "));
    }

    @Test
    void printsForPrograms() {
        write(Instant.now(), true, alice, clients, 2);

        String json = Terminal.run(
                        "client",
                        "list",
                        "--json",
                        "--directory",
                        clients.toString(),
                        "--activity-file",
                        file.toString())
                .out();

        assertThat(json).contains("\"connections\": 2, \"last_seen\": \"2026-01-02T03:04:05Z\", \"trusted\": true");
        assertThat(json).contains("\"connections\": 0, \"trusted\": true");
    }

    private Terminal dryRun(String client) {
        return dryRun(client, "--directory", clients.toString(), "--activity-file", file.toString());
    }

    private static Terminal dryRun(String client, String... where) {
        String[] arguments = new String[where.length + 4];
        arguments[0] = "client";
        arguments[1] = "revoke";
        arguments[2] = "--dry-run";
        System.arraycopy(where, 0, arguments, 3, where.length);
        arguments[where.length + 3] = client;
        return Terminal.run(arguments);
    }

    private void write(Instant written, boolean running, TestCertificate user, Path directory, int webSockets) {
        ClientActivity activity = new ClientActivity(
                new Client(
                        "certificate:alice",
                        "CN=alice",
                        Fingerprint.of(user.certificate()),
                        user.certificate().getNotAfter().toInstant()),
                new Vouchers(Optional.of(directory), List.of()),
                new Connections(0, 0, webSockets, webSockets == 0 ? Optional.empty() : Optional.of(written)),
                Instant.parse("2026-01-02T03:04:05Z"));
        ActivityFile.open(file)
                .write(new ActivityReport(
                        new ActivityReport.Server(4711, written, running), written, List.of(activity), 0, 0));
    }

    private Path writeConfig() throws IOException {
        TestCertificate server =
                TestCertificate.named("localhost").san("localhost", "127.0.0.1").selfSigned();
        identity = server;
        server.writeCertificate(folder.resolve("c.pem"));
        server.writeKey(folder.resolve("k.pem"));
        root.writeCertificate(folder.resolve("root.pem"));
        return Files.writeString(folder.resolve("config-rpc.toml"), """
                address = "::ffff:127.0.0.1"
                port = 0
                enable_control = true

                [secure]
                enable = true
                server_cert_path = "c.pem"
                server_key_path = "k.pem"
                client_certs_path = "clients"

                [secure_rpc]
                activity_file = "activity.json"
                allow_empty_client_certs = true

                [secure_rpc.grants]
                "ca:corp|carol" = ["control"]

                [[secure_rpc.client_authorities]]
                name = "corp"
                certificates = "root.pem"
                revocation = "none"
                """);
    }

    private RawTlsClient client(URI uri, TestCertificate user) {
        return RawTlsClient.to(
                uri.getPort(), ClientTls.trusting(identity.certificate()).presenting(user));
    }

    private Path entry(TestCertificate user) {
        return clients.resolve(SubjectHash.of(user.certificate()) + ".0");
    }

    private static String text(String callerId, TestCertificate user) {
        return callerId + " (SHA-256 " + Fingerprint.of(user.certificate()) + ")";
    }
}
