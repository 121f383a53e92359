package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in with a client certificate, and how fast a removed one is out: what broke Nano, in Java alone. */
class RevocationIT {
    private static final String QUESTION = "{\"action\":\"block_count\"}";
    /** What the issue promises, from the removal of the file to the end of the connection. */
    private static final Duration CUT = Duration.ofSeconds(2);
    /** A client that is still connected after this long would stay connected for good. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final AtomicInteger USERS = new AtomicInteger(1);

    @TempDir
    static Path root;

    private static NodeFolder folder;
    private static NodeProcess node;
    private static ClientTls second;

    @BeforeAll
    static void start() throws IOException {
        folder = NodeFolder.in(root);
        TestCertificate certificate = NodeFolder.user("rpc.user.2");
        folder.install(certificate);
        second = folder.client().presenting(certificate);
        node = NodeProcess.serve(folder.config());
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    /** The three ways a request can come in. */
    enum Door {
        HTTP1 {
            @Override
            Conversation open(RawTlsClient client) throws IOException {
                RawConnection connection = client.connect();
                return new Conversation(
                        connection, () -> connection.post(QUESTION).body());
            }
        },
        HTTP2 {
            @Override
            Conversation open(RawTlsClient client) throws IOException {
                RawHttp2 http2 = RawHttp2.open(client.alpn("h2").connect());
                return new Conversation(http2.connection(), () -> http2.post(QUESTION));
            }
        },
        WEBSOCKET {
            @Override
            Conversation open(RawTlsClient client) throws IOException {
                RawWebSocket socket = RawWebSocket.open(client.connect());
                return new Conversation(socket.connection(), () -> socket.ask(QUESTION));
            }
        };

        abstract Conversation open(RawTlsClient client) throws IOException;
    }

    private interface Asking {
        String ask() throws IOException;
    }

    record Conversation(RawConnection connection, Asking asking) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnAttackersLeafSentWithItsOwnRoot(Door door) {
        TestCertificate attacker =
                TestCertificate.named("attacker root").ca(true).selfSigned();
        TestCertificate leaf = TestCertificate.named("rpc.user.2").issuedBy(attacker);

        assertRefused(door, folder.client().presenting(leaf));
        assertRefused(door, folder.client().presenting(leaf.key(), leaf.certificate()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesACertificateMintedWithAUsersKey(Door door) throws IOException {
        TestCertificate user = user();
        folder.install(user);
        TestCertificate minted = TestCertificate.named("rpc.user.1000").issuedBy(user);
        TestCertificate sameName = TestCertificate.named(commonName(user)).issuedBy(user);
        awaitAdmitted(user);

        assertRefused(door, folder.client().presenting(minted));
        assertRefused(door, folder.client().presenting(minted.key(), minted.certificate()));
        assertRefused(door, folder.client().presenting(sameName));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnInstalledCertificateFromWhoeverLacksItsKey(Door door) throws IOException {
        TestCertificate user = user();
        folder.install(user);
        awaitAdmitted(user);

        assertRefused(door, folder.client().presenting(user().key(), user.certificate()));
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void refusesAnImpostorWithTheSameName(Door door) throws IOException {
        TestCertificate user = user();
        folder.install(user);
        awaitAdmitted(user);

        assertRefused(door, folder.client().presenting(NodeFolder.user(commonName(user))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAResumedSessionOnceTheLinkIsGone(String version) throws IOException {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        RawTlsClient client = client(user).versions(version);
        assertThat(resumedAndAnswered(client)).as("first connection").isFalse();
        assertThat(resumedAndAnswered(client)).as("control: it does resume").isTrue();

        Files.delete(link);
        awaitRefused(user);

        // Its context still holds the ticket of the session that was good a moment ago.
        assertThatThrownBy(() -> resumedAndAnswered(client)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void cutsOpenConnectionsAndNobodyElses(Door door) throws IOException {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        try (Witness witness = Witness.begin(node.port(), second);
                Conversation conversation = door.open(client(user))) {
            assertThat(conversation.asking().ask()).contains("\"count\"");

            Files.delete(link);

            assertThat(conversation.connection().endsWithin(CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    @Test
    void cutsAConnectionThatHasOnlyHandshaken() throws IOException {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        try (RawConnection connection = client(user).connect()) {
            Files.delete(link);

            assertThat(connection.endsWithin(CUT)).isTrue();
        }
    }

    @Test
    void answersAClientThatPausesAfterItsHandshake() throws IOException {
        TestCertificate user = user();
        folder.install(user);
        awaitAdmitted(user);
        try (RawConnection connection = client(user).connect()) {
            awaitAdmitted(user); // somebody else's handshake and request pass in between

            assertThat(connection.post(QUESTION).body()).contains("\"count\"");
        }
    }

    @Test
    void cutsAPipeliningPeerThatReadsNothing() throws Exception {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        try (Witness witness = Witness.begin(node.port(), second);
                RawConnection connection = client(user).receiveBuffer(4096).connect()) {
            String request =
                    RawConnection.postRequest("127.0.0.1:" + node.port(), QUESTION, "Content-Type: application/json");
            Flood flood = Flood.of(() -> connection.write(request.repeat(50)));
            flood.awaitStuck();

            Files.delete(link);

            assertThat(flood.endsWithin(CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    @Test
    void cutsAWebSocketPeerThatReadsNothing() throws Exception {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        try (Witness witness = Witness.begin(node.port(), second);
                RawWebSocket socket =
                        RawWebSocket.open(client(user).receiveBuffer(4096).connect())) {
            for (int i = 0; i < 10; i++) {
                socket.send(
                        "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"method\":\"subscribe\",\"params\":[\"newHeads\"]}");
            }

            Files.delete(link);

            // It never reads, so only its own writes can tell it that the connection has gone.
            Flood flood = Flood.of(() -> socket.sendFrame(true, RawWebSocket.PONG, new byte[0]));
            assertThat(flood.endsWithin(CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    @Test
    void cutsTheOldCertificateWhenItsFileIsReplacedAndAdmitsTheNewOne() throws IOException {
        TestCertificate old = user();
        TestCertificate renewed = NodeFolder.user(commonName(old));
        Path link = folder.install(old);
        awaitAdmitted(old);
        try (RawWebSocket socket = RawWebSocket.open(client(old).connect())) {
            Path aside = renewed.writeCertificate(root.resolve("aside.pem"));
            Files.move(aside, link.toRealPath(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);

            assertThat(socket.connection().endsWithin(CUT)).isTrue();
        }
        awaitAdmitted(renewed);
        assertRefused(Door.HTTP1, folder.client().presenting(old));
    }

    @Test
    void admitsAgainWhenTheLinkComesBack() throws IOException {
        TestCertificate user = user();
        Path link = folder.install(user);
        awaitAdmitted(user);
        Path target = link.toRealPath();

        Files.delete(link);
        awaitRefused(user);
        Files.createSymbolicLink(link, target);

        awaitAdmitted(user);
    }

    @Test
    void cutsAnOpenConnectionWhenItsCertificateExpires() throws IOException {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(6);
        TestCertificate user =
                TestCertificate.named("rpc.user.short").notAfter(end).selfSigned();
        folder.install(user);
        awaitAdmitted(user);
        try (RawWebSocket socket = RawWebSocket.open(client(user).connect())) {
            assertThat(socket.ask(QUESTION)).contains("\"count\"");

            assertThat(socket.connection().endsWithin(PATIENCE)).isTrue();
            assertThat(Instant.now()).isAfterOrEqualTo(end);
        }
        assertRefused(Door.HTTP1, folder.client().presenting(user));
    }

    private static TestCertificate user() {
        return NodeFolder.user("rpc.user.1." + USERS.getAndIncrement());
    }

    private static String commonName(TestCertificate user) {
        return user.certificate().getSubjectX500Principal().getName().substring("CN=".length());
    }

    /** A client with an empty session cache. */
    private static RawTlsClient client(TestCertificate user) {
        return RawTlsClient.to(node.port(), folder.client().presenting(user));
    }

    private static boolean resumedAndAnswered(RawTlsClient client) throws IOException {
        try (RawConnection connection = client.connect()) {
            RawResponse response = connection.post(QUESTION);
            assertThat(response.body()).contains("\"count\"");
            return connection.resumed();
        }
    }

    private static void awaitAdmitted(TestCertificate user) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> !resumedAndAnswered(client(user)));
    }

    private static void awaitRefused(TestCertificate user) {
        await().atMost(CUT)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> assertThatThrownBy(() -> resumedAndAnswered(client(user)))
                        .isInstanceOf(IOException.class));
    }

    /** Refused by TLS 1.2 and by 1.3: the connection ends without one byte of an answer. */
    private static void assertRefused(Door door, ClientTls tls) {
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            assertThatThrownBy(() -> {
                        try (Conversation conversation = door.open(
                                RawTlsClient.to(node.port(), tls.fresh()).versions(version))) {
                            conversation.asking().ask();
                        }
                    })
                    .as(version)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("status");
        }
    }
}
