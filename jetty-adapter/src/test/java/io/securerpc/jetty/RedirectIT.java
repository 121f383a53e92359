package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain HTTP where only HTTPS is served: on the TLS port, and on a port that only redirects. */
class RedirectIT {
    private static final URI TARGET = URI.create("https://node.example.com:7076");
    private static final String JSON = "Content-Type: application/json";
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "GET, 127.0.0.1:%d",
        "HEAD, 127.0.0.1:%d",
        "GET, localhost:%d",
        "GET, www.example.com",
        "GET, www.example.com:80"
    })
    void leadsBrowsersToTheHttpsAddress(String method, String host) throws Exception {
        try (TestNode node = node(builder -> builder)) {
            RawResponse response = ask(redirectPort(node), method, "/any?query", host.formatted(redirectPort(node)));
            assertThat(response.status()).isEqualTo(307);
            assertThat(response.header("location")).isEqualTo("https://node.example.com:7076/");
            assertThat(response.header("connection")).isEqualTo("close");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 127.0.0.1:%d", "HEAD, localhost:%d", "GET, www.example.com:%d", "GET, www.example.com"})
    void leadsBrowsersFromTheTlsPortToItself(String method, String host) throws Exception {
        try (TestNode node = node(builder -> builder)) {
            RawResponse response = ask(node.port(), method, "/any?query", host.formatted(node.port()));
            assertThat(response.status()).isEqualTo(307);
            assertThat(response.header("location"))
                    .isEqualTo("https://" + host.replace(":%d", "") + ":" + node.port() + "/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "10.11.12.13"})
    void leadsNobodyElsewhere(String host) throws Exception {
        try (TestNode node = node(builder -> builder)) {
            for (int port : new int[] {node.port(), redirectPort(node)}) {
                RawResponse response = ask(port, "GET", "/", host);
                assertThat(response.status()).isEqualTo(403);
                assertThat(response.header("location")).isEmpty();
                assertThat(response.body()).contains("Host not allowed.").doesNotContain("example");
            }
            assertThat(node.events.of(SecurityEvent.RequestRefused.class))
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.text())
                            .matches("plain HTTP from /127\\.0\\.0\\.1:\\d+ refused: host-not-allowed"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example/",
                "http://evil.example/",
                "/%%0d%%0aLocation:%%20https://evil.example/",
                "/\\evil.example"
            })
    void aRequestTargetLeadsNobodyElsewhere(String path) throws Exception {
        try (TestNode node = node(builder -> builder)) {
            for (int port : new int[] {node.port(), redirectPort(node)}) {
                RawResponse response = ask(port, "GET", path.replace("%%", "%"), "127.0.0.1:" + port);
                assertThat(response.header("location")).isIn("", "https://127.0.0.1:" + port + "/", TARGET + "/");
            }
        }
    }

    @Test
    void wantsExactlyOneHost() throws Exception {
        try (TestNode node = node(builder -> builder)) {
            for (int port : new int[] {node.port(), redirectPort(node)}) {
                assertThat(ask(port, "GET", "/", "a b").status()).isEqualTo(400);
                try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                    connection.write("GET / HTTP/1.0\r\n\r\n");
                    assertThat(connection.readResponse().status()).isEqualTo(400);
                }
            }
        }
    }

    @Test
    void leadsNoWhereWhereAnyHostIsAllowedAndThisOneIsNotOurs() throws Exception {
        try (TestNode node = node(builder -> builder.hosts(HostPolicy.any()))) {
            RawResponse response = ask(node.port(), "GET", "/", "evil.example");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.header("location")).isEmpty();
            assertThat(response.body()).contains("only TLS is served: use https:// or wss://");
            assertThat(ask(redirectPort(node), "GET", "/", "evil.example").header("location"))
                    .isEqualTo("https://node.example.com:7076/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "OPTIONS", "DELETE"})
    void tellsOthersTheAddressAndRunsNothing(String method) throws Exception {
        try (TestNode node = node(builder -> builder)) {
            for (int port : new int[] {node.port(), redirectPort(node)}) {
                try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                    connection.write(RawConnection.postRequest("127.0.0.1:" + port, CREATE, JSON)
                            .replaceFirst("POST", method));
                    RawResponse response = connection.readResponse();
                    String address = port == node.port() ? "127.0.0.1:" + port : "node.example.com:7076";
                    assertThat(response.status()).isEqualTo(400);
                    assertThat(response.body())
                            .isEqualTo(
                                    "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"only TLS is served:"
                                            + " use https://" + address + "/ or wss://" + address
                                            + "/\"},\"id\":null}");
                    assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
                }
            }
            assertThat(node.walletsCreated).hasValue(0);
        }
    }

    @Test
    void anUpgradeToAWebSocketIsNoneThere() throws Exception {
        try (TestNode node = node(builder -> builder);
                RawConnection connection = RawTlsClient.connectPlain(redirectPort(node))) {
            RawResponse response = RawWebSocket.handshake(connection);
            assertThat(response.status()).isEqualTo(307);
        }
    }

    @Test
    void namesItselfAmongTheAddresses() {
        try (TestNode node = node(builder -> builder)) {
            assertThat(node.server().uris())
                    .containsExactly(
                            URI.create("https://127.0.0.1:" + node.port()),
                            URI.create("http://127.0.0.1:" + redirectPort(node)));
        }
    }

    private static int redirectPort(TestNode node) {
        return node.server().uris().get(1).getPort();
    }

    private static RawResponse ask(int port, String method, String path, String host) throws Exception {
        try (RawConnection connection = RawTlsClient.connectPlain(port)) {
            connection.write("%s %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(method, path, host));
            RawResponse head = connection.readHead();
            return head.status() == 307
                    ? head
                    : new RawResponse(
                            head.status(),
                            head.headers(),
                            new String(
                                    connection.readExactly(Integer.parseInt(head.header("content-length"))),
                                    StandardCharsets.UTF_8));
        }
    }

    private TestNode node(UnaryOperator<SecureRpcServerBuilder> change) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> change.apply(builder.addListener(Listener.redirect("127.0.0.1", 0, TARGET))))
                .start();
    }
}
