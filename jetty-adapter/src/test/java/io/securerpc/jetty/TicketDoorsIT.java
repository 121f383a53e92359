package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credentials among the sub-protocols of real WebSockets, and the tickets for them. */
@Functional
class TicketDoorsIT {
    private static final String WALLET = "https://wallet.example.com";
    private static final String OTHER = "https://other.example.com";
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    private static final String CREATED = "{\"jsonrpc\":\"2.0\",\"result\":{\"wallet\":1},\"id\":1}";

    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private TokenFile file;
    private String token = "";

    @BeforeEach
    void makeToken() {
        file = TokenFile.at(folder.resolve("tokens"));
        token = file.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aTicketOpensOneWebSocket(HttpClient.Version version) throws Exception {
        try (TestNode node = node()) {
            String ticket = ticket(node, version);
            try (RawConnection connection = node.anonymous().connect()) {
                RawResponse answer = offer(connection, WALLET, "securerpc.v1, ticket." + ticket);
                assertThat(answer.status()).isEqualTo(101);
                assertThat(answer.header("sec-websocket-protocol")).isEqualTo("securerpc.v1");
                assertThat(RawWebSocket.on(connection).ask(CREATE)).isEqualTo(CREATED);
            }
            assertRefused(node, WALLET, "securerpc.v1, ticket." + ticket, 401, "ticket: replayed, used already");
        }
    }

    @Test
    void aTicketIsLostToWhoeverTriesItElsewhere() throws Exception {
        try (TestNode node = node()) {
            String ticket = ticket(node, HttpClient.Version.HTTP_1_1);
            assertRefused(
                    node, OTHER, "securerpc.v1, ticket." + ticket, 401, "ticket: not-for-us, made for another Origin");
            assertRefused(node, WALLET, "securerpc.v1, ticket." + ticket, 401, "ticket: replayed, used already");
        }
    }

    @Test
    void theClientOfTheJdkOffersATokenAndIsNotToldItBack() throws Exception {
        try (TestNode node = node()) {
            try (JdkWebSocket socket = connect(node, "securerpc.v1", "token." + token)) {
                assertThat(socket.subProtocol()).isEqualTo("securerpc.v1");
                assertThat(socket.ask(CREATE)).isEqualTo(CREATED);
            }
            assertThatThrownBy(() -> connect(node, "securerpc.v1", "token." + token + "x"))
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(WebSocketHandshakeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token.T",
                "securerpc.v1, token.T, chat",
                "securerpc.v1, token.T, token.T2",
                "securerpc.v1, token.T, ticket.T",
                "securerpc.v1, securerpc.v1, token.T",
                "securerpc.v1, token.T,",
            })
    void aListThatCouldBeTwoThingsIsRefused(String list) throws Exception {
        try (TestNode node = node()) {
            assertRefused(node, WALLET, list.replace("T", token), 400, "sub-protocols");
        }
    }

    @Test
    void twoListsAreOne() throws Exception {
        try (TestNode node = node();
                RawConnection connection = node.anonymous().connect()) {
            RawResponse answer = RawWebSocket.handshake(
                    connection,
                    "Origin: " + WALLET,
                    "Sec-WebSocket-Protocol: token." + token,
                    "Sec-WebSocket-Protocol: securerpc.v1");
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-protocol")).isEqualTo("securerpc.v1");
        }
    }

    @Test
    void revokingTheTokenEndsTheWebSocketOfItsTicket() throws Exception {
        try (TestNode node = node();
                RawConnection connection = node.anonymous().connect()) {
            String ticket = ticket(node, HttpClient.Version.HTTP_2);
            assertThat(offer(connection, WALLET, "securerpc.v1, ticket." + ticket)
                            .status())
                    .isEqualTo(101);
            file.revoke("ci");
            assertThat(RawWebSocket.on(connection).readClose().closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void aTicketOfACertificateIsForThatCertificate() throws Exception {
        try (TestNode node = node()) {
            ClientTls presenting =
                    ClientTls.trusting(node.identity.certificate()).presenting(user);
            HttpResponse<String> answer = post(node, presenting, HttpClient.Version.HTTP_1_1, "/ticket", List.of());
            assertThat(answer.statusCode()).isEqualTo(200);
            String ticket = answer.body().substring(11, 54);
            try (RawConnection connection = node.client(user).connect()) {
                assertThat(offer(connection, WALLET, "securerpc.v1, ticket." + ticket)
                                .status())
                        .isEqualTo(101);
            }
            String second = post(node, presenting, HttpClient.Version.HTTP_1_1, "/ticket", List.of())
                    .body()
                    .substring(11, 54);
            assertRefused(
                    node,
                    WALLET,
                    "securerpc.v1, ticket." + second,
                    401,
                    "ticket: not-for-us, made for another client certificate");
        }
    }

    @Test
    void noTicketWithoutAProofAndNoneByAnotherWay() throws Exception {
        try (TestNode node = node()) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            List<String> good = List.of("Authorization", "Bearer " + token);
            assertThat(post(node, tls, HttpClient.Version.HTTP_2, "/ticket", List.of())
                            .statusCode())
                    .isEqualTo(401);
            for (String path : List.of("/ticket/", "/ticket/x", "/Ticket", "/tickets")) {
                assertThat(post(node, tls, HttpClient.Version.HTTP_2, path, good)
                                .statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
            assertThat(post(node, tls, HttpClient.Version.HTTP_2, "/ticket?x=y", good)
                            .statusCode())
                    .isEqualTo(200);
            try (RawConnection connection = node.anonymous().connect()) {
                connection.write("GET /ticket HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\nAuthorization: Bearer "
                        + token + "\r\n\r\n");
                assertThat(connection.readResponse().status()).isEqualTo(405);
            }
        }
    }

    @Test
    void withoutTheSettingThereIsNoSuchPath() throws Exception {
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder ->
                        builder.addCredentials(BearerTokens.in(file.path())).origins(OriginPolicy.allow(WALLET)))
                .start()) {
            assertThat(post(
                                    node,
                                    ClientTls.trusting(node.identity.certificate()),
                                    HttpClient.Version.HTTP_1_1,
                                    "/ticket",
                                    List.of("Authorization", "Bearer " + token))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    private TestNode node() {
        return TestNode.in(folder)
                .install(user)
                .authentication(ClientAuthentication::request)
                .customize(builder -> builder.addCredentials(BearerTokens.in(file.path()))
                        .origins(OriginPolicy.allow(WALLET, OTHER))
                        .webSocketTickets())
                .start();
    }

    private String ticket(TestNode node, HttpClient.Version version) throws Exception {
        HttpResponse<String> answer = post(
                node,
                ClientTls.trusting(node.identity.certificate()),
                version,
                "/ticket",
                List.of("Authorization", "Bearer " + token));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains(WALLET);
        assertThat(answer.body()).matches("\\{\"ticket\":\"[A-Za-z0-9_-]{43}\",\"expires_in\":30}");
        return answer.body().substring(11, 54);
    }

    private static HttpResponse<String> post(
            TestNode node, ClientTls tls, HttpClient.Version version, String path, List<String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + node.port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Origin", WALLET)
                .POST(HttpRequest.BodyPublishers.noBody());
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return tls.httpClient(version).send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static RawResponse offer(RawConnection connection, String origin, String protocols) throws IOException {
        return RawWebSocket.handshake(connection, "Origin: " + origin, "Sec-WebSocket-Protocol: " + protocols);
    }

    private static void assertRefused(TestNode node, String origin, String protocols, int status, String said)
            throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            RawResponse answer = offer(connection, origin, protocols);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("sec-websocket-protocol")).isEmpty();
            assertThat(node.events.stream().map(SecurityEvent::text)).anyMatch(text -> text.contains(said));
            assertThat(node.events.toString()).doesNotContain(protocols);
        }
    }

    private static JdkWebSocket connect(TestNode node, String protocol, String... others) {
        return JdkWebSocket.open(
                node, request -> request.header("Origin", WALLET).subprotocols(protocol, others));
    }
}
