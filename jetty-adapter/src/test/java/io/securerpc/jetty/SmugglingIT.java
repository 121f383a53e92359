package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.tls.ClientAuthentication;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that two readers could understand differently run nothing, on plain and TLS listeners, HTTP/1.1 and HTTP/2. */
class SmugglingIT {
    private static final String CALL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    private static final int LENGTH = CALL.length();
    private static final String CHUNKED = Integer.toHexString(LENGTH) + "\r\n" + CALL + "\r\n0\r\n\r\n";

    @TempDir
    Path folder;

    private TestNode node;

    @BeforeEach
    void start() {
        node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .grants(Grants.builder().grant("anonymous", Permission.CONTROL).build())
                .customize(builder -> builder.addListener(Listener.plain("127.0.0.1", 0)))
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** The control: what is well formed runs, or the refusals below would show nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1\r\nHost: $H\r\nContent-Type: application/json\r\nContent-Length: $N\r\n\r\n$C",
                "POST / HTTP/1.1\r\nHost: $H\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n$K",
                "POST / HTTP/1.1\r\nhost:$H\r\ncontent-type: application/json\r\ncontent-length: $N\r\n\r\n$C",
                "POST http://$H/ HTTP/1.1\r\nHost: $H\r\nContent-Type: application/json\r\nContent-Length: $N\r\n\r\n$C"
            })
    void runsWhatIsWellFormed(String request) throws Exception {
        int before = node.walletsCreated.get();
        for (RawConnection connection : both()) {
            try (connection) {
                connection.write(filled(request, connection));
                assertThat(connection.readResponse().status()).isEqualTo(200);
            }
        }
        assertThat(node.walletsCreated).hasValue(before + 2);
    }

    static List<String> ambiguous() {
        String start = "POST / HTTP/1.1\r\nContent-Type: application/json\r\n";
        String json = "Content-Type: application/json\r\n";
        String end = "Content-Length: $N\r\n\r\n$C";
        return List.of(
                // Host
                start + "Host: $H\r\nHost: $H\r\n" + end,
                start + "Host: $H\r\nhost: evil.example\r\n" + end,
                start + "Host: $H, evil.example\r\n" + end,
                start + end,
                start + "Host:\r\n" + end,
                start + "Host: user@$H\r\n" + end,
                start + "Host: $H/\r\n" + end,
                start + "Host: $H evil.example\r\n" + end,
                "POST / HTTP/1.0\r\n" + json + end,
                // Length
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\nContent-Length: $N\r\n\r\n$K",
                start + "Host: $H\r\nContent-Length: $N\r\nTransfer-Encoding: chunked\r\n\r\n$K",
                start + "Host: $H\r\nContent-Length: $N\r\nTransfer-Encoding: identity\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: $N\r\nContent-Length: $N\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: $N\r\nContent-Length: 0\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: $N, $N\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: +$N\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: -1\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: 0x10\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length: 99999999999999999999\r\n\r\n$C",
                start + "Host: $H\r\nContent-Length:\r\n\r\n$C",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n$K",
                start + "Host: $H\r\nTransfer-Encoding: chunked, identity\r\n\r\n$K",
                start + "Host: $H\r\nTransfer-Encoding: xchunked\r\n\r\n$K",
                start + "Host: $H\r\nTransfer-Encoding: \u000bchunked\r\n\r\n$K",
                start + "Host: $H\r\nTransfer-Encoding : chunked\r\n\r\n$K",
                "POST / HTTP/1.0\r\n" + json + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n$K",
                // Lines
                ("POST / HTTP/1.1\r\n" + json + "Host: $H\r\n" + end).replace("\r\n", "\n"),
                start + "Host: $H\nX: y\r\n" + end,
                start + "Host: $H\r\nX: y\rContent-Length: 0\r\n" + end,
                start + "Host: $H\r\nX: a\r\n b\r\n" + end,
                start + "Host: $H\r\nX: a\r\n\tb\r\n" + end,
                start + " Host: $H\r\n" + end,
                "POST / HTTP/1.1\r\n Host: $H\r\n" + json + end,
                start + "Host: $H\r\nX : y\r\n" + end,
                start + "Host : $H\r\n" + end,
                start + "Host: $H\r\nX\r\n" + end,
                start + "Host: $H\r\n: y\r\n" + end,
                start + "Host: $H\r\nX\u0000Y: z\r\n" + end,
                start + "Host: $H\r\nX: a\u0000b\r\n" + end,
                start + "Host: $H\r\nX(Y): z\r\n" + end,
                // Request line
                "POST /\r\nHost: $H\r\n\r\n",
                "POST / HTTP/2.0\r\n" + json + "Host: $H\r\n" + end,
                "POST / HTTP/1.1 \r\n" + json + "Host: $H\r\n" + end,
                // Chunks
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n$X\n$C\r\n0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n$X\r\n$C\n0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n0x$X\r\n$C\r\n0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n$C\r\n0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n ffffffffffffffff1\r\n$C\r\n0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n$X\r\n$Cxx0\r\n\r\n",
                start + "Host: $H\r\nTransfer-Encoding: chunked\r\n\r\n$X;\n\r\n$C\r\n0\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void refusesWhatCouldBeReadInTwoWays(String request) throws Exception {
        for (RawConnection connection : both()) {
            try (connection) {
                // What follows would run if the first had been read as shorter than it is.
                connection.write(filled(request, connection));
                List<Integer> statuses = statuses(connection);
                assertThat(statuses).as("%s", statuses).allMatch(status -> status >= 400);
                assertThat(connection.endsWithin(Duration.ofSeconds(20))).isTrue();
            }
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    /** Where one message ends is beyond doubt here, so the connection may go on. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST http://evil.example/ HTTP/1.1\r\nHost: $H\r\n",
                "POST http://$H/ HTTP/1.1\r\nHost: evil.example\r\n",
                "POST http://user@$H/ HTTP/1.1\r\nHost: $H\r\n",
                "POST /a/..;/ HTTP/1.1\r\nHost: $H\r\n",
                "POST /a/%2e%2e/ HTTP/1.1\r\nHost: $H\r\n",
                "POST * HTTP/1.1\r\nHost: $H\r\n",
                "post / HTTP/1.1\r\nHost: $H\r\n",
                "CONNECT $H HTTP/1.1\r\nHost: $H\r\n"
            })
    void refusesTargetsAndMethodsThatAreNotTheOneItHas(String start) throws Exception {
        for (RawConnection connection : both()) {
            try (connection) {
                connection.write(
                        filled(start + "Content-Type: application/json\r\nContent-Length: $N\r\n\r\n$C", connection));
                assertThat(statuses(connection)).allMatch(status -> status >= 400);
            }
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    @Test
    void neverRunsABodyThatIsARequest() throws Exception {
        String inner = "POST / HTTP/1.1\r\nHost: $H\r\nContent-Type: application/json\r\nContent-Length: $N\r\n\r\n$C";
        for (RawConnection connection : both()) {
            try (connection) {
                // GET with a body that is a request: whoever ignores the length would run it.
                String hidden = filled(inner, connection);
                connection.write("GET / HTTP/1.1\r\nHost: " + host(connection) + "\r\nContent-Length: "
                        + hidden.length() + "\r\n\r\n" + hidden);
                assertThat(connection.readResponse().status()).isEqualTo(405);
            }
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {17_000, 200_000})
    void refusesHeadersOverTheLimit(int size) throws Exception {
        for (String large :
                new String[] {"X: " + "x".repeat(size), ("X: y\r\n").repeat(size / 6), "X".repeat(size) + ": y"}) {
            for (RawConnection connection : both()) {
                try (connection) {
                    connection.write("POST / HTTP/1.1\r\nHost: " + host(connection) + "\r\n" + large + "\r\n\r\n");
                    assertThat(statuses(connection)).allMatch(status -> status == 431 || status == 400);
                } catch (SocketException cutOff) {
                    // Before all of it was sent, which is a refusal too.
                    continue;
                }
            }
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    static List<List<String>> http2Tricks() {
        return List.of(
                List.of("connection", "keep-alive"),
                List.of("connection", "close"),
                List.of("keep-alive", "timeout=5"),
                List.of("proxy-connection", "keep-alive"),
                List.of("transfer-encoding", "chunked"),
                List.of("upgrade", "websocket"),
                List.of("te", "gzip"),
                List.of("X-Upper", "y"),
                List.of("x space", "y"),
                List.of("x", "a\r\nb"),
                List.of("x", "a\u0000b"),
                List.of("host", "evil.example"),
                List.of(":path", "/"),
                List.of(":authority", "evil.example"),
                List.of(":unknown", "x"),
                List.of("content-length", "1"),
                List.of("content-length", "+$N"));
    }

    @ParameterizedTest
    @MethodSource("http2Tricks")
    void refusesTheSameOverHttp2(List<String> header) throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            String answer;
            try {
                int stream = http2.sendHeaders(0, http2Request(header));
                http2.finishPost(stream, CALL);
                answer = http2.readBody(stream);
            } catch (IOException refused) {
                answer = "refused: " + refused.getMessage();
            }
            assertThat(answer).doesNotContain("\"result\"");
        }
        assertThat(node.walletsCreated).hasValue(0);
    }

    @Test
    void runsWhatIsWellFormedOverHttp2() throws Exception {
        try (RawHttp2 http2 = RawHttp2.open(node.anonymous().alpn("h2").connect())) {
            int stream = http2.sendHeaders(0, http2Request(List.of("x-lower", "y")));
            http2.finishPost(stream, CALL);
            assertThat(http2.readBody(stream)).contains("\"result\"");
        }
    }

    /** What the refusals above rest on, so that no upgrade of Jetty and no convenience loosens it unseen. */
    @Test
    void isConfiguredToTheLetter() {
        node.server().listeners().forEach(listener -> {
            HttpConfiguration http1 = listener.connector()
                    .getConnectionFactory(HttpConnectionFactory.class)
                    .getHttpConfiguration();
            assertPinned(http1);
        });
        HTTP2ServerConnectionFactory http2 =
                node.server().listeners().get(0).connector().getConnectionFactory(HTTP2ServerConnectionFactory.class);
        assertPinned(http2.getHttpConfiguration());
        assertThat(http2.isConnectProtocolEnabled()).isFalse();
    }

    private static void assertPinned(HttpConfiguration configuration) {
        assertThat(configuration.getHttpCompliance()).isSameAs(HttpCompliance.STRICT);
        assertThat(HttpCompliance.STRICT.getAllowed()).isEmpty();
        assertThat(configuration.getUriCompliance()).isSameAs(UriCompliance.DEFAULT);
        assertThat(UriCompliance.DEFAULT.getAllowed()).isEmpty();
        assertThat(configuration.getRequestHeaderSize()).isEqualTo(16 * 1024);
        // Jetty's HTTP/2 adds one for Alt-Svc; one for forwarded headers must never be there.
        assertThat(configuration.getCustomizers())
                .extracting(customizer -> customizer.getClass().getSimpleName())
                .isSubsetOf("AltSvcCustomizer");
        assertThat(configuration.getSendServerVersion()).isFalse();
    }

    private List<RawConnection> both() throws IOException {
        return List.of(
                node.anonymous().connect(),
                RawTlsClient.connectPlain(node.server().uris().get(1).getPort()));
    }

    private static String host(RawConnection connection) {
        return "127.0.0.1:" + connection.socket().getPort();
    }

    private static String filled(String request, RawConnection connection) {
        return request.replace("$H", host(connection))
                .replace("$N", String.valueOf(LENGTH))
                .replace("$K", CHUNKED)
                .replace("$X", Integer.toHexString(LENGTH))
                .replace("$C", CALL);
    }

    private String[] http2Request(List<String> header) {
        return RawHttp2.postHeaders(
                "127.0.0.1:" + node.port(),
                "content-type",
                "application/json",
                header.get(0),
                header.get(1).replace("$N", String.valueOf(LENGTH)));
    }

    /** Of all answers until the connection ends, if it does. */
    private static List<Integer> statuses(RawConnection connection) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        try {
            statuses.add(connection.readResponse().status());
        } catch (EOFException | SocketException ended) {
            // Cut off without an answer, which is a refusal too.
        }
        return statuses;
    }
}
