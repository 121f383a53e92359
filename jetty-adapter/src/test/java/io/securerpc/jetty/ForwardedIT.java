package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.proxy.TrustedProxies;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers about the client's address, on every door; the proxy is this machine. */
@Functional
class ForwardedIT {
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    Path folder;

    @Test
    void namesTheClientOfATrustedProxyOnEveryDoor() throws Exception {
        TestCertificate proxy = TestCertificate.named("proxy").selfSigned();
        try (TestNode node = TestNode.in(folder)
                .install(proxy)
                .customize(builder -> builder.trustedProxies(TrustedProxies.of("127.0.0.0/8")))
                .start()) {
            try (RawConnection connection = node.client(proxy).connect()) {
                connection.write(
                        RawConnection.postRequest("evil.example", "{}", JSON, "X-Forwarded-For: 6.6.6.6, 192.0.2.9"));
                assertThat(connection.readResponse().status()).isEqualTo(403);
            }
            assertThat(refusals(node))
                    .last()
                    .asString()
                    .startsWith("request from 192.0.2.9:0 refused: host-not-allowed");
            try (RawHttp2 http2 = RawHttp2.open(node.client(proxy).alpn("h2").connect())) {
                http2.readBody(http2.sendHeaders(
                        1,
                        RawHttp2.postHeaders(
                                "evil.example", "forwarded", "for=6.6.6.6, for=\"[2001:db8::9]\";proto=http")));
            }
            assertThat(refusals(node)).last().asString().startsWith("request from [2001:db8:0:0:0:0:0:9]:0 refused:");
            try (RawConnection connection = node.client(proxy).connect()) {
                RawWebSocket.handshake(connection, "Origin: https://evil.example", "X-Real-IP: 192.0.2.10");
            }
            assertThat(refusals(node)).last().asString().startsWith("request from 192.0.2.10:0 refused: origin-not");
        }
    }

    private static List<String> refusals(TestNode node) {
        return node.events.texts(SecurityEvent.RequestRefused.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: no address | not an address: no address",
                "Forwarded: for=192.0.2.999 | not an address: 192.0.2.999",
                "X-Real-IP: localhost | not one address: localhost"
            })
    void refusesWhatATrustedProxyCannotHaveMeant(String header, String seen) throws Exception {
        try (PlainNode node = trusting("127.0.0.1");
                RawConnection connection = node.connect()) {
            RawResponse response = ask(connection, node, header);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("Forwarded addresses are malformed or differ.");
            assertThat(node.events.texts(SecurityEvent.RequestRefused.class))
                    .singleElement()
                    .asString()
                    .matches("request from 127\\.0\\.0\\.1:\\d+ refused: client-address-doubtful '" + seen + "'");
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void refusesHeadersThatContradictEachOther() throws Exception {
        try (PlainNode node = trusting("127.0.0.1");
                RawConnection connection = node.connect()) {
            RawResponse response = ask(connection, node, "X-Forwarded-For: 192.0.2.9", "Forwarded: for=6.6.6.6");
            assertThat(response.status()).isEqualTo(400);
            assertThat(node.calls).hasValue(0);
        }
    }

    @Test
    void ignoresStrangersAndHintsOnce() throws Exception {
        try (PlainNode node = trusting("192.0.2.0/24");
                RawConnection connection = node.connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(ask(connection, node, "X-Forwarded-For: (", "Forwarded: for=6.6.6.6")
                                .status())
                        .isEqualTo(200);
            }
            assertThat(node.events.texts(SecurityEvent.ForwardingIgnored.class))
                    .containsExactly("request from 127.0.0.1 with Forwarded, X-Forwarded-For: ignored, since that is no"
                            + " trusted proxy (if it is yours, in [secure_rpc]: trusted_proxies = [\"127.0.0.1\"])");
            connection.write(RawConnection.postRequest("evil.example", "{}", JSON, "X-Forwarded-For: 6.6.6.6"));
            connection.readResponse();
            assertThat(node.events.texts(SecurityEvent.RequestRefused.class))
                    .singleElement()
                    .asString()
                    .startsWith("request from 127.0.0.1:" + connection.socket().getLocalPort());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Host: 127.0.0.1",
                "Forwarded: for=192.0.2.9;host=127.0.0.1;proto=https",
                "X-Forwarded-Server: 127.0.0.1"
            })
    void takesTheHostFromNoHeaderOfAProxy(String header) throws Exception {
        try (PlainNode node = trusting("127.0.0.1");
                RawConnection connection = node.connect()) {
            connection.write(RawConnection.postRequest("evil.example:" + node.port(), PlainNode.CALL, JSON, header));
            assertThat(connection.readResponse().status()).isEqualTo(403);
            assertThat(node.calls).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-Proto: https",
                "X-Forwarded-Ssl: on",
                "X-Forwarded-Scheme: https",
                "Front-End-Https: on",
                "X-Proxied-Https: on",
                "Proxy-Ssl-Id: 0011",
                "Forwarded: for=192.0.2.9;proto=https"
            })
    void takesTheSchemeFromNoHeaderOfAProxy(String header) throws Exception {
        try (PlainNode node = trusting("127.0.0.1");
                RawConnection connection = node.connect()) {
            String host = "127.0.0.1:" + node.port();
            // Of a secure connection this would be the server's own origin.
            connection.write(RawConnection.postRequest(host, PlainNode.CALL, JSON, header, "Origin: https://" + host));
            assertThat(connection.readResponse().status()).isEqualTo(403);
            assertThat(ask(connection, node, header, "Origin: http://" + host).status())
                    .isEqualTo(200);
        }
    }

    private static RawResponse ask(RawConnection connection, PlainNode node, String... headers) throws Exception {
        String[] lines = Arrays.copyOf(headers, headers.length + 1);
        lines[headers.length] = JSON;
        connection.write(RawConnection.postRequest("127.0.0.1:" + node.port(), PlainNode.CALL, lines));
        return connection.readResponse();
    }

    private static PlainNode trusting(String network) {
        return PlainNode.with(
                builder -> builder.trustedProxies(TrustedProxies.of(network)), Listener.plain("127.0.0.1", 0));
    }
}
