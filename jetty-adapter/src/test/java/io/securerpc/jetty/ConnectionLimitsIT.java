package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.ServerUsage.Gauge;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many connections a listener, an address, a network and a caller may have, over real sockets. */
@Functional
class ConnectionLimitsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TestCertificate alice = TestCertificate.named("alice").selfSigned();
    private final TestCertificate bob = TestCertificate.named("bob").selfSigned();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void resetsTheOneThatIsTooManyFromAnAddressAndAdmitsAsManyAsBeforeWhenTheyAreGone() throws Exception {
        TestNode node = node(limits -> limits.maxConnectionsPerAddress(3), builder -> builder);
        for (int round = 0; round < 3; round++) {
            List<RawConnection> served = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                served.add(serve(node.client(alice)));
            }
            assertRefused(node.client(alice));
            assertThat(node.server().usage().of(Gauge.BUSIEST_ADDRESS)).isEqualTo(3);
            assertThat(dropped(node))
                    .last()
                    .asString()
                    .matches("connection from /127\\.0\\.0\\.1:\\d+ dropped: max_connections_per_address is reached"
                            + "( \\(\\d+ more since the last\\))?");
            for (RawConnection connection : served) {
                connection.close();
            }
            await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS) == 0);
        }
        assertThat(node.server().usage().of(Gauge.DROPPED_CONNECTIONS)).isEqualTo(3);
    }

    @Test
    void servesEveryHonestClientWhileSilentOnesHoldAsManyAsTheyMay() throws Exception {
        TestNode node = node(limits -> limits.maxHandshakes(4), builder -> builder);
        for (int i = 0; i < 30; i++) {
            open(RawTlsClient.connectPlain(node.port()));
            if (i % 10 == 9) {
                RawConnection honest = open(node.client(alice).connect());
                assertThat(honest.post(COUNT).status()).isEqualTo(200);
            }
        }
        assertThat(node.server().usage().of(Gauge.HANDSHAKES)).isLessThanOrEqualTo(4);
        assertThat(node.server().usage().of(Gauge.CONNECTIONS)).isLessThanOrEqualTo(7);
        assertThat(dropped(node)).first().asString().endsWith("dropped: max_handshakes is reached");
    }

    @Test
    void countsAClientBehindAProxyByTheAddressThatItsHeaderNames() throws Exception {
        TestNode node = node(
                limits -> limits.maxConnectionsPerAddress(2).maxConnectionsPerNetwork(3),
                builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")),
                Listener.Tls::withProxyProtocol);
        for (String address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2")) {
            serve(node.client(alice).preamble(v1(address)));
        }
        assertRefused(node.client(alice).preamble(v1("192.0.2.1")));
        assertThat(dropped(node))
                .singleElement()
                .isEqualTo("connection from /192.0.2.1:51000 dropped: max_connections_per_address is reached");
        serve(node.client(alice).preamble(v1("2001:db8::1")));
        serve(node.client(alice).preamble(v1("2001:db8::2")));
        serve(node.client(alice).preamble(v1("2001:db8::3")));
        assertRefused(node.client(alice).preamble(v1("2001:db8::4")));
        serve(node.client(alice).preamble(v1("2001:db8:0:1::4")));
        assertThat(dropped(node))
                .last()
                .asString()
                .endsWith("[2001:db8:0:0:0:0:0:4]:51000 dropped: max_connections_per_network is reached");
    }

    @Test
    void countsACallerByItsCertificateFromWhereverItComes() throws Exception {
        TestNode node = node(
                limits -> limits.maxConnectionsPerCaller(2),
                builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.1")),
                Listener.Tls::withProxyProtocol);
        RawConnection first = serve(node.client(alice).preamble(v1("192.0.2.1")));
        serve(node.client(alice).preamble(v1("192.0.2.2")));

        assertRefused(node.client(alice).preamble(v1("192.0.2.3")));
        serve(node.client(bob).preamble(v1("192.0.2.3")));
        first.close();
        await().atMost(SOON).until(() -> node.server().usage().of(Gauge.CONNECTIONS) == 2);
        serve(node.client(alice).preamble(v1("192.0.2.3")));
        assertThat(dropped(node))
                .singleElement()
                .isEqualTo("connection from /192.0.2.3:51000 dropped: max_connections_per_caller is reached");
    }

    @Test
    void answers429ToOneWebSocketTooManyOfACallerWithAToken() throws Exception {
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        String secret = tokens.create(NewToken.named("ci")).secret();
        String header = "Authorization: Bearer " + secret;
        TestNode node = open(TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .limits(limits(limits -> limits.maxConnectionsPerCaller(2)))
                .customize(builder -> builder.addCredentials(BearerTokens.in(folder.resolve("tokens"))))
                .start());
        RawWebSocket first = open(RawWebSocket.open(node.anonymous().connect(), header));
        open(RawWebSocket.open(node.anonymous().connect(), header));

        RawConnection third = open(node.anonymous().connect());
        RawResponse response = RawWebSocket.handshake(third, header);

        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("retry-after")).isEqualTo("1");
        assertThat(response.body())
                .isEqualTo(
                        "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32999,\"message\":\"Too many connections\"},\"id\":null}");
        third.write(
                RawConnection.postRequest("127.0.0.1:" + node.port(), COUNT, "Content-Type: application/json", header));
        assertThat(third.readResponse().status()).isEqualTo(200);
        assertThat(node.server().usage().of(Gauge.WEB_SOCKETS)).isEqualTo(2);
        first.close();
        await().atMost(SOON).until(() -> node.server().usage().of(Gauge.WEB_SOCKETS) == 1);
        open(RawWebSocket.open(third, header));
    }

    @Test
    void countsAWebSocketByTheAddressThatATrustedProxyForwards() throws Exception {
        PlainNode node = plain(limits -> limits.maxConnectionsPerAddress(2), "127.0.0.1");
        open(RawWebSocket.open(node.connect(), "X-Forwarded-For: 6.6.6.6, 192.0.2.1"));
        open(RawWebSocket.open(node.connect(), "X-Forwarded-For: 192.0.2.1"));

        assertThat(RawWebSocket.handshake(open(node.connect()), "X-Forwarded-For: 192.0.2.1")
                        .status())
                .isEqualTo(429);
        open(RawWebSocket.open(node.connect(), "X-Forwarded-For: 192.0.2.2"));
        assertThat(node.server().usage().of(Gauge.ADDRESSES)).isEqualTo(2);
    }

    @Test
    void aForgedForwardedHeaderChangesNothing() throws Exception {
        PlainNode node = plain(limits -> limits.maxConnectionsPerAddress(2), "192.0.2.99");
        open(RawWebSocket.open(node.connect(), "X-Forwarded-For: 192.0.2.1"));
        open(RawWebSocket.open(node.connect(), "Forwarded: for=192.0.2.2"));

        assertThatThrownBy(() -> RawWebSocket.open(node.connect(), "X-Forwarded-For: 192.0.2.3"))
                .isInstanceOf(IOException.class);
        assertThat(node.server().usage().of(Gauge.ADDRESSES)).isEqualTo(1);
        assertThat(node.server().usage().of(Gauge.BUSIEST_ADDRESS)).isEqualTo(2);
    }

    @Test
    void aFloodFromOneAddressTakesNoOtherAddressesPlace() throws Exception {
        PlainNode node = plain(limits -> limits.maxConnectionsPerAddress(2), "192.0.2.99");
        List<Socket> flood = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = open(new Socket());
            socket.bind(new InetSocketAddress("127.0.0.2", 0));
            socket.connect(new InetSocketAddress("127.0.0.1", node.port()));
            flood.add(socket);
        }

        assertThat(open(node.connect()).post(PlainNode.CALL).status()).isEqualTo(200);
        await().atMost(SOON).until(() -> node.server().usage().of(Gauge.DROPPED_CONNECTIONS) == 18);
        assertThat(node.server().usage().of(Gauge.CONNECTIONS)).isEqualTo(3);
    }

    @Test
    void refusesAtOnceWhatAListenerHasNoRoomForAndLeavesTheOtherListenersTheirs() throws Exception {
        Limits two = Limits.builder().maxConnections(2).build();
        PlainNode node = open(PlainNode.with(
                builder -> builder.limits(two), Listener.plain("127.0.0.1", 0), Listener.plain("127.0.0.1", 0)));
        assertThat(open(node.connect()).post(PlainNode.CALL).status()).isEqualTo(200);
        assertThat(open(node.connect()).post(PlainNode.CALL).status()).isEqualTo(200);

        assertThatThrownBy(() -> open(node.connect()).post(PlainNode.CALL)).isInstanceOf(IOException.class);
        assertThat(open(RawTlsClient.connectPlain(node.port(1)))
                        .post(PlainNode.CALL)
                        .status())
                .isEqualTo(200);
        assertThat(node.events.texts(SecurityEvent.ConnectionDropped.class))
                .singleElement()
                .asString()
                .endsWith("dropped: max_connections is reached");
    }

    private TestNode node(
            UnaryOperator<ConnectionLimits.Builder> change, UnaryOperator<SecureRpcServerBuilder> customizer) {
        return node(change, customizer, listener -> listener);
    }

    private TestNode node(
            UnaryOperator<ConnectionLimits.Builder> change,
            UnaryOperator<SecureRpcServerBuilder> customizer,
            UnaryOperator<Listener.Tls> listener) {
        return open(TestNode.in(folder)
                .install(alice)
                .install(bob)
                .limits(limits(change))
                .listener(listener)
                .customize(customizer)
                .start());
    }

    private PlainNode plain(UnaryOperator<ConnectionLimits.Builder> change, String proxy) {
        return open(PlainNode.with(
                builder -> builder.limits(limits(change)).trustedProxies(TrustedProxies.of(proxy)),
                Listener.plain("127.0.0.1", 0)));
    }

    private static Limits limits(UnaryOperator<ConnectionLimits.Builder> change) {
        return Limits.builder()
                .connections(change.apply(ConnectionLimits.builder()).build())
                .build();
    }

    private RawConnection serve(RawTlsClient client) throws IOException {
        RawConnection connection = open(client.connect());
        assertThat(connection.post(COUNT).status()).isEqualTo(200);
        return connection;
    }

    private void assertRefused(RawTlsClient client) {
        assertThatThrownBy(() -> open(client.connect()).post(COUNT)).isInstanceOf(IOException.class);
    }

    private static List<String> dropped(TestNode node) {
        return node.events.texts(SecurityEvent.ConnectionDropped.class);
    }

    private static byte[] v1(String address) {
        return ("PROXY TCP" + (address.contains(":") ? "6 " : "4 ") + address
                        + (address.contains(":") ? " ::1 " : " 127.0.0.1 ") + "51000 7076\r\n")
                .getBytes(US_ASCII);
    }

    private <T extends AutoCloseable> T open(T each) {
        open.add(0, each);
        return each;
    }
}
