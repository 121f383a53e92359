package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.bouncycastle.jcajce.provider.digest.Keccak;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parity's proof as the sub-protocol of real WebSockets. */
@Functional
class ParityDoorsIT {
    private static final String COUNT = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"block_count\"}";
    private static final String CREATE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"wallet_create\"}";
    private static final String CREATED = "{\"jsonrpc\":\"2.0\",\"result\":{\"wallet\":1},\"id\":1}";
    private static final String REFUSED = "RPC call is unsafe to be called externally";

    @TempDir
    private Path folder;

    private ParityTokenFile file;
    private String wallet = "";
    private String other = "";
    private long lastSeconds;

    @BeforeEach
    void makeTokens() {
        file = ParityTokenFile.at(folder.resolve("authcodes"));
        wallet = file.create("wallet").secret();
        other = file.create("other").secret();
        // So that nothing is written for an hour, while the folder is removed for instance.
        file.recordUses(Map.of("wallet", Instant.now(), "other", Instant.now()));
    }

    /** Takes proofs for as long as it can be told to: none is too old when it arrives, whatever the machine is busy with. */
    private TestNode node() {
        return node(ParityTokens.in(file.path()).withWindow(ParityTokens.WIDEST_WINDOW));
    }

    private TestNode node(ParityTokens tokens) {
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .grants(Grants.builder()
                        .grant("parity:wallet", Permission.CONTROL)
                        .build())
                .customize(builder -> builder.addCredentials(tokens))
                .start();
    }

    private static String proof(String token, long seconds) {
        byte[] hash = new Keccak.Digest256()
                .digest((token.replace("-", "") + ":" + seconds).getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(hash) + "_" + seconds;
    }

    /** Another one each time, as the token of one client makes one a second; within the window for six in a row. */
    private String proof(String token) {
        lastSeconds = Math.max(Instant.now().getEpochSecond(), lastSeconds + 1);
        return proof(token, lastSeconds);
    }

    private static RawResponse offer(RawConnection connection, String... protocols) throws IOException {
        return RawWebSocket.handshake(connection, "Sec-WebSocket-Protocol: " + String.join(", ", protocols));
    }

    private static RawWebSocket open(TestNode node, String proof) throws IOException {
        RawConnection connection = node.anonymous().connect();
        RawResponse answer = offer(connection, proof);
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-protocol")).isEqualTo(proof);
        return RawWebSocket.on(connection);
    }

    private static void assertRefused(TestNode node, int status, String said, String... protocols) throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            RawResponse answer = offer(connection, protocols);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("sec-websocket-protocol")).isEmpty();
            assertThat(answer.header("www-authenticate")).isEmpty();
            assertThat(node.events.stream().map(SecurityEvent::text)).anyMatch(text -> text.contains(said));
        }
    }

    @Test
    void theClientOfTheJdkGetsInOnceAndIsEchoed() throws Exception {
        try (TestNode node = node()) {
            // Not before: where a second begins between the two, it would be from before the start, and refused.
            String proof = proof(wallet);
            try (JdkWebSocket socket = connect(node, proof)) {
                assertThat(socket.subProtocol()).isEqualTo(proof);
                assertThat(socket.ask(CREATE)).isEqualTo(CREATED);

                assertThatThrownBy(() -> connect(node, proof))
                        .isInstanceOf(CompletionException.class)
                        .cause()
                        .isInstanceOfSatisfying(
                                WebSocketHandshakeException.class,
                                e -> assertThat(e.getResponse().statusCode()).isEqualTo(401));
                assertThat(node.events.stream().map(SecurityEvent::text))
                        .anyMatch(text -> text.contains("parity-proof: replayed, parity:wallet, accepted before"));
                assertRefused(node, 401, "replayed", proof);
            }
        }
    }

    @Test
    void grantsAreOfTheName() throws Exception {
        try (TestNode node = node();
                RawWebSocket granted = open(node, proof(wallet));
                RawWebSocket plain = open(node, proof(other))) {
            assertThat(plain.ask(CREATE)).contains(REFUSED);
            assertThat(plain.ask(COUNT)).contains("1000");
            assertThat(granted.ask(CREATE)).isEqualTo(CREATED);
        }
    }

    @Test
    void ofTwoConnectionsWithOneProofOneGetsIn() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (TestNode node = node()) {
            for (int round = 0; round < 4; round++) {
                String proof = proof(wallet);
                CyclicBarrier barrier = new CyclicBarrier(2);
                Callable<Integer> attempt = () -> {
                    try (RawConnection connection = node.anonymous().connect()) {
                        barrier.await(30, TimeUnit.SECONDS);
                        return offer(connection, proof).status();
                    }
                };
                List<Integer> statuses = new ArrayList<>();
                for (Future<Integer> answer : threads.invokeAll(List.of(attempt, attempt))) {
                    statuses.add(answer.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(101, 401);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P, chat", "chat, P", "P, Q", "P, P", "securerpc.v1, P", "P, securerpc.v1", "P,"})
    void aProofBesideAnotherSubprotocolIsRefusedAndNotSpent(String list) throws Exception {
        try (TestNode node = node()) {
            String proof = proof(wallet);
            String second = proof(other);
            assertRefused(node, 400, "sub-protocols", list.replace("P", proof).replace("Q", second));
            open(node, proof).close();
        }
    }

    /** Parity serves whoever offers nothing, or two. */
    @Test
    void nobodyGetsInWithoutAProof() throws Exception {
        try (TestNode node = node()) {
            try (RawConnection connection = node.anonymous().connect()) {
                assertThat(RawWebSocket.handshake(connection).status()).isEqualTo(401);
            }
            long now = Instant.now().getEpochSecond();
            String good = proof(wallet, now);
            assertRefused(node, 401, "parity-proof: malformed", "chat");
            assertRefused(node, 401, "parity-proof: malformed", wallet.replace("-", ""));
            assertRefused(node, 401, "parity-proof: malformed", good.toUpperCase(Locale.ROOT));
            assertRefused(node, 401, "parity-proof: malformed", "0x" + good);
            assertRefused(node, 401, "parity-proof: unknown", good.substring(0, 65) + (now + 1));
            assertRefused(node, 401, "parity-proof: unknown", proof("initial", now));
        }
    }

    @Test
    void theOperatorReadsWhoseClockIsWrong() throws Exception {
        try (TestNode node = node(ParityTokens.in(file.path()))) {
            // Some seconds may turn while the request is on its way.
            assertRefused(node, 401, "parity-proof: not-yet-valid, parity:wallet, client clock is ", ahead(99));
            assertThat(node.events.stream().map(SecurityEvent::text))
                    .anyMatch(text -> text.matches("(?s).*client clock is [89][0-9] s ahead \\(accepted: 6 s\\).*"));
            assertRefused(node, 401, "parity-proof: expired, parity:wallet, client clock is ", ahead(-9));
            assertThat(node.events.stream().map(SecurityEvent::text))
                    .anyMatch(text -> text.matches("(?s).*client clock is (9|1[0-9]) s behind \\(accepted: 6 s\\).*"));
        }
    }

    private String ahead(long seconds) {
        return proof(wallet, Instant.now().getEpochSecond() + seconds);
    }

    @Test
    void aProofIsNothingOverHttp() throws Exception {
        try (TestNode node = node()) {
            String proof = proof(wallet);
            for (String header : List.of(
                    "Sec-WebSocket-Protocol: " + proof,
                    "Authorization: Bearer " + proof,
                    "Authorization: Parity " + proof,
                    "Authorization: " + proof,
                    "Authorization: Bearer " + wallet.replace("-", ""))) {
                try (RawConnection connection = node.anonymous().connect()) {
                    connection.write("POST / HTTP/1.1\r\nHost: 127.0.0.1:" + node.port()
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + COUNT.length() + "\r\n"
                            + header + "\r\n\r\n" + COUNT);
                    assertThat(connection.readResponse().status()).as(header).isBetween(400, 401);
                }
            }
            // None of them spent it.
            open(node, proof).close();
        }
    }

    @Test
    void aBearerTokenIsNoParityTokenAndTheOtherWayRound() throws Exception {
        TokenFile bearers = TokenFile.at(folder.resolve("tokens"));
        String bearer = bearers.create(NewToken.named("wallet")).secret();
        bearers.recordUses(Map.of("wallet", Instant.now()));
        try (TestNode node = TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> builder.addCredentials(ParityTokens.in(file.path()))
                        .addCredentials(BearerTokens.in(bearers.path())))
                .start()) {
            assertRefused(node, proof(bearer));
            assertRefused(node, bearer);
            assertRefused(node, "securerpc.v1", "token." + wallet.replace("-", ""));
            assertRefused(node, "securerpc.v1", "token." + proof(wallet));
            try (RawConnection connection = node.anonymous().connect()) {
                assertThat(RawWebSocket.handshake(connection, "Authorization: Bearer " + wallet)
                                .status())
                        .isEqualTo(401);
            }
            open(node, proof(wallet)).close();
            try (RawConnection connection = node.anonymous().connect()) {
                assertThat(RawWebSocket.handshake(connection, "Authorization: Bearer " + bearer)
                                .status())
                        .isEqualTo(101);
            }
        }
    }

    private static void assertRefused(TestNode node, String... protocols) throws IOException {
        try (RawConnection connection = node.anonymous().connect()) {
            assertThat(offer(connection, protocols).status()).isEqualTo(401);
        }
    }

    @Test
    void aRevokedTokenEndsItsWebSocketsAndNobodyElses() throws Exception {
        try (TestNode node = node();
                RawWebSocket first = open(node, proof(wallet));
                RawWebSocket second = open(node, proof(wallet));
                RawWebSocket stays = open(node, proof(other))) {
            long begin = System.nanoTime();
            file.revoke("wallet");
            assertThat(first.readClose().closeCode()).isEqualTo(1008);
            assertThat(second.readClose().closeCode()).isEqualTo(1008);
            long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
            assertThat(millis).as("ms from the change of the file to the end").isLessThan(10_000);
            assertThat(stays.ask(COUNT)).contains("1000");
            assertThat(node.events.callersCut()).containsExactly("parity:wallet", "parity:wallet");
            assertRefused(node, 401, "parity-proof: unknown", proof(wallet));
        }
    }

    @Test
    void theEndOfItsLifetimeEndsASilentWebSocket() throws Exception {
        try (TestNode node = TestNode.in(folder)
                        .authentication(trust -> ClientAuthentication.none())
                        .customize(builder -> builder.addCredentials(
                                ParityTokens.in(file.path()).withLifetime(Duration.ofHours(1))))
                        .start();
                RawWebSocket stays = open(node, proof(other))) {
            String token = "abcdEFGH1234wxyz";
            String others = Files.readString(file.path());
            replaceFile(others + line(token, Instant.now().plusSeconds(1_800)));
            Awaitility.await()
                    .until(() -> !node.events
                            .of(SecurityEvent.CredentialsChanged.class)
                            .isEmpty());
            try (RawWebSocket expires = open(node, proof(token))) {
                assertThat(expires.ask(COUNT)).contains("1000");
                // Not before: what a machine needs until it is open is none of its time.
                Instant end = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 5);
                replaceFile(others + line(token, end));
                assertThat(expires.readClose().closeCode()).isEqualTo(1008);
                assertThat(Instant.now()).isAfterOrEqualTo(end);
            }
            assertThat(stays.ask(COUNT)).contains("1000");
        }
    }

    /** Of a token that lives for an hour, and was used just now. */
    private static String line(String token, Instant end) {
        return "%s;%d;%d;ends%n"
                .formatted(
                        token,
                        end.minus(Duration.ofHours(1)).getEpochSecond(),
                        Instant.now().getEpochSecond());
    }

    private void replaceFile(String text) throws IOException {
        Path aside = Files.writeString(folder.resolve("authcodes.aside"), text);
        Files.move(aside, file.path(), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    void itsUseIsWrittenDown() throws Exception {
        String fresh = file.create("fresh").secret();
        file.create("idle");
        try (TestNode node = node();
                RawWebSocket socket = open(node, proof(fresh))) {
            assertThat(socket.ask(COUNT)).contains("1000");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(file.load().get(2).lastUse()).isPresent());
            assertThat(file.load().get(3).lastUse()).isEmpty();
        }
    }

    @Test
    void neitherTokenNorProofIsInAnyEvent() throws Exception {
        try (TestNode node = node()) {
            String proof = proof(wallet);
            open(node, proof).close();
            assertRefused(node, 401, "replayed", proof);
            assertRefused(node, 401, "malformed", wallet.replace("-", ""));
            assertThat(node.events.toString()
                            + node.events.stream().map(SecurityEvent::text).toList())
                    .doesNotContain(proof.substring(0, 64))
                    .doesNotContain(wallet)
                    .doesNotContain(wallet.replace("-", ""));
        }
    }

    @Test
    void doesNotStartInPlaintextBeyondThisMachine() {
        SecureRpcServerBuilder builder = SecureRpcServer.builder()
                .service(TestService.builder()
                        .method("block_count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(Listener.plain("0.0.0.0", 0))
                .addCredentials(ParityTokens.in(file.path()));
        assertThatThrownBy(builder::build)
                .hasMessageContaining(
                        "reached from beyond this machine without TLS, so whoever is on the way can read every"
                                + " credential, and read and change every call (expected: TLS, or bind 127.0.0.1)");
    }

    private static JdkWebSocket connect(TestNode node, String protocol) {
        return JdkWebSocket.open(node, request -> request.subprotocols(protocol));
    }
}
