package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.rpc.RpcService;
import io.securerpc.rpc.Subscriber;
import io.securerpc.rpc.SubscriptionMethods;
import io.securerpc.testsupport.Planted;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Clients that are not ours, with each kind of credential, good and bad: {@code curl}, Node's {@code ws}, and {@code ethers} over HTTPS and WSS. */
class RealClientsIT {
    private static final String PASSWORD = "planted-Pa55word";
    private static final String WHOAMI = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"whoami\"}";

    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate stranger = TestCertificate.named("rpc.user.1").selfSigned();
    private String token;
    private String revoked;
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private PlantedKeys keys;
    private TestNode node;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(
                folder.resolve("users"),
                "alice:" + OpenBSDBCrypt.generate("2y", PASSWORD.getBytes(UTF_8), new byte[16], 4) + "\n");
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        token = tokens.create(NewToken.named("ci")).secret();
        revoked = tokens.create(NewToken.named("gone")).secret();
        tokens.revoke("gone");
        keys = new PlantedKeys(folder, new Planted());
        for (String name : List.of("user", "stranger")) {
            TestCertificate certificate = name.equals("user") ? user : stranger;
            certificate.writeCertificate(folder.resolve(name + ".pem"));
            certificate.writeKey(folder.resolve(name + ".key"));
        }
        node = TestNode.in(folder)
                .install(user)
                .authentication(ClientAuthentication::request)
                .service(RpcService.builder()
                        .method(
                                "whoami",
                                Permission.PUBLIC,
                                call -> call.caller().id())
                        .method("eth_blockNumber", Permission.PUBLIC, call -> "0x3e8")
                        .method("eth_chainId", Permission.PUBLIC, call -> "0x1")
                        .subscription("newHeads", Permission.PUBLIC, subscriber -> {
                            subscribers.add(subscriber);
                            return () -> subscribers.remove(subscriber);
                        })
                        .subscriptionMethods(
                                SubscriptionMethods.byTopic("eth_subscribe", "eth_unsubscribe", "eth_subscription"))
                        .build())
                .customize(builder -> builder.addCredentials(Users.file(folder.resolve("users")))
                        .addCredentials(BearerTokens.in(tokens.path()))
                        .addCredentials(JwtTokens.signedBy(JwtIssuer.of(
                                PlantedKeys.ISSUER,
                                PlantedKeys.AUDIENCE,
                                JwtKeys.files(folder.resolve(PlantedKeys.KEYS)))))
                        .addCredentials(ParityTokens.in(folder.resolve(PlantedKeys.AUTHCODES))
                                .withWindow(ParityTokens.WIDEST_WINDOW))
                        .webSocketTickets())
                .start();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void curl(ClientKind kind) {
        Tools.require("curl");
        for (String version : List.of("--http1.1", "--http2")) {
            Tools.Output output = curl(kind, version);
            if (kind.isServed()) {
                assertThat(output.success())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"" + kind.caller() + "\",\"id\":1} 200");
            } else if (kind.isRefusedByTls()) {
                // TLS 1.3: the handshake is over for the client; the alert comes as the answer.
                assertThat(output.exit()).as(output.stderr()).isIn(35, 52, 55, 56, 92);
                assertThat(output.stdout()).isEqualTo(" 000");
            } else {
                String reason = kind == ClientKind.NOTHING ? "A credential is required." : "Credential not accepted.";
                assertThat(output.success())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"" + reason
                                + "\"},\"id\":null} 401");
                assertThat(curl(kind, version, "--fail").exit())
                        .as("22: the server said 400 or more")
                        .isEqualTo(22);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void nodesWebSocket(ClientKind kind) {
        Map<String, Object> options = new HashMap<>(files(kind));
        options.put("url", "wss://127.0.0.1:" + node.port());
        options.put("headers", headers(kind));
        try (NodeScript client = NodeScript.start("websocket.mjs", options)) {
            JsonNode opened = client.attempt("open", Map.of());
            if (kind.isServed()) {
                assertThat(opened.has("failure")).as("%s", opened).isFalse();
                assertThat(client.step("ask", Map.of("text", WHOAMI)).stringValue())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"" + kind.caller() + "\",\"id\":1}");
            } else {
                assertRefused(kind, opened, "Error: Unexpected server response: 401");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void ethersOverWebSocket(ClientKind kind) {
        try (NodeScript client = NodeScript.start("ethers.mjs", ethers(kind))) {
            JsonNode opened = client.attempt("wss", Map.of());
            if (kind.isServed()) {
                assertCallsAs(kind, client, opened);
            } else {
                assertRefused(kind, opened, "Error: Unexpected server response: 401");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ClientKind.class)
    void ethersOverHttps(ClientKind kind) {
        try (NodeScript client = NodeScript.start("ethers.mjs", ethers(kind))) {
            JsonNode opened = client.attempt("https", Map.of());
            if (kind.isServed()) {
                assertCallsAs(kind, client, opened);
            } else {
                JsonNode failed = client.attempt("blockNumber", Map.of());
                assertRefused(kind, failed, "Error: server response 401 Unauthorized");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OfferKind.class)
    void nodesWebSocketWithASubProtocol(OfferKind kind) throws Exception {
        Map<String, Object> options = new HashMap<>(files(ClientKind.NOTHING));
        options.put("url", "wss://127.0.0.1:" + node.port());
        options.put("protocols", offer(kind));
        try (NodeScript client = NodeScript.start("websocket.mjs", options)) {
            JsonNode opened = client.attempt("open", Map.of());
            if (kind.isServed()) {
                assertThat(opened.has("failure")).as("%s", opened).isFalse();
                assertThat(client.step("ask", Map.of("text", WHOAMI)).stringValue())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"result\":\"" + kind.caller() + "\",\"id\":1}");
            } else {
                assertThat(opened.get("failure").stringValue()).isEqualTo("Error: Unexpected server response: 401");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OfferKind.class)
    void ethersWithASubProtocol(OfferKind kind) throws Exception {
        Map<String, Object> options = new HashMap<>(ethers(ClientKind.NOTHING));
        options.put("protocols", offer(kind));
        try (NodeScript client = NodeScript.start("ethers.mjs", options)) {
            JsonNode opened = client.attempt("wss", Map.of());
            if (kind.isServed()) {
                assertCallsAs(kind.caller(), client, opened);
            } else {
                assertThat(opened.get("failure").stringValue()).isEqualTo("Error: Unexpected server response: 401");
            }
        }
    }

    @Test
    void ethersIsToldOfBlocks() {
        try (NodeScript client = NodeScript.start("ethers.mjs", ethers(ClientKind.JWT))) {
            client.step("wss", Map.of());
            client.step("listen", Map.of());
            await().atMost(Duration.ofSeconds(60)).until(() -> subscribers.size() == 1);
            for (int number : new int[] {1001, 1002}) {
                subscribers.get(0).send(Map.of("number", "0x" + Integer.toHexString(number)));
                assertThat(client.step("block", Map.of()).intValue()).isEqualTo(number);
            }
            client.step("deafen", Map.of());
            await().atMost(Duration.ofSeconds(60)).until(subscribers::isEmpty);
        }
    }

    private List<String> offer(OfferKind kind) throws Exception {
        return switch (kind) {
            case TOKEN -> List.of("securerpc.v1", "token." + token);
            case REVOKED_TOKEN -> List.of("securerpc.v1", "token." + revoked);
            case JWT -> List.of("securerpc.v1", "token." + jwt(ClientKind.JWT));
            case EXPIRED_JWT -> List.of("securerpc.v1", "token." + jwt(ClientKind.EXPIRED_JWT));
            case TICKET -> List.of("securerpc.v1", "ticket." + ticket());
            case PARITY_PROOF -> List.of(keys.proof());
            case USED_TICKET -> used(List.of("securerpc.v1", "ticket." + ticket()));
            case USED_PARITY_PROOF -> used(List.of(keys.proof()));
        };
    }

    private List<String> used(List<String> offer) throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            RawResponse answer =
                    RawWebSocket.handshake(connection, "Sec-WebSocket-Protocol: " + String.join(", ", offer));
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-protocol")).isEqualTo(offer.get(0));
        }
        return offer;
    }

    private String ticket() throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            connection.write(
                    PlantedRequests.forTicket("Authorization: Bearer " + token + "\r\n", "127.0.0.1:" + node.port()));
            return connection.readResponse().body().substring(11, 54);
        }
    }

    private static void assertCallsAs(ClientKind kind, NodeScript client, JsonNode opened) {
        assertCallsAs(kind.caller(), client, opened);
    }

    /** With a batch too, which ethers makes of what is asked at once. */
    private static void assertCallsAs(String caller, NodeScript client, JsonNode opened) {
        assertThat(opened.has("failure")).as("%s", opened).isFalse();
        assertThat(client.step("blockNumber", Map.of()).intValue()).isEqualTo(1000);
        assertThat(client.step("send", Map.of("method", "whoami")).stringValue())
                .isEqualTo(caller);
        JsonNode together = client.step("together", Map.of());
        assertThat(together.get(0).stringValue()).isEqualTo(caller);
        assertThat(together.get(1).stringValue()).isEqualTo("0x3e8");
    }

    /** A client says what the server did: the status where there is an answer, else how the connection ended. */
    private static void assertRefused(ClientKind kind, JsonNode answer, String status) {
        assertThat(answer.has("failure")).as("%s", answer).isTrue();
        String failure = answer.get("failure").stringValue();
        if (kind.isRefusedByTls()) {
            assertThat(failure).containsAnyOf("certificate", "alert", "ECONNRESET", "socket hang up", "EPIPE");
        } else {
            assertThat(failure).startsWith(status);
        }
        assertThat(failure).doesNotContain(PASSWORD);
    }

    private Tools.Output curl(ClientKind kind, String... more) {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", " %{http_code}", "-d", WHOAMI));
        command.addAll(List.of(more));
        files(kind)
                .forEach((option, file) ->
                        command.addAll(List.of((option.equals("ca") ? "--cacert" : "--" + option), file)));
        if (kind.isBasic()) {
            command.addAll(List.of("-u", "alice:" + password(kind)));
        } else if (kind.isBearer()) {
            command.addAll(List.of("--oauth2-bearer", token(kind)));
        }
        command.add("https://127.0.0.1:" + node.port() + "/");
        return Tools.run(Duration.ofSeconds(60), command.toArray(String[]::new));
    }

    private Map<String, Object> ethers(ClientKind kind) {
        Map<String, Object> options = new HashMap<>(files(kind));
        options.put("host", "127.0.0.1:" + node.port());
        if (kind.isBasic()) {
            options.putAll(Map.of("user", "alice", "password", password(kind)));
        } else if (kind.isBearer()) {
            options.put("bearer", token(kind));
        }
        return options;
    }

    private Map<String, String> files(ClientKind kind) {
        Map<String, String> files = new HashMap<>();
        files.put("ca", folder.resolve("server.cert.pem").toString());
        if (!kind.certificate().isEmpty()) {
            files.put("cert", folder.resolve(kind.certificate() + ".pem").toString());
            files.put("key", folder.resolve(kind.certificate() + ".key").toString());
        }
        return files;
    }

    private Map<String, String> headers(ClientKind kind) {
        if (kind.isBasic()) {
            String pair = "alice:" + password(kind);
            return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        }
        return kind.isBearer() ? Map.of("Authorization", "Bearer " + token(kind)) : Map.of();
    }

    private static String password(ClientKind kind) {
        return kind.isWrong() ? "wrong" : PASSWORD;
    }

    private String token(ClientKind kind) {
        if (kind.isJwt()) {
            return jwt(kind);
        }
        return kind.isWrong() ? revoked : token;
    }

    private String jwt(ClientKind kind) {
        return keys.tokens().get(kind.isWrong() ? PlantedKeys.EXPIRED : PlantedKeys.GOOD);
    }
}
