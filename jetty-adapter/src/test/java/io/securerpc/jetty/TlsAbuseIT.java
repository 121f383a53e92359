package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.Limits;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TlsRecords;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of TLS that make a server work and carry nothing, and ends that are none. */
class TlsAbuseIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .limits(Limits.builder().idleTimeout(Duration.ofSeconds(3)).build())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void endsAConnectionWhoseClientUpdatesItsKeysAgainAndAgain() throws Exception {
        try (RawConnection connection = node.anonymous().versions("TLSv1.3").connect()) {
            assertThat(connection.post(COUNT).body()).contains("1000");

            await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
                try {
                    for (int i = 0; i < 1_000; i++) {
                        // Once it is open, this is a key update.
                        ((SSLSocket) connection.socket()).startHandshake();
                    }
                    return false;
                } catch (IOException ended) {
                    return true;
                }
            });
        }
        assertDropped();
    }

    @Test
    void takesTheKeyUpdatesOfAnHonestClient() throws Exception {
        try (RawConnection connection = node.anonymous().versions("TLSv1.3").connect()) {
            for (int i = 0; i < 40; i++) {
                ((SSLSocket) connection.socket()).startHandshake();
                assertThat(connection.post(COUNT).body()).contains("1000");
            }
        }
        assertThat(drops()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void oneThatSaysGoodbyeAndKeepsItsSocketOpenIsGoneAsSoonAsAnIdleOne(String version) throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(node.port())) {
            TlsRecords tls = TlsRecords.handshake(
                    connection,
                    ClientTls.trusting(node.identity.certificate()).context().createSSLEngine("127.0.0.1", node.port()),
                    version);
            connection.write(tls.goodbye());

            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS), open -> open == 0);
        }
        assertThat(drops()).isZero();
    }

    /** The whole of a request, a byte in each record. */
    @Test
    void readsARequestInRecordsOfAByte() throws Exception {
        try (RawConnection connection = node.anonymous().connect()) {
            byte[] request = RawConnection.postRequest(
                            "127.0.0.1:" + node.port(), COUNT, "Content-Type: application/json")
                    .getBytes(StandardCharsets.US_ASCII);
            for (byte each : request) {
                connection.write(new byte[] {each});
            }
            assertThat(connection.readResponse().body()).contains("1000");
        }
        assertThat(drops()).isZero();
    }

    private long drops() {
        return node.server().usage().of(Gauge.DROPPED_CONNECTIONS);
    }

    private void assertDropped() throws IOException {
        await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS) == 0);
        // It is told of after it is dropped.
        node.events.awaitFirst(SecurityEvent.ConnectionDropped.class);
        assertThat(node.events.stream()
                        .filter(SecurityEvent.ConnectionDropped.class::isInstance)
                        .map(SecurityEvent::text))
                .singleElement()
                .asString()
                .endsWith("dropped: number of tls records in a second that carry nothing is reached");
        try (RawConnection honest = node.anonymous().connect()) {
            assertThat(honest.post(COUNT).body()).contains("1000");
        }
    }
}
