package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.cells.CallerSecrets;
import io.securerpc.testsupport.cells.CallerTables;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.trust.ClientTrust;
import io.securerpc.trust.DisabledCallers;
import io.securerpc.trust.DisabledCallersException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that are switched off by name while their passwords and tokens stay good. */
class DisabledCredentialsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final TestCertificate USER =
            TestCertificate.named("rpc.user.1").selfSigned();

    @TempDir
    private Path folder;

    private Path list;
    private CallerSecrets secrets;
    private Instant lastProof = Instant.now();

    @BeforeEach
    void writeFiles() throws IOException {
        list = Files.writeString(folder.resolve("disabled"), "");
        Files.write(folder.resolve("users"), List.of(userLine("alice"), userLine("bob")));
        Files.writeString(folder.resolve("jwks.json"), CallerSecrets.keySet());
        String token = TokenFile.at(folder.resolve("tokens"))
                .create(NewToken.named("ci"))
                .secret();
        ParityTokenFile parity = ParityTokenFile.at(folder.resolve("authcodes"));
        secrets = new CallerSecrets(token, "", parity.create("wallet").secret(), Instant.now());
        // So that no use is written for an hour, while the folder is removed for instance.
        parity.recordUses(Map.of("wallet", Instant.now()));
    }

    private TestNode node(
            Function<ClientTrust, ClientAuthentication> mode, UnaryOperator<SecureRpcServerBuilder> lists) {
        return TestNode.in(folder)
                .install(USER)
                .authentication(mode)
                .customize(builder -> lists.apply(builder.addCredentials(Users.file(folder.resolve("users")))
                        .addCredentials(BearerTokens.in(folder.resolve("tokens")))
                        .addCredentials(JwtTokens.signedBy(JwtIssuer.of(
                                CallerTables.ISSUER,
                                CallerSecrets.AUDIENCE,
                                JwtKeys.files(folder.resolve("jwks.json")))))
                        .addCredentials(
                                ParityTokens.in(folder.resolve("authcodes")).withWindow(ParityTokens.WIDEST_WINDOW))))
                .start();
    }

    private TestNode node() {
        return node(trust -> ClientAuthentication.none(), builder -> builder.disabledCallers(list));
    }

    private String authorization(String callerId) {
        if (callerId.startsWith("jwt:")) {
            return "Bearer " + secrets.text("{jwt}", Instant.now());
        }
        return callerId.equals("token:ci")
                ? secrets.text("{bearer-good}", Instant.now())
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString((callerId.substring("basic:".length()) + ":secret").getBytes(UTF_8));
    }

    /** The header line that proves a caller to a WebSocket; each proof of Parity's is for another second. */
    private String line(String callerId) {
        if (!callerId.startsWith("parity:")) {
            return "Authorization: " + authorization(callerId);
        }
        Instant now = Instant.now();
        lastProof = now.isAfter(lastProof.plusSeconds(1)) ? now : lastProof.plusSeconds(1);
        return "Sec-WebSocket-Protocol: " + secrets.text("{proof}", lastProof);
    }

    private RawWebSocket open(TestNode node, String callerId) throws IOException {
        return RawWebSocket.open(node.anonymous().connect(), line(callerId));
    }

    private int status(TestNode node, CallWay way, String callerId) throws Exception {
        if (callerId.startsWith("parity:")) {
            try (RawConnection connection = node.anonymous().connect()) {
                int status = RawWebSocket.handshake(connection, line(callerId)).status();
                return status == 101 ? 200 : status;
            }
        }
        ClientTls tls = ClientTls.trusting(node.identity.certificate());
        return way.call(node, tls, List.of(authorization(callerId)), COUNT).status();
    }

    /** A proof of Parity's goes one way only. */
    private static List<CallWay> ways(String callerId) {
        return callerId.startsWith("parity:") ? List.of(CallWay.WEBSOCKET) : List.of(CallWay.values());
    }

    private static void awaitEvent(TestNode node, String end) {
        await().atMost(SOON)
                .until(() -> node.events.stream().anyMatch(event -> event.text().endsWith(end)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic:alice", "token:ci", "jwt:https://id.example/|alice", "parity:wallet"})
    void endsWebSocketsAndRefusesRequestsUntilTheCallerIsEnabledAgain(String callerId) throws Exception {
        try (TestNode node = node();
                RawWebSocket ended = open(node, callerId);
                RawWebSocket stays = open(node, "basic:bob")) {
            assertThat(ended.ask(COUNT)).contains("1000");
            FairTime begin = FairTime.start();
            DisabledCallers.add(list, callerId);

            RawWebSocket.Frame close = ended.readClose();
            assertThat(begin.elapsed()).isLessThan(Duration.ofSeconds(2));
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.text().substring(2)).isEqualTo("credential is no longer valid");
            for (CallWay way : ways(callerId)) {
                assertThat(status(node, way, callerId)).as("%s", way).isEqualTo(401);
                assertThat(status(node, way, "basic:bob")).as("%s", way).isEqualTo(200);
            }
            assertThat(stays.ask(COUNT)).contains("1000");
            assertThat(node.events.callersCut()).containsExactly(callerId);
            assertThat(node.events)
                    .extracting(SecurityEvent::text)
                    .anyMatch(text -> text.contains("disabled, switched off: " + callerId));

            DisabledCallers.remove(list, callerId);
            awaitEvent(node, ": enabled " + callerId);
            for (CallWay way : ways(callerId)) {
                assertThat(status(node, way, callerId)).as("%s", way).isEqualTo(200);
            }
        }
    }

    @Test
    void theListOfTheServerHoldsForCertificatesAndThatOfClientTrustForCredentials() throws Exception {
        try (TestNode node = node(ClientAuthentication::request, builder -> builder.disabledCallers(list))) {
            assertThat(status(node, CallWay.HTTP_1, "basic:alice")).isEqualTo(200);
            DisabledCallers.add(list, "certificate:rpc.user.1");
            awaitEvent(node, ": disabled certificate:rpc.user.1");
            assertThatThrownBy(() -> {
                        try (var connection = node.client(USER).connect()) {
                            connection.post(COUNT);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(status(node, CallWay.HTTP_1, "basic:alice")).isEqualTo(200);
        }
        try (TestNode node =
                node(trust -> ClientAuthentication.request(trust.withDisabledCallers(list)), builder -> builder)) {
            DisabledCallers.add(list, "basic:alice");
            awaitEvent(node, ": disabled basic:alice");
            assertThat(status(node, CallWay.HTTP_1, "basic:alice")).isEqualTo(401);
            assertThat(status(node, CallWay.HTTP_1, "basic:bob")).isEqualTo(200);
        }
    }

    @Test
    void aBadListStopsTheStartAndLaterEnablesNobody() throws Exception {
        Files.writeString(list, "# one\nalice\n");
        assertThatThrownBy(this::node)
                .isInstanceOf(DisabledCallersException.class)
                .hasMessage("disabled callers " + list + ": line 2: 'alice' is no id of a caller"
                        + " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id,"
                        + " as in the log)");
        Files.writeString(list, "basic:alice\n");
        try (TestNode node = node()) {
            assertThat(status(node, CallWay.HTTP_1, "basic:alice")).isEqualTo(401);
            Files.delete(list);
            awaitEvent(node, ": NOBODY IS ENABLED, and whoever was disabled stays so");
            assertThat(status(node, CallWay.HTTP_1, "basic:alice")).isEqualTo(401);
            assertThat(status(node, CallWay.HTTP_1, "basic:bob")).isEqualTo(200);
        }
    }

    private static String userLine(String name) {
        return name + ":" + OpenBSDBCrypt.generate("2y", "secret".getBytes(UTF_8), new byte[16], 4);
    }
}
