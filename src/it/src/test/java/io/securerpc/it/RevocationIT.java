package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How fast a removed client certificate is out, and that nobody else notices, in Java alone. */
class RevocationIT {
    /** Together over a megabyte for one who reads nothing: more than two kernels take, less than is closed as too slow. */
    private static final int SUBSCRIPTIONS = 60;

    private static final int BLOCKS = 15;

    @TempDir
    static Path root;

    private static GuardedNode node;

    @BeforeAll
    static void start() throws IOException {
        node = GuardedNode.start(root);
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void refusesAResumedSessionOnceTheLinkIsGone(String version) throws IOException {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        RawTlsClient client = node.client(user).versions(version);
        assertThat(GuardedNode.resumedAndAnswered(client))
                .as("first connection")
                .isFalse();
        assertThat(GuardedNode.resumedAndAnswered(client))
                .as("control: it does resume")
                .isTrue();

        Files.delete(link);
        node.awaitRefused(user);

        // Its context still holds the ticket of the session that was good a moment ago.
        assertThatThrownBy(() -> GuardedNode.resumedAndAnswered(client)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(Door.class)
    void cutsOpenConnectionsAndNobodyElses(Door door) throws IOException {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        try (Witness witness = Witness.begin(node.port(), node.second());
                Door.Conversation conversation = door.open(node.client(user))) {
            assertThat(conversation.asking().ask()).contains("\"count\"");

            Files.delete(link);

            assertThat(conversation.connection().endsWithin(GuardedNode.CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    @Test
    void cutsAConnectionThatHasOnlyHandshaken() throws IOException {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        try (RawConnection connection = node.client(user).connect()) {
            Files.delete(link);

            assertThat(connection.endsWithin(GuardedNode.CUT)).isTrue();
        }
    }

    @Test
    void answersAClientThatPausesAfterItsHandshake() throws IOException {
        TestCertificate user = GuardedNode.user();
        node.admit(user);
        try (RawConnection connection = node.client(user).connect()) {
            node.awaitAdmitted(user); // somebody else's handshake and request pass in between

            assertThat(connection.post(Door.QUESTION).body()).contains("\"count\"");
        }
    }

    @Test
    void cutsAPipeliningPeerThatReadsNothing() throws Exception {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        try (Witness witness = Witness.begin(node.port(), node.second());
                RawConnection connection = node.client(user).receiveBuffer(4096).connect()) {
            String request = RawConnection.postRequest(
                    "127.0.0.1:" + node.port(), Door.QUESTION, "Content-Type: application/json");
            Flood flood = Flood.of(() -> connection.write(request.repeat(50)));
            flood.awaitStuck();

            Files.delete(link);

            assertThat(flood.endsWithin(GuardedNode.CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    /** Blocks are pushed to it until neither kernel takes any more, then its link is removed. */
    @Test
    void cutsASubscriberThatReadsNothing() throws Exception {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        try (Witness witness = Witness.begin(node.port(), node.second());
                RawConnection producer = node.client(node.second()).connect();
                RawWebSocket socket =
                        RawWebSocket.open(node.client(user).receiveBuffer(4096).connect())) {
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"newHeads\"]}");
            }
            for (int i = 0; i < BLOCKS; i++) {
                RawResponse created =
                        producer.post("{\"action\":\"block_create\",\"payload\":\"" + "x".repeat(1000) + "\"}");
                assertThat(created.body()).contains("\"hash\"");
            }
            // It never reads, so only its own writes can tell it that the connection has gone.
            Flood flood =
                    Flood.paced(Duration.ofMillis(50), () -> socket.sendFrame(true, RawWebSocket.PONG, new byte[0]));
            witness.awaitProgress();
            assertThat(flood.ended()).as("before the link is removed").isFalse();

            Files.delete(link);

            assertThat(flood.endsWithin(GuardedNode.CUT)).isTrue();
            assertThat(witness.finish()).isPositive();
        }
    }

    /** A request whose headers came in time and whose body did not: the goodbye is no door left open. */
    @Test
    void dispatchesNoBodyThatArrivesAfterTheGoodbye() throws IOException {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect());
                RawConnection other = node.client(node.second()).connect()) {
            int inTime = http2.beginPost();
            http2.finishPost(inTime, "{\"action\":\"block_create\",\"payload\":\"in time\"}");
            assertThat(http2.readBody(inTime)).as("control").contains("\"hash\"");
            int stream = http2.beginPost();
            assertThat(http2.post(Door.QUESTION)).contains("\"count\"");

            Files.delete(link);
            try {
                http2.awaitGoAway();
                http2.finishPost(stream, "{\"action\":\"block_create\",\"payload\":\"too late\"}");
                assertThat(http2.connection().endsWithin(GuardedNode.CUT)).isTrue();
            } catch (IOException e) {
                // Cut without a goodbye, or before the body could be written: nothing to dispatch then.
            }

            String count = other.post(Door.QUESTION).body();
            String from = String.valueOf(Math.max(0, number(count, "count") - 20));
            assertThat(other.post("{\"action\":\"blocks\",\"from\":\"" + from + "\",\"count\":\"100\"}")
                            .body())
                    .contains("in time")
                    .doesNotContain("too late");
        }
    }

    @Test
    void cutsTheOldCertificateWhenItsFileIsReplacedAndAdmitsTheNewOne() throws IOException {
        TestCertificate old = GuardedNode.user();
        TestCertificate renewed = NodeFolder.user(GuardedNode.commonName(old));
        Path link = node.admit(old);
        try (RawWebSocket socket = RawWebSocket.open(node.client(old).connect())) {
            Path aside = renewed.writeCertificate(root.resolve("aside.pem"));
            Files.move(aside, link.toRealPath(), StandardCopyOption.ATOMIC_MOVE);

            assertThat(socket.connection().endsWithin(GuardedNode.CUT)).isTrue();
        }
        node.awaitAdmitted(renewed);
        node.assertRefused(Door.HTTP1, node.stranger().presenting(old));
    }

    @Test
    void admitsAgainWhenTheLinkComesBack() throws IOException {
        TestCertificate user = GuardedNode.user();
        Path link = node.admit(user);
        Path target = link.toRealPath();

        Files.delete(link);
        node.awaitRefused(user);
        Files.createSymbolicLink(link, target);

        node.awaitAdmitted(user);
    }

    @Test
    void cutsAnOpenConnectionWhenItsCertificateExpires() throws IOException {
        // Long enough to be admitted and to connect first, though the machine pauses three times.
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(8);
        TestCertificate user =
                TestCertificate.named("rpc.user.short").notAfter(end).selfSigned();
        node.admit(user);
        try (RawWebSocket socket = RawWebSocket.open(node.client(user).connect())) {
            assertThat(socket.ask(Door.QUESTION)).contains("\"count\"");

            assertThat(socket.connection().endsWithin(GuardedNode.PATIENCE)).isTrue();
            assertThat(Instant.now()).isAfterOrEqualTo(end);
        }
        node.assertRefused(Door.HTTP1, node.stranger().presenting(user));
    }

    private static long number(String json, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\\s*\"?(\\d+)").matcher(json);
        assertThat(value.find()).as(json).isTrue();
        return Long.parseLong(value.group(1));
    }
}
