package io.securerpc.jetty;

import static io.securerpc.jetty.CallWay.COUNT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialSource;
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
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.HangingFiles;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.cells.CallerSecrets;
import io.securerpc.testsupport.cells.CallerTables;
import io.securerpc.tls.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of credentials on a file system that hangs, at every door of a real server; how long that lasts says the clock of this test. */
@Functional
class HangingCredentialsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String JWT = "jwt:" + CallerTables.ISSUER + "|alice";
    private static final String UNCHECKED =
            "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\"Credential cannot be checked now.\"},\"id\":null}";

    private static final String ADMITS_NOBODY =
            ": NOBODY NEW IS ADMITTED by it, until it can be looked at again and is good";

    @TempDir
    private Path folder;

    private final HangingFiles hanging = new HangingFiles();
    private final AtomicLong nanos = new AtomicLong();
    private CallerSecrets secrets;
    private Instant lastProof = Instant.EPOCH;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("disabled"), "");
        Files.write(folder.resolve("users"), List.of(userLine("alice"), userLine("bob")));
        Files.writeString(folder.resolve("jwks.json"), CallerSecrets.keySet());
        String token = TokenFile.at(folder.resolve("tokens"))
                .create(NewToken.named("ci"))
                .secret();
        ParityTokenFile parity = ParityTokenFile.at(folder.resolve("authcodes"));
        secrets = new CallerSecrets(token, "", parity.create("wallet").secret(), Instant.now());
        // So that no use is written while it hangs.
        parity.recordUses(Map.of("wallet", Instant.now()));
        TokenFile.at(folder.resolve("tokens")).recordUses(Map.of("ci", Instant.now()));
    }

    @AfterEach
    void letGo() {
        hanging.close();
    }

    /** A node of which one file hangs when it is told to. */
    private TestNode node(String hangingFile) {
        UnaryOperator<Path> files =
                path -> path.getFileName().toString().equals(hangingFile) ? hanging.path(path) : path;
        List<CredentialSource> sources = List.of(
                Users.file(files.apply(folder.resolve("users"))),
                BearerTokens.in(files.apply(folder.resolve("tokens"))),
                JwtTokens.signedBy(JwtIssuer.of(
                        CallerTables.ISSUER,
                        CallerSecrets.AUDIENCE,
                        JwtKeys.files(files.apply(folder.resolve("jwks.json"))))),
                ParityTokens.in(files.apply(folder.resolve("authcodes"))).withWindow(ParityTokens.WIDEST_WINDOW));
        return TestNode.in(folder)
                .authentication(trust -> ClientAuthentication.none())
                .customize(builder -> {
                    sources.forEach(builder::addCredentials);
                    return builder.disabledCallers(files.apply(folder.resolve("disabled")));
                })
                .nanoTime(nanos::get)
                .start();
    }

    private static String kindOf(String callerId) {
        String kind = callerId.substring(0, callerId.indexOf(':'));
        return kind.equals("parity") ? CredentialForm.PARITY_PROOF.text() : kind;
    }

    private static String fileOf(String callerId) {
        return switch (callerId.substring(0, callerId.indexOf(':'))) {
            case "basic" -> "users";
            case "token" -> "tokens";
            case "jwt" -> "jwks.json";
            default -> "authcodes";
        };
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

    /** The same on each way that the credential can go. */
    private void assertAllAnswer(TestNode node, String callerId, int status) throws Exception {
        if (callerId.startsWith("parity:")) {
            try (RawConnection connection = node.anonymous().connect()) {
                var answer = RawWebSocket.handshake(connection, line(callerId));
                assertThat(answer.status()).isEqualTo(status == 200 ? 101 : status);
                assertThat(answer.header("retry-after")).isEqualTo(status == 200 ? "" : "15");
            }
            return;
        }
        ClientTls tls = ClientTls.trusting(node.identity.certificate());
        for (CallWay way : CallWay.values()) {
            CallWay.Answer answer = way.call(node, tls, List.of(authorization(callerId)), COUNT);
            assertThat(answer.status()).as("%s", way).isEqualTo(status);
            if (status == 503) {
                assertThat(answer).isEqualTo(new CallWay.Answer(503, "", "15", UNCHECKED));
            }
        }
    }

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void awaitText(TestNode node, Class<? extends SecurityEvent> kind, String text) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(node.events.texts(kind)).contains(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic:alice", "token:ci", JWT, "parity:wallet"})
    void isNotBelievedAnyMoreAndBelievedAgainOnceItAnswers(String callerId) throws Exception {
        String other = callerId.equals("token:ci") ? "basic:bob" : "token:ci";
        try (TestNode node = node(fileOf(callerId));
                RawWebSocket open = open(node, callerId);
                RawWebSocket others = open(node, other)) {
            assertAllAnswer(node, callerId, 200);
            hanging.hang();
            hanging.awaitHanging();
            pass(15);
            assertAllAnswer(node, callerId, 200);

            pass(1);
            awaitLooks(node, other);
            String subject = subject(node, fileOf(callerId), 16, ADMITS_NOBODY);
            assertAllAnswer(node, callerId, 503);
            assertThat(node.events.texts(SecurityEvent.RequestRefused.class))
                    .filteredOn(text -> text.contains(callerId))
                    .isNotEmpty()
                    .allMatch(text -> text.endsWith(" refused: credential-unchecked '"
                            + kindOf(callerId) + ": unchecked, " + callerId + ", " + subject.replace("'", "")
                            + " not looked at for 16 s, its file system may hang'"));
            assertThat(open.ask(COUNT)).contains("1000");
            assertAllAnswer(node, other, 200);

            hanging.answer();
            awaitText(
                    node,
                    SecurityEvent.CredentialsChanged.class,
                    subject + ": looked at again and good, believed again");
            assertAllAnswer(node, callerId, 200);
            assertThat(open.ask(COUNT)).contains("1000");
            assertThat(others.ask(COUNT)).contains("1000");
            assertThat(node.events.callersCut()).isEmpty();
        }
    }

    @Test
    void endsItsWebSocketsAfterAMinuteAndNobodyElses() throws Exception {
        try (TestNode node = node("tokens");
                RawWebSocket ended = open(node, "token:ci");
                RawWebSocket stays = open(node, "basic:alice")) {
            assertThat(ended.ask(COUNT)).contains("1000");
            hanging.hang();
            hanging.awaitHanging();
            pass(60);
            awaitLooks(node, "basic:alice");
            subject(node, "tokens", 60, ADMITS_NOBODY);
            assertThat(ended.ask(COUNT)).contains("1000");

            pass(1);
            RawWebSocket.Frame close = ended.readClose();
            assertThat(close.closeCode()).isEqualTo(1008);
            assertThat(close.text().substring(2)).isEqualTo("credential is no longer valid");
            subject(node, "tokens", 61, ": WebSockets that began by it are closed");
            assertThat(node.events.callersCut()).containsExactly("token:ci");
            assertThat(stays.ask(COUNT)).contains("1000");
        }
    }

    /** Whoever was switched off meanwhile may be anybody. */
    @Test
    void whereItIsTheListOfDisabledCallersNobodyIsAdmittedByACredential() throws Exception {
        try (TestNode node = node("disabled")) {
            hanging.hang();
            hanging.awaitHanging();
            pass(16);
            for (String callerId : List.of("basic:alice", "token:ci", JWT, "parity:wallet")) {
                assertAllAnswer(node, callerId, 503);
            }
            // What nobody was told of would be over without a word.
            await().atMost(SOON)
                    .until(() -> node.events.texts(SecurityEvent.Warning.class).stream()
                            .anyMatch(text -> text.startsWith("disabled callers ") && text.endsWith(ADMITS_NOBODY)));
            hanging.answer();
            awaitText(
                    node,
                    SecurityEvent.CredentialsChanged.class,
                    "disabled callers " + folder.resolve("disabled") + ": looked at again and good, believed again");
            awaitLooks(node, "basic:alice");
        }
    }

    /** As a mount that gives up: its errors say no more of who was taken back than its silence did. */
    @Test
    void isNotBelievedAgainByErrorsAndWhoWasTakenBackMeanwhileStaysOut() throws Exception {
        try (TestNode node = node("users")) {
            assertAllAnswer(node, "basic:alice", 200);
            hanging.hang();
            hanging.awaitHanging();
            pass(16);
            Files.write(folder.resolve("users"), List.of(userLine("bob")));
            hanging.fail();
            await().atMost(SOON)
                    .until(() -> node.events.texts(SecurityEvent.Warning.class).stream()
                            .anyMatch(text -> text.contains("Input/output error")));
            assertAllAnswer(node, "basic:alice", 503);

            hanging.answer();
            await().atMost(SOON).untilAsserted(() -> assertAllAnswer(node, "basic:bob", 200));
            assertAllAnswer(node, "basic:alice", 401);
        }
    }

    /** Files that do not hang are looked at within half a second: only then has this clock passed them by. */
    private void awaitLooks(TestNode node, String callerId) {
        await().atMost(SOON).untilAsserted(() -> assertAllAnswer(node, callerId, 200));
    }

    /** Waits for the warning about a file, and tells what it calls it. */
    private static String subject(TestNode node, String file, int seconds, String consequence) {
        String end = file + "' not looked at for " + seconds + " s, its file system may hang" + consequence;
        await().atMost(SOON)
                .until(() ->
                        node.events.texts(SecurityEvent.Warning.class).stream().anyMatch(text -> text.endsWith(end)));
        return node.events.texts(SecurityEvent.Warning.class).stream()
                .filter(text -> text.endsWith(end))
                .findFirst()
                .map(text -> text.substring(0, text.length() - end.length() + file.length() + 1))
                .orElseThrow();
    }

    private static String userLine(String name) {
        return name + ":" + OpenBSDBCrypt.generate("2y", "secret".getBytes(UTF_8), new byte[16], 4);
    }
}
