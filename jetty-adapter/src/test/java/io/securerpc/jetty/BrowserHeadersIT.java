package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link BrowserIT} makes a browser send, sent without one: these tests are never skipped. */
class BrowserHeadersIT {
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();
    private static final OriginPolicy WALLET = OriginPolicy.allow("https://wallet.example");
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}";
    private static final String NODE = "node.example";
    private static final String REBOUND = "rebind.attacker.example";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "https://evil.example,    cross-site,  node.example,            application/json,                  403",
        "https://evil.example,    cross-site,  node.example,            text/plain,                        403",
        "https://wallet.example,  cross-site,  node.example,            text/plain,                        415",
        "https://wallet.example,  cross-site,  node.example,            application/x-www-form-urlencoded, 415",
        "https://wallet.example,  cross-site,  node.example,            multipart/form-data; boundary=b,   415",
        "null,                    cross-site,  node.example,            application/json,                  403",
        "null,                    cross-site,  node.example,            text/plain,                        403",
        "https://rebind.attacker.example:PORT, same-origin, rebind.attacker.example, application/json,     403",
        "https://node.example:PORT, same-origin, node.example,          text/plain,                        415"
    })
    void noPostOfAPageThatMayNotCallRunsAnything(String origin, String site, String host, String type, int status)
            throws IOException {
        try (BrowserNode node = BrowserNode.open(folder, WALLET);
                RawConnection connection = node.anonymous().connect()) {
            connection.write(RawConnection.postRequest(
                    host + ":" + node.port(),
                    CALL,
                    "Content-Type: " + type,
                    "Origin: " + origin.replace("PORT", String.valueOf(node.port())),
                    "Sec-Fetch-Dest: empty",
                    "Sec-Fetch-Mode: cors",
                    "Sec-Fetch-Site: " + site));
            RawResponse refused = connection.readResponse();

            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body()).doesNotContain("anonymous");
            assertThat(node.calls).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example,                 node.example",
        "null,                                 node.example",
        "http://wallet.example,                node.example",
        "https://rebind.attacker.example:PORT, rebind.attacker.example",
        "https://wallet.example,               rebind.attacker.example"
    })
    void noWebSocketOfAPageThatMayNotCallOpens(String origin, String host) throws IOException {
        try (BrowserNode node = BrowserNode.open(folder, WALLET);
                RawConnection connection = node.anonymous().connect()) {
            RawResponse refused = RawWebSocket.handshake(
                    connection,
                    "Host: " + host + ":" + node.port(),
                    "Origin: " + origin.replace("PORT", String.valueOf(node.port())));

            assertThat(refused.status()).isEqualTo(403);
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void noPreflightOfAPageThatMayNotCallIsAnswered() throws IOException {
        try (BrowserNode node = BrowserNode.open(folder, WALLET)) {
            for (String origin : new String[] {"https://evil.example", "null", "https://" + REBOUND}) {
                RawResponse refused = preflight(node.anonymous(), NODE + ":" + node.port(), origin);

                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
            }
        }
    }

    @Test
    void aListedPageCallsAtBothDoors() throws IOException {
        try (BrowserNode node = BrowserNode.open(folder, WALLET)) {
            String host = NODE + ":" + node.port();
            assertThat(preflight(node.anonymous(), host, "https://wallet.example")
                            .header("access-control-allow-origin"))
                    .isEqualTo("https://wallet.example");
            try (RawConnection connection = node.anonymous().connect()) {
                connection.write(RawConnection.postRequest(
                        host, CALL, "Content-Type: application/json", "Origin: https://wallet.example"));
                RawResponse answer = connection.readResponse();
                assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://wallet.example");
                assertThat(answer.body()).contains("anonymous");
            }
            try (RawWebSocket socket =
                    RawWebSocket.open(node.anonymous().connect(), "Host: " + host, "Origin: https://wallet.example")) {
                assertThat(socket.ask(CALL)).contains("anonymous");
            }
            assertThat(node.calls).hasValue(2);
        }
    }

    /** As the Fetch standard has it: without a certificate, which only the {@code request} mode can answer. */
    @Test
    void aPreflightWithoutACertificateIsAnsweredWhereOneIsAskedFor() throws IOException {
        try (BrowserNode node =
                BrowserNode.guarded(folder, WALLET.withCredentials(), USER, ClientAuthentication::request)) {
            RawResponse answer = preflight(node.anonymous(), NODE + ":" + node.port(), "https://wallet.example");

            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        }
    }

    /** The browser adds the certificate to the WebSocket of whatever page. */
    @Test
    void aForeignPagesWebSocketIsRefusedWithItsUsersCertificateToo() throws IOException {
        try (BrowserNode node =
                        BrowserNode.guarded(folder, WALLET.withCredentials(), USER, ClientAuthentication::require);
                RawConnection connection = node.client(USER).connect()) {
            RawResponse refused = RawWebSocket.handshake(connection, "Origin: https://evil.example");

            assertThat(refused.status()).isEqualTo(403);
            assertThat(node.calls).hasValue(0);
        }
    }

    private static RawResponse preflight(RawTlsClient client, String host, String origin) throws IOException {
        try (RawConnection connection = client.connect()) {
            connection.write(
                    "OPTIONS / HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                            + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n\r\n");
            return connection.readResponse();
        }
    }
}
