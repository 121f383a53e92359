package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are none are answered as such, and are no fault of the server that fills its log. */
@ResourceLock(Resources.SYSTEM_ERR)
class MalformedRequestLogIT {
    private static final int REQUESTS = 20;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private TestNode node;

    @BeforeEach
    void captureLog() {
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addListener(Listener.plain("127.0.0.1", 0)))
                .start();
        log.reset();
    }

    @AfterEach
    void releaseLog() {
        System.setErr(before);
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"@@@", "[::", "a:b:c", "a:99999", "a b", "http://a"})
    void aHostThatIsNoneBesideAnAuthority(String host) throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            for (int i = 0; i < REQUESTS; i++) {
                int stream = http2.beginPost("127.0.0.1:" + node.port(), "host", host);
                assertThat(http2.readBody(stream)).contains("Bad Request");
            }
        }
        assertNothingIsTold();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%zz", "a=%", "a=%e"})
    void aQueryThatIsNoneOfAWebSocket(String query) throws Exception {
        int port = node.server().uris().get(1).getPort();
        for (int i = 0; i < REQUESTS; i++) {
            try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                connection.write("GET /?" + query + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
                assertThat(connection.readResponse().status()).isEqualTo(400);
            }
        }
        assertNothingIsTold();
    }

    private void assertNothingIsTold() {
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("Exception", "\tat ", "writeError");
    }
}
