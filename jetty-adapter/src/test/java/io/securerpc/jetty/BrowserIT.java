package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What pages of other sites can do with a node, in a real Chromium: read what they may, and otherwise run nothing at all; {@link
 * BrowserHeadersIT} sends the same requests without one.
 */
class BrowserIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    /** Chromium asks people before a page reaches loopback, other browsers do not yet: here the node has to refuse by itself. */
    private static final String OWN_DEFENCES_OFF =
            "--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets";

    private static final String POST = """
            const response = await fetch('https://%s/', {
              method: 'POST', headers: {'Content-Type': 'application/json'}, credentials: '%s',
              body: '{"jsonrpc":"2.0","id":1,"method":"whoami"}'});
            return await response.text();
            """;
    /** No preflight: all of it is on the Fetch standard's safelist. */
    private static final String SIMPLE_POST = """
            const response = await fetch('https://%s/', {
              method: 'POST', mode: '%s', headers: {'Content-Type': '%s'},
              body: '{"jsonrpc":"2.0","id":1,"method":"whoami"}'});
            return response.type + ' ' + response.status + ' ' + await response.text();
            """;

    private static final String WEBSOCKET = """
            return await new Promise((resolve) => {
              const socket = new WebSocket('wss://%s/');
              socket.onopen = () => socket.send('{"jsonrpc":"2.0","id":1,"method":"whoami"}');
              socket.onmessage = (event) => { resolve(event.data); socket.close(); };
              socket.onclose = (event) => resolve('closed ' + event.code);
            });
            """;
    /** Runs the script in a frame of the null origin, and returns what it returns. */
    private static final String SANDBOXED = """
            const script = %s;
            const frame = document.createElement('iframe');
            frame.sandbox = 'allow-scripts';
            const answer = new Promise((resolve) => window.addEventListener('message', (event) => resolve(event.data)));
            frame.srcdoc = '<script>(async () => {' + script + '})().then((value) => parent.postMessage(origin + ": " + value, "*"),'
              + ' (failure) => parent.postMessage(origin + ": " + failure, "*"))</' + 'script>';
            document.body.append(frame);
            return await answer;
            """;

    private static final String ANONYMOUS = "{\"jsonrpc\":\"2.0\",\"result\":\"anonymous\",\"id\":1}";
    private static final String KNOWN = "{\"jsonrpc\":\"2.0\",\"result\":\"certificate:rpc.user.1\",\"id\":1}";
    private static final String UNREADABLE = "TypeError: Failed to fetch";
    /** How browsers name a WebSocket that did not open, so that a page learns nothing of the reason. */
    private static final String NEVER_OPENED = "closed 1006";

    @TempDir
    static Path folder;

    private static PageServer pages;
    private static OriginPolicy wallet;
    private static BrowserNode node;
    private static BrowserNode asking;
    private static BrowserNode demanding;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        Chromium.require();
        pages = PageServer.start();
        wallet = OriginPolicy.allow(pages.origin("wallet.example"));
        node = BrowserNode.open(Files.createDirectory(folder.resolve("open")), wallet);
        asking = BrowserNode.guarded(
                Files.createDirectory(folder.resolve("asking")),
                wallet.withCredentials(),
                USER,
                ClientAuthentication::request);
        demanding = BrowserNode.guarded(
                Files.createDirectory(folder.resolve("demanding")),
                wallet.withCredentials(),
                USER,
                ClientAuthentication::require);
        chromium = Chromium.start(
                folder, List.of(BrowserNode.IDENTITY, PageServer.IDENTITY), USER, List.of(OWN_DEFENCES_OFF));
        chromium.visit("wallet", pages.origin("wallet.example"));
        chromium.visit("evil", pages.origin("evil.example"));
    }

    @AfterAll
    static void stop() {
        for (AutoCloseable opened : new AutoCloseable[] {chromium, demanding, asking, node, pages}) {
            close(opened);
        }
    }

    @BeforeEach
    void countAnew() {
        for (BrowserNode counted : List.of(node, asking, demanding)) {
            counted.calls.set(0);
            counted.events.clear();
        }
    }

    @Test
    void anAllowedOriginReadsAnswersWithAndWithoutAPreflight() {
        String url = "https://" + node.host() + "/";
        chromium.preflights("wallet");

        assertThat(value("wallet", POST.formatted(node.host(), "same-origin"))).isEqualTo(ANONYMOUS);
        assertThat(chromium.preflights("wallet")).containsExactly(url);
        assertThat(value("wallet", POST.formatted(node.host(), "same-origin"))).isEqualTo(ANONYMOUS);
        assertThat(chromium.preflights("wallet")).as("the first is remembered").isEmpty();
        assertThat(node.calls).hasValue(2);
        assertThat(node.refused()).isEmpty();
    }

    @Test
    void anAllowedOriginTalksOverAWebSocket() {
        assertThat(value("wallet", WEBSOCKET.formatted(node.host()))).isEqualTo(ANONYMOUS);
        assertThat(node.calls).hasValue(1);
    }

    @Test
    void aForeignOriginReadsNothingAndRunsNothing() {
        assertThat(failure("evil", POST.formatted(node.host(), "same-origin"))).isEqualTo(UNREADABLE);
        assertThat(value("evil", WEBSOCKET.formatted(node.host()))).isEqualTo(NEVER_OPENED);
        assertThat(node.refused()).containsExactly("origin-not-allowed", "origin-not-allowed");
        assertThat(node.calls).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"})
    void noSimpleRequestOfAnyPageRunsAnything(String type) {
        for (String mode : List.of("cors", "no-cors")) {
            chromium.run("wallet", SIMPLE_POST.formatted(node.host(), mode, type));
            assertThat(chromium.run("evil", SIMPLE_POST.formatted(node.host(), mode, type))
                            .toString())
                    .doesNotContain("anonymous", "jsonrpc");
        }
        assertThat(node.refused()).contains("content-type").hasSizeGreaterThanOrEqualTo(4);
        assertThat(node.calls).hasValue(0);
    }

    @Test
    void theNullOriginRunsNothingUnlessItIsNamed() throws Exception {
        String post = POST.formatted(node.host(), "same-origin");
        assertThat(value("wallet", SANDBOXED.formatted(quoted(post)))).isEqualTo("null: " + UNREADABLE);
        assertThat(value("wallet", SANDBOXED.formatted(quoted(WEBSOCKET.formatted(node.host())))))
                .isEqualTo("null: " + NEVER_OPENED);
        chromium.visit("data", "data:text/html,<title>nobody's</title>");
        assertThat(failure("data", post)).isEqualTo(UNREADABLE);
        assertThat(value("data", WEBSOCKET.formatted(node.host()))).isEqualTo(NEVER_OPENED);
        assertThat(node.refused()).hasSize(4).containsOnly("origin-not-allowed");
        assertThat(node.calls).hasValue(0);

        try (BrowserNode welcoming =
                BrowserNode.open(Files.createDirectory(folder.resolve("welcoming")), wallet.withNullOrigin())) {
            assertThat(value("wallet", SANDBOXED.formatted(quoted(POST.formatted(welcoming.host(), "same-origin")))))
                    .isEqualTo("null: " + ANONYMOUS);
            assertThat(value("data", WEBSOCKET.formatted(welcoming.host()))).isEqualTo(ANONYMOUS);
            assertThat(welcoming.calls).hasValue(2);
        }
    }

    @Test
    void aReboundNameIsRefusedAtBothDoorsAndShownNothing() {
        String rebound = "rebind.attacker.example:" + node.port();

        JsonNode page = chromium.visit("rebound", "https://" + rebound + "/");

        assertThat(page.get("status").intValue()).isEqualTo(403);
        assertThat(chromium.text("rebound", "body")).contains("Host not allowed.");
        // The page that the attacker served under that name before it was made to lead here.
        assertThat(value("rebound", POST.formatted(rebound, "same-origin")))
                .contains("Host not allowed.")
                .doesNotContain("anonymous");
        assertThat(value("rebound", WEBSOCKET.formatted(rebound))).isEqualTo(NEVER_OPENED);
        assertThat(node.refused()).contains("host-not-allowed", "origin-not-allowed");
        assertThat(node.calls).hasValue(0);
    }

    @Test
    void aListedOriginMayUseTheCertificateOfWhoeverIsAtTheBrowser() {
        assertThat(value("wallet", POST.formatted(asking.host(), "include"))).isEqualTo(KNOWN);
        assertThat(value("wallet", WEBSOCKET.formatted(asking.host()))).isEqualTo(KNOWN);
        assertThat(asking.calls).hasValue(2);
    }

    /** The browser shows the certificate to the node whichever page opens a WebSocket, so it must not count. */
    @Test
    void aForeignOriginUsesNobodysCertificate() {
        for (BrowserNode guarded : List.of(asking, demanding)) {
            assertThat(failure("evil", POST.formatted(guarded.host(), "include")))
                    .isEqualTo(UNREADABLE);
            assertThat(value("evil", WEBSOCKET.formatted(guarded.host()))).isEqualTo(NEVER_OPENED);
            assertThat(guarded.calls).hasValue(0);
        }
        assertThat(demanding.refused()).contains("origin-not-allowed");
    }

    /** Against the Fetch standard, Chromium shows the certificate with preflights too, so that TLS does not end them. */
    @Test
    void aListedOriginReachesANodeThatRequiresCertificates() {
        assertThat(value("wallet", WEBSOCKET.formatted(demanding.host()))).isEqualTo(KNOWN);
        assertThat(value("wallet", POST.formatted(demanding.host(), "include"))).isEqualTo(KNOWN);
        assertThat(demanding.calls).hasValue(2);
    }

    private static String value(String tab, String body) {
        JsonNode answer = chromium.run(tab, body);
        assertThat(answer.has("value")).as(answer.toString()).isTrue();
        return answer.get("value").stringValue();
    }

    private static String failure(String tab, String body) {
        JsonNode answer = chromium.run(tab, body);
        assertThat(answer.has("failure")).as(answer.toString()).isTrue();
        return answer.get("failure").stringValue();
    }

    private static String quoted(String script) {
        return "'" + script.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'";
    }

    private static void close(AutoCloseable opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
