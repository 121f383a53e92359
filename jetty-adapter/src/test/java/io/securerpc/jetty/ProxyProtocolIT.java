package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol below everything else, from a trusted proxy on this machine. */
class ProxyProtocolIT {
    private static final TrustedProxies LOCAL = TrustedProxies.of("127.0.0.1");
    private static final TrustedProxies ELSEWHERE = TrustedProxies.of("192.0.2.0/24");
    private static final byte[] V1 = "PROXY TCP4 192.0.2.9 127.0.0.1 51000 7076\r\n".getBytes(US_ASCII);
    private static final byte[] V1_UNKNOWN = "PROXY UNKNOWN\r\n".getBytes(US_ASCII);
    private static final byte[] V2 = v2(0x21, 0x21, "2001:db8::9", 51_000);
    private static final byte[] V2_LOCAL = v2(0x20, 0x11, "192.0.2.9", 1);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @Test
    void namesTheClientOnEveryDoorAboveMutualTls() throws Exception {
        try (TestNode node = node(LOCAL, Limits.defaults())) {
            RawTlsClient client = node.client(user);
            try (RawConnection connection = client.preamble(V1).connect()) {
                assertThat(connection.post("{\"action\":\"block_count\"}").status())
                        .isEqualTo(200);
                connection.write(RawConnection.postRequest("evil.example", "{}", "Content-Type: application/json"));
                assertThat(connection.readResponse().status()).isEqualTo(403);
            }
            assertRefusedFrom(node, "192.0.2.9:51000");
            try (RawHttp2 http2 = RawHttp2.open(client.alpn("h2").preamble(V2).connect())) {
                assertThat(http2.post("{\"action\":\"block_count\"}")).contains("1000");
                http2.readBody(http2.sendHeaders(1, RawHttp2.postHeaders("evil.example")));
            }
            assertRefusedFrom(node, "[2001:db8:0:0:0:0:0:9]:51000");
            try (RawConnection connection = client.preamble(V1).connect()) {
                assertThat(RawWebSocket.handshake(connection, "Origin: https://evil.example")
                                .status())
                        .isEqualTo(403);
            }
            assertRefusedFrom(node, "192.0.2.9:51000");
            try (RawWebSocket socket = RawWebSocket.open(client.preamble(V1).connect())) {
                assertThat(socket.ask(
                                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}"))
                        .contains("\"hi\"");
            }
        }
    }

    @Test
    void keepsItsOwnAddressForAProxyThatNamesNobody() throws Exception {
        try (TestNode node = node(LOCAL, Limits.defaults())) {
            for (byte[] header : new byte[][] {V1_UNKNOWN, V2_LOCAL}) {
                try (RawConnection connection =
                        node.client(user).preamble(header).connect()) {
                    connection.write(RawConnection.postRequest("evil.example", "{}"));
                    assertThat(connection.readResponse().status()).isEqualTo(403);
                    assertRefusedFrom(node, "127.0.0.1:" + connection.socket().getLocalPort());
                }
            }
        }
    }

    @Test
    void cutsAConnectionBehindAProxyWhenItsClientIsRevoked() throws Exception {
        try (TestNode node = node(LOCAL, Limits.defaults());
                RawConnection connection = node.client(user).preamble(V2).connect()) {
            assertThat(connection.post("{\"action\":\"block_count\"}").status()).isEqualTo(200);
            node.revoke(user);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void refusesAClientWithoutACertificateBehindAProxyAndNamesIt() throws Exception {
        try (TestNode node = node(LOCAL, Limits.defaults())) {
            assertThatThrownBy(() -> node.anonymous().preamble(V1).connect().post("{}"))
                    .isInstanceOf(IOException.class);
            await().atMost(SOON)
                    .until(() -> node.events.stream()
                            .anyMatch(event -> event.text()
                                    .equals("handshake with /192.0.2.9:51000 refused: no client certificate"
                                            + " (expected: one that is installed)")));
        }
    }

    @Test
    void dropsWhoeverIsNoTrustedProxyBeforeTls() throws Exception {
        try (TestNode node = node(ELSEWHERE, Limits.defaults())) {
            assertThatThrownBy(() -> node.client(user).preamble(V1).connect()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> node.client(user).connect()).isInstanceOf(IOException.class);
            assertThat(isDropped(node.port())).isTrue();
            assertThat(node.events)
                    .hasSize(3)
                    .allSatisfy(event -> assertThat(event.text())
                            .matches("connection from /127\\.0\\.0\\.1:\\d+ dropped: PROXY protocol from an address"
                                    + " that is no trusted proxy"));
            assertThat(node.server().tlsConnections()).isZero();
        }
    }

    /** A reset may come before the client has noticed that it is connected. */
    private static boolean isDropped(int port) throws IOException {
        try (RawConnection connection = RawTlsClient.connectPlain(port)) {
            return connection.endsWithin(SOON);
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void dropsATrustedProxyThatSendsNoHeader() throws Exception {
        try (TestNode node = node(LOCAL, Limits.defaults())) {
            assertThatThrownBy(() -> node.client(user).connect()).isInstanceOf(IOException.class);
            assertThat(node.events)
                    .singleElement()
                    .satisfies(
                            event -> assertThat(event.text())
                                    .matches(
                                            "connection from /127\\.0\\.0\\.1:\\d+ dropped: PROXY header expected: no PROXY header"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                "PROXY TCP4 node.example.com 127.0.0.1 1 2\r\n",
                "PROXY TCP4 192.0.2.9 127.0.0.1 1\r\n",
                "\r\n\r\n\u0000\r\nQUIT\n\u0011\u0011\u0000\u000c",
                "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u0001x"
            })
    void dropsMalformedHeadersWithAndWithoutTls(String header) throws Exception {
        try (PlainNode plain = plain(LOCAL);
                TestNode tls = node(LOCAL, Limits.defaults())) {
            for (int port : new int[] {plain.port(), tls.port()}) {
                try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                    connection.write(header);
                    assertThat(connection.endsWithin(SOON)).isTrue();
                }
            }
            assertThat(plain.events.texts(SecurityEvent.ConnectionDropped.class))
                    .hasSize(1);
            assertThat(plain.calls).hasValue(0);
        }
    }

    @Test
    void dropsAHeaderThatDripsOrNeverComes() throws Exception {
        Limits impatient =
                Limits.builder().handshakeTimeout(Duration.ofSeconds(1)).build();
        try (TestNode node = node(LOCAL, impatient);
                RawConnection silent = RawTlsClient.connectPlain(node.port());
                RawConnection dripping = RawTlsClient.connectPlain(node.port())) {
            Thread drip = new Thread(() -> drip(dripping));
            drip.start();
            assertThat(silent.endsWithin(SOON)).isTrue();
            assertThat(dripping.endsWithin(SOON)).isTrue();
            drip.interrupt();
            drip.join();
            assertThat(node.events)
                    .extracting(SecurityEvent::text)
                    .allMatch(text -> text.endsWith("dropped: no PROXY header within 1000 ms"))
                    .hasSize(2);
        }
    }

    /** One byte of a header that is good so far every 50 ms; it would take five seconds. */
    private static void drip(RawConnection connection) {
        byte[] header = ("PROXY UNKNOWN " + "x".repeat(88)).getBytes(US_ASCII);
        try {
            for (byte one : header) {
                connection.write(new byte[] {one});
                if (Thread.interrupted()) {
                    return;
                }
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException dropped) {
            // what the test waits for
        }
    }

    @Test
    void readsAHeaderHoweverItsBytesArrive() throws Exception {
        try (PlainNode node = plain(LOCAL)) {
            byte[] request = RawConnection.postRequest(
                            "127.0.0.1:" + node.port(), PlainNode.CALL, "Content-Type: application/json")
                    .getBytes(US_ASCII);
            for (byte[] header : new byte[][] {V1, V2}) {
                try (RawConnection whole = node.connect();
                        RawConnection bytewise = node.connect()) {
                    whole.write(ByteBuffer.allocate(header.length + request.length)
                            .put(header)
                            .put(request)
                            .array());
                    assertThat(whole.readResponse().status()).isEqualTo(200);
                    for (byte one : header) {
                        bytewise.write(new byte[] {one});
                    }
                    bytewise.write(request);
                    assertThat(bytewise.readResponse().status()).isEqualTo(200);
                }
            }
            assertThat(node.calls).hasValue(4);
        }
    }

    /** PP2_TYPE_SSL says that the client spoke TLS and proved a certificate; only our own TLS is believed. */
    @Test
    void theFieldAboutSslMakesNothingSecure() throws Exception {
        byte[] ssl = {0x20, 0x00, 0x05, 0x07, 0x00, 0x00, 0x00, 0x00};
        byte[] header = Arrays.copyOf(v2(0x21, 0x11, "192.0.2.9", 51_000), 28 + ssl.length);
        header[15] = (byte) (12 + ssl.length);
        System.arraycopy(ssl, 0, header, 28, ssl.length);
        try (PlainNode node = plain(LOCAL)) {
            String host = "127.0.0.1:" + node.port();
            for (String scheme : new String[] {"http", "https"}) {
                try (RawConnection connection = node.connect()) {
                    connection.write(header);
                    connection.write(RawConnection.postRequest(
                            host,
                            PlainNode.CALL,
                            "Content-Type: application/json",
                            "X-Forwarded-Proto: https",
                            "Origin: " + scheme + "://" + host));
                    assertThat(connection.readResponse().status()).isEqualTo(scheme.equals("http") ? 200 : 403);
                }
            }
            assertThat(node.calls).hasValue(1);
        }
    }

    @Test
    void refusesToStartWhereNobodyIsTrusted() {
        assertThatThrownBy(() -> PlainNode.on(Listener.plain("127.0.0.1", 7076).withProxyProtocol()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("listener 127.0.0.1:7076: PROXY protocol from nobody"
                        + " (expected: trustedProxies(TrustedProxies.of(…)))");
    }

    private static PlainNode plain(TrustedProxies proxies) {
        return PlainNode.with(
                builder -> builder.trustedProxies(proxies),
                Listener.plain("127.0.0.1", 0).withProxyProtocol());
    }

    private TestNode node(TrustedProxies proxies, Limits limits) {
        TestNode node = TestNode.in(folder)
                .install(user)
                .limits(limits)
                .listener(Listener.Tls::withProxyProtocol)
                .customize(builder -> builder.trustedProxies(proxies))
                .start();
        // What the start had to say of the test's own files.
        node.events.clear();
        return node;
    }

    private static void assertRefusedFrom(TestNode node, String address) {
        assertThat(node.events)
                .singleElement()
                .satisfies(event -> assertThat(event.text()).startsWith("request from " + address + " refused: "));
        node.events.clear();
    }

    private static byte[] v2(int command, int family, String source, int port) {
        try {
            byte[] address = InetAddress.getByName(source).getAddress();
            return ByteBuffer.allocate(16 + 2 * address.length + 4)
                    .put(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A})
                    .put((byte) command)
                    .put((byte) family)
                    .putShort((short) (2 * address.length + 4))
                    .put(address)
                    .put(new byte[address.length])
                    .putShort((short) port)
                    .putShort((short) 7076)
                    .array();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
