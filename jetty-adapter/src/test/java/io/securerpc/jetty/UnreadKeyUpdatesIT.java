package io.securerpc.jetty;

import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Permission;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TlsRecords;
import io.securerpc.tls.ClientAuthentication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key updates whose answers cannot leave because their client does not read: Jetty would try again and again, on a core of its own. */
class UnreadKeyUpdatesIT {
    private static final String UPGRADE = """
            GET / HTTP/1.1\r
            Host: 127.0.0.1:%d\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            \r
            """;
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .service(TestService.builder()
                        .method("much", Permission.PUBLIC, call -> "x".repeat(20_000_000))
                        .build())
                .limits(Limits.builder().maxQueuedBytes(64 << 20).build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void endTheConnectionBehindAnAnswerThatIsNotRead() throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            TlsRecords tls = handshake(connection);
            connection.write(tls.data(UPGRADE.formatted(node.port()).getBytes(StandardCharsets.US_ASCII)));
            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS) == 1);
            connection.write(tls.data(text("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"much\"}")));
            await().atMost(SOON).until(() -> node.server().queuedBytes() > 0);

            ByteArrayOutputStream together = new ByteArrayOutputStream();
            for (int i = 0; i < 3; i++) {
                together.writeBytes(tls.keyUpdate());
            }
            together.writeBytes(tls.data(new byte[] {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0}));
            connection.write(together.toByteArray());

            awaitDropped();
        }
    }

    @Test
    void endTheConnectionWhoseBuffersAreFullOfTheirAnswers() throws Exception {
        ServerConnector connector =
                (ServerConnector) node.server().listeners().get(0).connector();
        connector.setAcceptedSendBufferSize(2_048);
        try (RawConnection connection = RawTlsClient.connectPlain(node.port(), 1_024)) {
            TlsRecords tls = handshake(connection);
            AtomicLong sent = new AtomicLong(received(connector));
            // Fewer in a second than would be a flood, nor do more come together because the server is late.
            await().atMost(Duration.ofSeconds(55))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        try {
                            if (received(connector) >= sent.get()) {
                                sent.addAndGet(updateKeys(connection, tls));
                            }
                            return node.server().usage().of(Gauge.DROPPED_CONNECTIONS) > 0;
                        } catch (IOException ended) {
                            return true;
                        }
                    });
            awaitDropped();
        }
    }

    /** Some times; returns the bytes that were written. */
    private static int updateKeys(RawConnection connection, TlsRecords tls) throws IOException {
        int written = 0;
        for (int i = 0; i < 8; i++) {
            byte[] update = tls.keyUpdate();
            connection.write(update);
            written += update.length;
        }
        return written;
    }

    /** By the server, from its one client. */
    private static long received(ServerConnector connector) {
        return connector.getConnectedEndPoints().stream()
                .map(EndPoint::getConnection)
                .mapToLong(Connection::getBytesIn)
                .sum();
    }

    private void awaitDropped() {
        await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS) == 0);
        await().atMost(SOON)
                .untilAsserted(
                        () -> node.events.assertOneDroppedBy("number of key updates of a client that does not read"));
    }

    private TlsRecords handshake(RawConnection connection) throws IOException {
        SSLContext context = ClientTls.trusting(node.identity.certificate()).context();
        return TlsRecords.handshake(connection, context.createSSLEngine("127.0.0.1", node.port()), "TLSv1.3");
    }

    /** Masked with zeros. */
    private static byte[] text(String json) {
        byte[] payload = json.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {(byte) 0x81, (byte) (0x80 | payload.length), 0, 0, 0, 0});
        frame.writeBytes(payload);
        return frame.toByteArray();
    }
}
