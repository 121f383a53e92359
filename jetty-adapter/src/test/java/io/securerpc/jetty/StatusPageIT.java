package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.Permission;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.config.NanoConfig;
import io.securerpc.gate.StatusPage;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page over real sockets, asked for with the headers that browsers send; {@link StatusPageBrowserIT} asks with one. */
@Functional
class StatusPageIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final String FINGERPRINT =
            Fingerprint.of(BrowserNode.IDENTITY.certificate()).toString().replace(":", ":<wbr>");
    private static final String TYPED = """
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
            Sec-Fetch-Dest: document
            Sec-Fetch-Mode: navigate
            Sec-Fetch-Site: none
            Sec-Fetch-User: ?1
            """;

    @TempDir
    Path folder;

    @Test
    void showsItToABrowserAndNothingOfItself() throws IOException {
        try (BrowserNode node = open(server -> server.statusPage(StatusPage.shown()));
                RawConnection connection = node.anonymous().connect()) {
            RawResponse page = ask(connection, "GET", node.host(), TYPED);

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.body())
                    .contains(FINGERPRINT, "<code id=\"https\">https://" + node.host() + "</code>")
                    .contains("<code id=\"wss\">wss://" + node.host() + "</code>");
            assertThat(page.body().toLowerCase(Locale.ROOT))
                    .doesNotContain("jetty", "secure-rpc", "securerpc", "java/", "whoami", "0.1.0");
            assertThat(page.headers().keySet())
                    .containsExactlyInAnyOrder(
                            "content-length",
                            "content-security-policy",
                            "content-type",
                            "cache-control",
                            "cross-origin-opener-policy",
                            "cross-origin-resource-policy",
                            "date",
                            "referrer-policy",
                            "x-content-type-options",
                            "x-frame-options");
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void answersHeadWithTheSameAndNoText() throws IOException {
        try (BrowserNode node = open(server -> server);
                RawConnection connection = node.anonymous().connect()) {
            RawResponse page = ask(connection, "GET", node.host(), TYPED);
            connection.write(request("HEAD", node.host(), TYPED));
            RawResponse head = connection.readHead();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo(page.header("content-length"));
            assertThat(head.header("content-security-policy")).isEqualTo(page.header("content-security-policy"));
            assertThat(ask(connection, "GET", node.host(), TYPED).status())
                    .as("what follows a HEAD is an answer again")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_1_1", "HTTP_2"})
    void showsItOverBothVersionsOfHttp(HttpClient.Version version) throws Exception {
        try (BrowserNode node = open(server -> server)) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                    .header("Accept", "text/html")
                    .timeout(Duration.ofSeconds(20))
                    .build();

            HttpResponse<String> page = ClientTls.trusting(BrowserNode.IDENTITY.certificate())
                    .httpClient(version)
                    .send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(page.version()).isEqualTo(version);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains(FINGERPRINT, "wss://127.0.0.1:" + node.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void namesTheCertificateToWhoeverResumesASession(String version) throws IOException {
        try (BrowserNode node = open(server -> server)) {
            RawTlsClient client = node.anonymous().versions(version);
            for (boolean resumed : new boolean[] {false, true, true}) {
                try (RawConnection connection = client.connect()) {
                    assertThat(ask(connection, "GET", node.host(), TYPED).body())
                            .contains(FINGERPRINT);
                    assertThat(connection.resumed()).isEqualTo(resumed);
                }
            }
        }
    }

    /** What a page of another site can make a browser send without being asked; the last one is what scripts of old browsers send. */
    @ParameterizedTest
    @CsvSource({
        "iframe,   navigate, cross-site,  ,                      403",
        "iframe,   navigate, same-origin, ,                      405",
        "object,   navigate, cross-site,  ,                      403",
        "image,    no-cors,  cross-site,  ,                      403",
        "script,   no-cors,  cross-site,  ,                      403",
        "empty,    no-cors,  cross-site,  ,                      403",
        "empty,    cors,     cross-site,  https://evil.example,  403",
        "empty,    cors,     cross-site,  null,                  403",
        "empty,    cors,     same-origin, ,                      405",
        ",         ,         cross-site,  ,                      403",
        ",         ,         ,            https://evil.example,  403"
    })
    void showsItToNothingButAPerson(String destination, String mode, String site, String origin, int status)
            throws IOException {
        try (BrowserNode node = open(server -> server);
                RawConnection connection = node.anonymous().connect()) {
            RawResponse refused = ask(
                    connection,
                    "GET",
                    node.host(),
                    "Accept: text/html\n"
                            + line("Sec-Fetch-Dest", destination)
                            + line("Sec-Fetch-Mode", mode)
                            + line("Sec-Fetch-Site", site)
                            + line("Origin", origin));

            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body()).doesNotContain("Connected").contains("\"error\"");
            assertThat(refused.headers()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void asksForTheRightHostFirst() throws IOException {
        try (BrowserNode node = open(server -> server)) {
            for (String host : new String[] {"rebind.attacker.example:" + node.port(), "evil.example"}) {
                try (RawConnection connection = node.anonymous().connect()) {
                    RawResponse refused = ask(connection, "GET", host, TYPED);

                    assertThat(refused.status()).isEqualTo(403);
                    assertThat(refused.body()).contains("Host not allowed.");
                }
            }
            assertThat(node.refused()).containsExactly("host-not-allowed", "host-not-allowed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"><script>alert(1)</script>", "node.example:1\"", "<b>", "a'b"})
    void noHostPutsMarkupIntoIt(String host) throws IOException {
        try (BrowserNode node = open(server -> server.hosts(HostPolicy.any()));
                RawConnection connection = node.anonymous().connect()) {
            RawResponse refused = ask(connection, "GET", host, TYPED);

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain(host);
        }
    }

    @Test
    void isAtTheRootAlone() throws IOException {
        try (BrowserNode node = open(server -> server);
                RawConnection connection = node.anonymous().connect()) {
            connection.write(request("GET", node.host(), TYPED).replace("GET / ", "GET /admin "));
            assertThat(connection.readResponse().status()).isEqualTo(404);
            connection.write(request("GET", node.host(), TYPED).replace("GET / ", "GET /?a=<b> "));
            assertThat(connection.readHead().status()).isIn(200, 400);
        }
    }

    @Test
    void isShownToWhoHasACertificateWhereOneIsAskedFor() throws IOException {
        for (boolean required : new boolean[] {true, false}) {
            try (BrowserNode node = BrowserNode.guarded(
                    folder,
                    OriginPolicy.sameOrigin(),
                    USER,
                    required ? ClientAuthentication::require : ClientAuthentication::request)) {
                try (RawConnection connection = node.client(USER).connect()) {
                    RawResponse page = ask(connection, "GET", node.host(), TYPED);

                    assertThat(page.status()).isEqualTo(200);
                    assertThat(page.body()).doesNotContain("rpc.user.1");
                }
                if (required) {
                    assertThatThrownBy(() -> {
                                try (RawConnection connection = node.anonymous().connect()) {
                                    ask(connection, "GET", node.host(), TYPED);
                                }
                            })
                            .isInstanceOf(IOException.class);
                } else {
                    try (RawConnection connection = node.anonymous().connect()) {
                        RawResponse refused = ask(connection, "GET", node.host(), TYPED);
                        assertThat(refused.status()).isEqualTo(403);
                        assertThat(refused.body()).contains("A client certificate is required.");
                    }
                }
            }
        }
    }

    @Test
    void canBeSwitchedOff() throws IOException {
        try (BrowserNode node = open(server -> server.statusPage(StatusPage.none()));
                RawConnection connection = node.anonymous().connect()) {
            assertThat(ask(connection, "GET", node.host(), TYPED).status()).isEqualTo(405);
        }
    }

    @Test
    void everyAnswerTellsBrowsersToUseTlsOnlyWhereThatIsAsked() throws IOException {
        try (BrowserNode node = open(server -> server.strictTransport(Duration.ofDays(365)))) {
            for (String request : new String[] {
                request("GET", node.host(), TYPED),
                request("GET", node.host(), "Accept: */*\n"),
                request("OPTIONS", node.host(), ""),
                request("GET", node.host(), TYPED).replace("GET / ", "GET /admin "),
                RawConnection.postRequest(node.host(), "{", "Content-Type: application/json"),
                RawConnection.postRequest(node.host(), "{}", "Content-Type: text/plain"),
                RawConnection.postRequest(
                        node.host(), "{}", "Content-Type: application/json", "Origin: https://evil.example")
            }) {
                try (RawConnection connection = node.anonymous().connect()) {
                    connection.write(request);
                    assertThat(connection.readHead().headers().get("strict-transport-security"))
                            .as(request)
                            .containsExactly("max-age=31536000");
                }
            }
            try (RawConnection connection = node.anonymous().connect()) {
                RawResponse upgraded = RawWebSocket.handshake(connection, "Host: " + node.host());
                assertThat(upgraded.status()).isEqualTo(101);
                assertThat(upgraded.header("strict-transport-security")).isEqualTo("max-age=31536000");
            }
            for (String host : new String[] {"127.0.0.1:" + node.port(), "localhost:" + node.port(), "evil.example"}) {
                try (RawConnection connection = node.anonymous().connect()) {
                    assertThat(ask(connection, "GET", host, TYPED).headers())
                            .doesNotContainKey("strict-transport-security");
                }
            }
        }
    }

    @Test
    void followsTheConfigurationFile() throws IOException {
        BrowserNode.IDENTITY.writeCertificate(folder.resolve("cert.pem"));
        BrowserNode.IDENTITY.writeKey(folder.resolve("key.pem"));
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), """
                address = "::ffff:127.0.0.1"
                port = 0
                [secure]
                enable = true
                server_cert_path = "cert.pem"
                server_key_path = "key.pem"
                [secure_rpc]
                status_page_call = "block_count"
                strict_transport = "24h"
                """);
        RpcService service = TestService.builder()
                .method("block_count", Permission.PUBLIC, call -> 1)
                .build();
        try (RunningServer running = SecureRpcServer.builder()
                        .service(service)
                        .settings(NanoConfig.load(file))
                        .build()
                        .start();
                RawConnection connection = RawTlsClient.to(
                                running.uris().get(0).getPort(), ClientTls.trusting(BrowserNode.IDENTITY.certificate()))
                        .connect()) {
            RawResponse page = ask(connection, "GET", "node.example", TYPED);

            assertThat(page.body()).contains("Call block_count over HTTPS and WebSocket");
            assertThat(page.header("strict-transport-security")).isEqualTo("max-age=86400");
        }
    }

    @Test
    void refusesSettingsThatCanNeverWork() {
        RpcService service = TestService.builder()
                .method("block_count", Permission.PUBLIC, call -> 1)
                .method("wallet_create", Permission.CONTROL, call -> 1)
                .build();
        for (String call : new String[] {"wallet_create", "no_such"}) {
            assertThatThrownBy(() -> SecureRpcServer.builder()
                            .service(service)
                            .addListener(Listener.plain("127.0.0.1", 0))
                            .statusPage(StatusPage.shown().withCall(call))
                            .strictTransport(Duration.ofHours(1))
                            .build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("statusPage call: '" + call + "' (expected: a method of the service that is public)"
                            + System.lineSeparator()
                            + "strictTransport: PT1H (expected: none, without a TLS listener)");
        }
        for (Duration never : new Duration[] {Duration.ZERO, Duration.ofMillis(1500), Duration.ofDays(731)}) {
            assertThatThrownBy(() -> SecureRpcServer.builder().strictTransport(never))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("strictTransport: " + never + " (expected: whole seconds, from PT1S to P730D)");
        }
    }

    private BrowserNode open(UnaryOperator<SecureRpcServerBuilder> more) {
        return BrowserNode.start(folder, "127.0.0.1", ClientAuthentication.none(), more);
    }

    private static RawResponse ask(RawConnection connection, String method, String host, String lines)
            throws IOException {
        connection.write(request(method, host, lines));
        return connection.readResponse();
    }

    private static String request(String method, String host, String lines) {
        return method + " / HTTP/1.1\r\nHost: " + host + "\r\n" + lines.replace("\n", "\r\n") + "\r\n";
    }

    private static String line(String name, String value) {
        return value == null ? "" : name + ": " + value + "\n";
    }
}
