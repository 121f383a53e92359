package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.origin.HostPolicy;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.TestCertificate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a request may name the host it is for: one name, that is one, wherever it is said. */
@Functional
class HostDoorsIT {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"echo\",\"params\":{\"text\":\"hi\"}}";

    @TempDir
    Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .install(user)
                .customize(builder -> builder.hosts(HostPolicy.allow("listed.example", "other.example:8443")))
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://127.0.0.1:P/, 127.0.0.1:P, 200",
        "https://www.example.com:P/, WWW.example.com:P, 200",
        "https://listed.example/, listed.example, 200",
        "https://127.0.0.1:1/, 127.0.0.1:P, 400",
        "https://localhost:P/, 127.0.0.1:P, 400",
        "https://evil.example/, 127.0.0.1:P, 400",
        "https://127.0.0.1:P/, evil.example, 400",
        "https://evil.example/, evil.example, 403",
        "https://user@127.0.0.1:P/, 127.0.0.1:P, 400",
        "/, a b, 400",
        "/, 127.0.0.1:P@evil.example, 400",
        "/, '127.0.0.1:P, evil.example', 400",
        "/, '', 400",
        "/, 127.0.0.1:0x10, 400",
        "/, 0x7f.0.0.1:P, 400",
        "/, 2130706433:P, 400",
        "/, 127.0.0.1:, 400",
        "/, '*', 400"
    })
    void targetAndHostMustAgreeAndBeHosts(String target, String host, int status) throws Exception {
        String port = String.valueOf(node.port());
        String body = "Content-Type: application/json\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL;
        try (RawConnection connection = node.client(user).connect()) {
            connection.write("POST " + target.replace("P", port) + " HTTP/1.1\r\nHost: " + host.replace("P", port)
                    + "\r\n" + body);
            assertThat(connection.readResponse().status()).isEqualTo(status);
        }
    }

    /** Where the HTTP/2 layer itself refuses, it says no more than the status; that nothing ran and it is no fault of ours is what counts. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:P, 127.0.0.1:P, hi",
        "127.0.0.1:P, evil.example, Bad Request",
        "127.0.0.1:P, 127.0.0.1:1, Bad Request",
        "127.0.0.1:P, a b, Bad Request",
        "127.0.0.1:P, 127.0.0.1:x, Bad Request",
        "127.0.0.1:P, 0x7f.0.0.1:P, Bad Request",
        "evil.example, evil.example, Host not allowed."
    })
    void http2AuthorityAndHostMustAgree(String authority, String host, String expected) throws Exception {
        String port = String.valueOf(node.port());
        try (RawHttp2 http2 = RawHttp2.open(node.client(user).alpn("h2").connect())) {
            int stream = http2.beginPost(
                    authority.replace("P", port), "host", host.replace("P", port), "content-type", "application/json");
            http2.finishPost(stream, CALL);
            assertThat(http2.readBody(stream)).contains('"' + expected + '"');
        }
    }
}
