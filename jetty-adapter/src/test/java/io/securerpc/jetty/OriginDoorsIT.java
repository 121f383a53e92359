package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent;
import io.securerpc.limit.Limits;
import io.securerpc.origin.CorsTerms;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts and origins as they come over real sockets: the same answer at every door, and the right headers with it. */
@Functional
class OriginDoorsIT {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}";

    private static final String ANSWER = "{\"jsonrpc\":\"2.0\",\"result\":\"hi\",\"id\":7}";
    private static final String WALLET = "https://wallet.example.com";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        OriginPolicy origins = OriginPolicy.allow(
                        WALLET,
                        "https://*.apps.example.com",
                        "http://localhost:*",
                        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                        "null")
                .withTerms(CorsTerms.defaults()
                        .withRequestHeaders("x-api-key")
                        .withExposedHeaders("retry-after")
                        .withMaxAge(Duration.ofMinutes(5)));
        node = TestNode.in(folder)
                .install(user)
                .limits(Limits.builder().maxRequestBytes(10_000).build())
                .customize(builder ->
                        builder.origins(origins).hosts(HostPolicy.allow("listed.example", "other.example:8443")))
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** P is the port. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "127.0.0.1:P, -, ok",
                "127.0.0.1:1, -, ok",
                "localhost:P, -, ok",
                "LOCALHOST:P, -, ok",
                "[::ffff:127.0.0.1]:P, -, ok",
                "www.example.com, -, ok",
                "www.example.com:P, -, ok",
                "www.example.com:1, -, ok",
                "listed.example, -, ok",
                "listed.example:4444, -, ok",
                "other.example:8443, -, ok",
                "other.example:P, -, Host not allowed.",
                "localhost, -, Host not allowed.",
                "localhost:1, -, Host not allowed.",
                "localhost.:P, -, Host not allowed.",
                "0.0.0.0:P, -, Host not allowed.",
                "[::1]:P, -, Host not allowed.",
                "evil.example:P, -, Host not allowed.",
                "evil.example:P, https://evil.example:P, Host not allowed.",
                "evil.example:P, https://wallet.example.com, Host not allowed.",
                "127.0.0.1:P, https://127.0.0.1:P, ok",
                "www.example.com:P, https://www.example.com:P, ok",
                "www.example.com:P, http://www.example.com:P, Origin not allowed.",
                "www.example.com:P, https://127.0.0.1:P, Origin not allowed.",
                "127.0.0.1:P, https://wallet.example.com, ok",
                "127.0.0.1:P, HTTPS://Wallet.example.com:443, ok",
                "127.0.0.1:P, https://a.apps.example.com, ok",
                "127.0.0.1:P, http://localhost:65535, ok",
                "127.0.0.1:P, chrome-extension://abcdefghijklmnopabcdefghijklmnop, ok",
                "127.0.0.1:P, null, ok",
                "127.0.0.1:P, '', ok",
                "127.0.0.1:P, http://wallet.example.com, Origin not allowed.",
                "127.0.0.1:P, https://wallet.example.com.evil.example, Origin not allowed.",
                "127.0.0.1:P, https://a.b.apps.example.com, Origin not allowed.",
                "127.0.0.1:P, https://apps.example.com, Origin not allowed.",
                "127.0.0.1:P, https://localhost:3000, Origin not allowed.",
                "127.0.0.1:P, chrome-extension://bbcdefghijklmnopabcdefghijklmnop, Origin not allowed.",
                "127.0.0.1:P, https://wallet.example.com/, At most one valid Origin is allowed.",
                "127.0.0.1:P, wallet.example.com, At most one valid Origin is allowed.",
                "127.0.0.1:P, https://wallet.example.com https://evil.example, At most one valid Origin is allowed.",
                "127.0.0.1:P, NULL, At most one valid Origin is allowed."
            })
    void everyTransportDecidesAlike(String hostOfRow, String originOfRow, String expected) throws Exception {
        String host = hostOfRow.replace("P", String.valueOf(node.port()));
        List<String> lines = new ArrayList<>(List.of("Content-Type: application/json"));
        List<String> pairs = new ArrayList<>(List.of("content-type", "application/json"));
        if (originOfRow != null) {
            String origin = originOfRow.replace(":P", ":" + node.port());
            lines.add("Origin: " + origin);
            pairs.addAll(List.of("origin", origin));
        }
        assertThat(http1(host, lines)).as("HTTP/1.1").isEqualTo(expected);
        assertThat(http2(host, pairs)).as("HTTP/2").isEqualTo(expected);
        assertThat(webSocket(host, lines.subList(1, lines.size())))
                .as("WebSocket")
                .isEqualTo(expected);
    }

    @Test
    void variesOnEveryAnswer() throws Exception {
        String large = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
        for (String origin : List.of("", WALLET, "https://evil.example")) {
            boolean evil = origin.contains("evil");
            assertAnswer("POST / HTTP/1.1", origin, "application/json", CALL, evil ? 403 : 200);
            assertAnswer("POST /other HTTP/1.1", origin, "application/json", CALL, evil ? 403 : 404);
            assertAnswer("PUT / HTTP/1.1", origin, "application/json", CALL, evil ? 403 : 405);
            assertAnswer("GET / HTTP/1.1", origin, "application/json", "", evil ? 403 : 405);
            assertAnswer("POST / HTTP/1.1", origin, "text/plain", CALL, evil ? 403 : 415);
            assertAnswer("POST / HTTP/1.1", origin, "application/json", large, evil ? 403 : 413);
        }
    }

    @Test
    void answersPreflightsAlikeOverHttp1AndHttp2() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpClient client = ClientTls.trusting(node.identity.certificate())
                    .presenting(user)
                    .httpClient(version);
            HttpResponse<String> allowed = client.send(preflight(node, WALLET), HttpResponse.BodyHandlers.ofString());
            assertThat(allowed.version()).isEqualTo(version);
            assertThat(allowed.statusCode()).isEqualTo(204);
            assertThat(header(allowed, "access-control-allow-origin")).isEqualTo(WALLET);
            assertThat(header(allowed, "access-control-allow-methods")).isEqualTo("POST");
            assertThat(header(allowed, "access-control-allow-headers"))
                    .isEqualTo("content-type, authorization, x-api-key");
            assertThat(header(allowed, "access-control-max-age")).isEqualTo("300");
            assertThat(header(allowed, "access-control-allow-credentials")).isEmpty();
            assertThat(header(allowed, "access-control-allow-private-network")).isEmpty();
            assertThat(header(allowed, "access-control-expose-headers")).isEmpty();
            assertThat(header(allowed, "vary"))
                    .isEqualTo("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
            HttpResponse<String> refused =
                    client.send(preflight(node, "https://evil.example"), HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(header(refused, "vary")).isEqualTo("Origin");
            assertThat(refused.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
        }
    }

    @Test
    void answersForAPrivateNetworkWhereThatIsSet() throws Exception {
        OriginPolicy origins =
                OriginPolicy.allow(WALLET).withTerms(CorsTerms.defaults().withPrivateNetwork());
        try (TestNode open = TestNode.in(folder.resolve("open"))
                .install(user)
                .customize(builder -> builder.origins(origins))
                .start()) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpResponse<String> response = ClientTls.trusting(open.identity.certificate())
                        .presenting(user)
                        .httpClient(version)
                        .send(preflight(open, WALLET), HttpResponse.BodyHandlers.ofString());
                assertThat(header(response, "access-control-allow-private-network"))
                        .isEqualTo("true");
            }
        }
    }

    /** Substrate's "all": any page, but only as nobody in particular. */
    @Test
    void allOriginsMayCallAnonymouslyAndNeverWithTheBrowsersCertificate() throws Exception {
        OriginPolicy origins = OriginPolicy.substrate("all").withOrigins(WALLET);
        node.close();
        node = TestNode.in(folder)
                .install(user)
                .customize(builder -> builder.origins(origins))
                .start();
        for (String foreign : List.of("https://evil.example", "null", "http://localhost:3000")) {
            assertThat(http1(own(), List.of("Content-Type: application/json", "Origin: " + foreign)))
                    .isEqualTo("Origin not allowed.");
            assertThat(http2(own(), List.of("content-type", "application/json", "origin", foreign)))
                    .isEqualTo("Origin not allowed.");
            assertThat(webSocket(own(), List.of("Origin: " + foreign))).isEqualTo("Origin not allowed.");
        }
        assertThat(http1(own(), List.of("Content-Type: application/json", "Origin: " + WALLET)))
                .isEqualTo("ok");
        assertThat(webSocket(own(), List.of("Origin: " + WALLET))).isEqualTo("ok");
        try (TestNode anonymous = TestNode.in(folder.resolve("anonymous"))
                        .authentication(trust -> ClientAuthentication.none())
                        .customize(builder -> builder.origins(origins))
                        .start();
                RawConnection connection = anonymous.anonymous().connect()) {
            connection.write(RawConnection.postRequest(
                    "127.0.0.1:" + anonymous.port(),
                    CALL,
                    "Content-Type: application/json",
                    "Origin: https://evil.example"));
            RawResponse response = connection.readResponse();
            assertThat(response.body()).isEqualTo(ANSWER);
            assertThat(response.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(response.header("access-control-allow-credentials")).isEmpty();
            assertThat(response.header("vary")).isEqualTo("Origin");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void curlSeesWhatABrowserWouldSee(String version) {
        Tools.require("curl");
        assertThat(curl(version, "-H", "Origin: " + WALLET, "-d", CALL))
                .contains("access-control-allow-origin: " + WALLET, "vary: origin", "result")
                .contains("access-control-expose-headers: retry-after");
        assertThat(curl(version, "-H", "Origin: https://evil.example", "-d", CALL))
                .contains("origin not allowed.", "vary: origin")
                .doesNotContain("access-control-", "result");
        assertThat(curl(version, "-H", "Host: evil.example", "-d", CALL))
                .contains("host not allowed.")
                .doesNotContain("result");
        assertThat(curl(
                        version,
                        "-X",
                        "OPTIONS",
                        "-H",
                        "Origin: http://localhost:5173",
                        "-H",
                        "Access-Control-Request-Method: POST",
                        "-H",
                        "Access-Control-Request-Headers: content-type"))
                .contains("access-control-allow-origin: http://localhost:5173", "access-control-max-age: 300");
    }

    @Test
    void theStartWarnsOfWhatIsOpened() {
        assertThat(node.events)
                .contains(
                        new SecurityEvent.Warning(
                                "origins: null (every web page can be this origin, by putting itself in a sandboxed frame)"),
                        new SecurityEvent.Warning(
                                "origins: http://localhost:* (every program that serves pages on the browser's machine may call)"));
    }

    private void assertAnswer(String line, String origin, String type, String body, int status) throws IOException {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(line + "\r\nHost: 127.0.0.1:" + node.port() + "\r\nContent-Type: " + type
                    + (origin.isEmpty() ? "" : "\r\nOrigin: " + origin)
                    + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            RawResponse response = connection.readHead();
            assertThat(response.status()).as("%s from %s", line, origin).isEqualTo(status);
            assertThat(response.header("vary")).as("%s from %s", line, origin).isEqualTo("Origin");
            assertThat(response.header("access-control-allow-origin"))
                    .as("%s from %s", line, origin)
                    .isEqualTo(origin.equals(WALLET) ? WALLET : "");
        }
    }

    private String http1(String host, List<String> lines) throws IOException {
        try (RawConnection connection = node.client(user).connect()) {
            connection.write(RawConnection.postRequest(host, CALL, lines.toArray(String[]::new)));
            return said(connection.readResponse().body());
        }
    }

    private String http2(String host, List<String> headers) throws IOException {
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = http2.beginPost(host, headers.toArray(String[]::new));
            http2.finishPost(stream, CALL);
            return said(http2.readBody(stream));
        }
    }

    private String webSocket(String host, List<String> lines) throws IOException {
        List<String> all = new ArrayList<>(lines);
        all.add("Host: " + host);
        try (RawConnection connection = node.client(user).connect()) {
            RawResponse response = RawWebSocket.handshake(connection, all.toArray(String[]::new));
            return response.status() == 101 ? "ok" : said(response.body());
        }
    }

    private static String said(String body) {
        return body.equals(ANSWER) ? "ok" : body.replaceFirst(".*\"message\":\"([^\"]*)\".*", "$1");
    }

    private String own() {
        return "127.0.0.1:" + node.port();
    }

    private static HttpRequest preflight(TestNode node, String origin) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + "/"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-api-key")
                .header("Access-Control-Request-Private-Network", "true")
                .timeout(LIMIT)
                .build();
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Headers and body in lower case: HTTP/2 has no others. */
    private String curl(String version, String... options) {
        Path certificate = folder.resolve("user.cert.pem");
        Path key = folder.resolve("user.key.pem");
        user.writeCertificate(certificate);
        user.writeKey(key);
        List<String> command = new ArrayList<>(List.of(
                "curl",
                version,
                "--silent",
                "--show-error",
                "--insecure",
                "--include",
                "--noproxy",
                "*",
                "--cert",
                certificate.toString(),
                "--key",
                key.toString(),
                "-H",
                "Content-Type: application/json"));
        command.addAll(List.of(options));
        command.add("https://127.0.0.1:" + node.port() + "/");
        return Tools.run(LIMIT, command.toArray(String[]::new)).success().toLowerCase(Locale.ROOT);
    }
}
