package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.caller.Users;
import io.securerpc.event.SecurityEvent;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.FairTime;
import io.securerpc.testsupport.Functional;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Users with passwords at every door of a real server, alone and beside certificates. */
@Functional
class BasicDoorsIT {
    private static final String SECRET = "planted-Pa55word";
    private static final Grants GRANTS = Grants.builder()
            .grant("basic:alice", Permission.CONTROL)
            .grant("certificate:alice", Permission.CONTROL)
            .build();

    private static final String CHALLENGE = "Basic realm=\"rpc\", charset=\"UTF-8\"";

    @TempDir
    private Path folder;

    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();

    @BeforeEach
    void writeUsers() throws IOException {
        write(line("alice", SECRET), line("bob", "other"));
    }

    /** The status of a public call and what a control call is answered, for each combination and way in; the same on all ways. */
    @ParameterizedTest
    @CsvSource({
        "ALONE, no, none, 401, -",
        "ALONE, no, alice, 200, wallet",
        "ALONE, no, bob, 200, unsafe",
        "ALONE, no, wrong, 401, -",
        "ALONE, no, unknown, 401, -",
        "ALONE, no, bearer, 401, -",
        "ALONE, no, twice, 400, -",
        "ALONE, no, bare, 400, -",
        "ALONE, no, junk, 401, -",
        "ALONE_OR_ANONYMOUS, no, none, 200, unsafe",
        "ALONE_OR_ANONYMOUS, no, alice, 200, wallet",
        "ALONE_OR_ANONYMOUS, no, wrong, 401, -",
        "ALONE_OR_ANONYMOUS, no, bearer, 401, -",
        "OR_CERTIFICATE, no, none, 401, -",
        "OR_CERTIFICATE, no, alice, 200, wallet",
        "OR_CERTIFICATE, no, wrong, 401, -",
        "OR_CERTIFICATE, yes, none, 200, unsafe",
        "OR_CERTIFICATE, yes, alice, 200, wallet",
        "OR_CERTIFICATE, yes, wrong, 401, -",
        "OR_CERTIFICATE_OR_ANONYMOUS, no, none, 200, unsafe",
        "AND_CERTIFICATE, yes, none, 401, -",
        "AND_CERTIFICATE, yes, alice, 200, wallet",
        "AND_CERTIFICATE, yes, wrong, 401, -",
    })
    void everyCombinationAtEveryDoor(
            CredentialMode mode, String certificate, String credential, int status, String control) throws Exception {
        try (TestNode node = node(mode)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            ClientTls presenting = certificate.equals("yes") ? tls.presenting(user) : tls;
            CallWay.assertAllAnswer(node, presenting, authorization(credential), status, control);
        }
    }

    @Test
    void withoutTheRequiredCertificateNoPasswordIsEvenRead() throws Exception {
        try (TestNode node = node(CredentialMode.AND_CERTIFICATE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            assertThatThrownBy(() -> CallWay.HTTP_1.call(node, tls, authorization("alice"), CallWay.COUNT))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(CallWay.class)
    void theAnswerSaysWhatToBring(CallWay way) throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            for (String credential : List.of("none", "wrong", "unknown")) {
                CallWay.Answer answer = way.call(node, tls, authorization(credential), CallWay.COUNT);
                assertThat(answer.challenge()).isEqualTo(CHALLENGE);
                assertThat(answer.body())
                        .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32600,\"message\":\""
                                + (credential.equals("none") ? "A credential is required." : "Credential not accepted.")
                                + "\"},\"id\":null}");
            }
        }
    }

    @Test
    void preflightNeedsNoPassword() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE);
                RawConnection connection = node.anonymous().connect()) {
            String own = "127.0.0.1:" + node.port();
            connection.write(
                    "OPTIONS / HTTP/1.1\r\nHost: " + own + "\r\nOrigin: https://" + own
                            + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n");
            RawResponse response = connection.readResponse();
            assertThat(response.status()).isEqualTo(204);
            assertThat(response.header("access-control-allow-headers")).contains("authorization");
        }
    }

    @Test
    void tooManyFailuresAreTurnedAwayAndTheRealUserIsNot() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            assertThat(CallWay.HTTP_1
                            .call(node, tls, authorization("alice"), CallWay.COUNT)
                            .status())
                    .isEqualTo(200);
            CallWay.Answer last = CallWay.HTTP_1.call(node, tls, authorization("unknown"), CallWay.COUNT);
            for (int i = 0; i < 20 && last.status() == 401; i++) {
                last = CallWay.HTTP_1.call(node, tls, authorization("unknown"), CallWay.COUNT);
            }
            assertThat(last.status()).isEqualTo(429);
            assertThat(last.retryAfter()).matches("[1-6]");
            // At the WebSocket door it is the same count, which has room for one more each six seconds.
            List<Integer> webSockets = new ArrayList<>();
            while (webSockets.size() < 4 && !webSockets.contains(429)) {
                webSockets.add(CallWay.WEBSOCKET
                        .call(node, tls, authorization("unknown"), CallWay.COUNT)
                        .status());
            }
            assertThat(webSockets).endsWith(429);
            assertThat(CallWay.HTTP_1
                            .call(node, tls, authorization("alice"), CallWay.COUNT)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void removedUsersAndChangedPasswordsEndTheirWebSocketsAndNobodyElses() throws Exception {
        write(line("alice", SECRET), line("bob", "other"), line("carol", "third"));
        try (TestNode node = node(CredentialMode.ALONE);
                RawWebSocket alice = open(node, "alice", SECRET);
                RawWebSocket bob = open(node, "bob", "other");
                RawWebSocket carol = open(node, "carol", "third")) {
            FairTime begin = FairTime.start();
            write(line("carol", "third"), line("bob", "changed"), "# alice is gone");
            for (RawWebSocket ended : List.of(alice, bob)) {
                assertThat(CredentialEnd.assertEnds(ended, begin)).isLessThan(Duration.ofSeconds(2));
            }
            assertThat(carol.ask(CallWay.COUNT)).contains("1000");
            assertThat(node.events.callersCut()).containsExactlyInAnyOrder("basic:alice", "basic:bob");
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            assertThat(CallWay.HTTP_1
                            .call(node, tls, authorization("alice"), CallWay.COUNT)
                            .status())
                    .isEqualTo(401);
            assertThat(CallWay.HTTP_2
                            .call(node, tls, List.of(basic("bob", "changed")), CallWay.COUNT)
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aCorruptFileKeepsTheUsersAndSaysSo() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE);
                RawWebSocket alice = open(node, "alice", SECRET)) {
            Files.writeString(folder.resolve("users"), "bob:" + SECRET);
            String expected = "users '" + folder.resolve("users")
                    + "': the new file is not used, what was good before stays so: users '"
                    + folder.resolve("users")
                    + "': line 1: no bcrypt hash after the name (expected: name:$2y$\\u2026, as htpasswd -B writes it)";
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(node.events.stream().map(SecurityEvent::text))
                            .contains(expected));
            assertThat(alice.ask(CallWay.COUNT)).contains("1000");
            assertThat(node.events.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void curlLogsIn() {
        try (TestNode node = node(CredentialMode.ALONE)) {
            CurlLogin.assertNeeds(node, "-u", "alice:" + SECRET, "alice:wrong");
        }
    }

    @Test
    void noPasswordIsInAnyEvent() throws Exception {
        try (TestNode node = node(CredentialMode.ALONE)) {
            ClientTls tls = ClientTls.trusting(node.identity.certificate());
            for (CallWay way : CallWay.values()) {
                way.call(node, tls, authorization("alice"), CallWay.CREATE);
                way.call(node, tls, List.of(basic("alice", SECRET + "x")), CallWay.COUNT);
                way.call(node, tls, List.of(basic(SECRET, "x")), CallWay.COUNT);
                way.call(node, tls, List.of(SECRET), CallWay.COUNT);
                way.call(node, tls, List.of(SECRET + " " + SECRET), CallWay.COUNT);
            }
            assertThat(node.events).isNotEmpty();
            String said = node.events.toString()
                    + node.events.stream().map(SecurityEvent::text).toList();
            assertThat(said).contains("basic:alice");
            assertThat(said)
                    .doesNotContain(SECRET, Base64.getEncoder().encodeToString(("alice:" + SECRET).getBytes(UTF_8)));
        }
    }

    private TestNode node(CredentialMode mode) {
        return mode.node(folder, user, GRANTS, Users.file(folder.resolve("users")))
                .start();
    }

    private RawWebSocket open(TestNode node, String name, String password) throws IOException {
        return RawWebSocket.open(node.anonymous().connect(), "Authorization: " + basic(name, password));
    }

    private static List<String> authorization(String credential) {
        return switch (credential) {
            case "none" -> List.of();
            case "alice" -> List.of(basic("alice", SECRET));
            case "bob" -> List.of(basic("bob", "other"));
            case "wrong" -> List.of(basic("alice", "other"));
            case "unknown" -> List.of(basic("nobody", SECRET));
            case "bearer" -> List.of("Bearer abcdef");
            case "twice" -> List.of(basic("alice", SECRET), basic("alice", SECRET));
            case "bare" -> List.of("Basic");
            case "junk" -> List.of("Basic ****");
            default -> throw new IllegalArgumentException(credential);
        };
    }

    private static String basic(String name, String password) {
        return "basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }

    private static String line(String name, String password) {
        return name + ":" + OpenBSDBCrypt.generate("2y", password.getBytes(UTF_8), new byte[16], 4);
    }

    private void write(String... lines) throws IOException {
        Path next = folder.resolve("users.new");
        Files.write(next, List.of(lines));
        Files.move(next, folder.resolve("users"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
