package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.securerpc.jetty.PlantedProcess.Line;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets are planted in files, settings and requests; every path is taken in a process whose loggers are all at TRACE; and all that the process has said is searched for them: log, events,
 * meters, exceptions with their causes, thread names, and the text of every object that the servers hold.
 */
class PlantedSecretsIT {
    private static final String JETTY = "org.eclipse.jetty.";
    private static final String ALL = "defaultLogLevel=trace";

    @TempDir
    private Path root;

    private PlantedFolder folder;

    @BeforeEach
    void plant() throws IOException {
        folder = new PlantedFolder(root);
    }

    @Test
    void nothingOfTheLibrarySaysASecretAtAnyLevel() throws Exception {
        PlantedProcess node = PlantedProcess.start(root, ALL);
        try (node) {
            List<String> offered = webSockets(node);
            misplace(node, offered);
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                presentAtEveryDoor(node, secret);
                steps(node, secret);
            }
            for (String secret : offered) {
                steps(node, secret);
            }
            node.step("offer " + folder.keys.proof());
            reloads(node);
            brokenFiles();
            node.step("fail");
            node.step("show");
        }
        assertThat(node.said().stream().filter(this::tells)).isEmpty();
        assertThat(node.log(line -> !line.logger().startsWith(JETTY) && tells(line.text())))
                .isEmpty();
        // What Jetty warns of is a Host that cannot be one; nobody's credential belongs there.
        assertThat(revealing(
                        node,
                        line -> !line.level().equals("DEBUG") && !line.level().equals("TRACE")))
                .isSubsetOf("org.eclipse.jetty.http.HttpParser", "org.eclipse.jetty.util.HostPort");
        assertEverythingWasTried(node);
    }

    @Test
    void theLoggersThatRevealCredentialsAreThoseThatTheServerWarnsOf() throws Exception {
        PlantedProcess node = PlantedProcess.start(root, ALL);
        try (node) {
            webSockets(node);
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                presentAtEveryDoor(node, secret);
            }
        }
        assertThat(revealing(node, line -> true)).containsExactlyElementsOf(new TreeSet<>(RevealingLoggers.NAMES));
        assertThat(warnings(node))
                .containsExactly("log: passwords and tokens of callers are written to it, by the loggers "
                        + String.join(", ", RevealingLoggers.NAMES)
                        + " at level DEBUG (expected: INFO or higher where credentials are accepted)");
    }

    @Test
    void withThoseLoggersAtInfoNoCredentialIsLoggedWhateverTheOthersAreAt() throws Exception {
        PlantedProcess node = PlantedProcess.start(
                root,
                Stream.concat(Stream.of(ALL), RevealingLoggers.NAMES.stream().map(name -> "log." + name + "=info"))
                        .toArray(String[]::new));
        try (node) {
            webSockets(node);
            for (String secret : concat(folder.presented(), folder.keys.tokens())) {
                presentAtEveryDoor(node, secret);
            }
        }
        assertThat(revealing(node, line -> true)).isEmpty();
        assertThat(warnings(node)).isEmpty();
        AtomicInteger records = new AtomicInteger();
        node.eachRecord(record -> {
            records.incrementAndGet();
        });
        assertThat(records).hasValueGreaterThan(10_000);
    }

    /** A secret that is said on purpose is noticed, whichever way it is said. */
    @ParameterizedTest
    @ValueSource(strings = {"log", "cause", "event", "meter", "object", "thread"})
    void aLeakIsNoticed(String way) throws Exception {
        PlantedProcess node = PlantedProcess.start(root, "defaultLogLevel=warn", "log.io.securerpc=trace");
        try (node) {
            node.ports();
            node.step(way + " " + folder.password);
            node.step("show");
        }
        boolean logged = !node.log(line -> tells(line.text())).isEmpty();
        boolean said = node.said().stream().anyMatch(this::tells);
        assertThat(logged).isEqualTo(Set.of("log", "cause", "event").contains(way));
        assertThat(said).isEqualTo(!Set.of("log", "cause").contains(way));
    }

    private static List<String> concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private boolean tells(String text) {
        return !folder.planted.in(text).isEmpty();
    }

    private Set<String> revealing(PlantedProcess node, Predicate<Line> which) {
        Set<String> loggers = new TreeSet<>();
        node.eachRecord(line -> {
            if (which.test(line) && !loggers.contains(line.logger()) && tells(line.text())) {
                loggers.add(line.logger());
            }
        });
        return loggers;
    }

    private static List<String> warnings(PlantedProcess node) {
        return node.said().stream()
                .filter(line -> line.contains(" | log: "))
                .map(line -> line.substring(line.indexOf(" | ") + 3))
                .distinct()
                .toList();
    }

    /** Or nothing was found because nothing was done. */
    private static void assertEverythingWasTried(PlantedProcess node) {
        String said = String.join("\n", node.said());
        assertThat(said)
                .contains(
                        "token: unknown",
                        "token: malformed",
                        "jwt: wrong",
                        "jwt: expired",
                        "parity-proof: replayed",
                        "parity-proof: unknown",
                        "parity-proof: malformed",
                        "ticket: replayed",
                        "ticket: unknown",
                        "basic: wrong",
                        "basic: unknown",
                        "credential-malformed")
                .contains(
                        "host-not-allowed",
                        "origin-malformed",
                        "origin-not-allowed",
                        "method-not-allowed",
                        "content-type")
                .contains("call-forbidden", "too-many-attempts", "the new file is not used", "meter MeterId{name=")
                .contains("verdict Admitted", "verdict ProofNeeded", "thread secure-rpc-", "refused users as users: ")
                .contains("refused keys as JWT keys: ", "a private or symmetric key", "refused no path: ")
                .doesNotContain("not refused: ");
        assertThat(said.lines().filter(line -> line.startsWith("texts ")).findFirst())
                .hasValueSatisfying(
                        line -> assertThat(Integer.parseInt(line.substring(6))).isGreaterThan(500));
    }

    /** Over HTTP/1.1, HTTP/2 and WebSocket, where credentials belong. */
    private void presentAtEveryDoor(PlantedProcess node, String secret) throws IOException {
        List<Integer> ports = node.ports();
        ClientTls tls = ClientTls.trusting(folder.identity.certificate());
        try (RawConnection connection = RawTlsClient.to(ports.get(0), tls).connect()) {
            String host = "127.0.0.1:" + ports.get(0);
            exchange(connection, PlantedRequests.asSubProtocol(secret, host), List.of());
        }
        for (String value : PlantedRequests.credentials(secret)) {
            for (int listener = 0; listener < 3; listener++) {
                int port = ports.get(listener);
                for (String request : PlantedRequests.withCredential(value, "127.0.0.1:" + port)) {
                    try (RawConnection connection = listener == 1
                            ? RawTlsClient.connectPlain(port)
                            : RawTlsClient.to(port, tls).connect()) {
                        exchange(connection, request, List.of());
                    }
                }
            }
            try (RawConnection connection =
                    RawTlsClient.to(ports.get(0), tls).alpn("h2").connect()) {
                http2(connection, value.length() > 126 ? value.substring(0, 126) : value);
            }
        }
    }

    private static void steps(PlantedProcess node, String secret) throws IOException {
        for (String value : PlantedRequests.credentials(secret)) {
            node.step("present " + value);
        }
        for (String list : PlantedRequests.lists(secret)) {
            node.step("offer " + list);
        }
    }

    /** Tickets and Parity's proofs, well and badly; returns them, used up, and the token that the proofs are made of. */
    private List<String> webSockets(PlantedProcess node) throws IOException {
        String host = "127.0.0.1:" + node.ports().get(0);
        String jwt = folder.keys.tokens().get(0);
        List<String> offered = new ArrayList<>(List.of(folder.keys.parityToken, folder.keys.bareParityToken()));
        for (String line : List.of(
                "Authorization: Bearer " + folder.token + "\r\n",
                "Authorization: Bearer " + jwt + "\r\n",
                "")) { // by the certificate alone
            Optional<TestCertificate> certificate = line.isEmpty() ? Optional.of(folder.user) : Optional.empty();
            String ticket = ticket(node, PlantedRequests.forTicket(line, host), certificate);
            folder.planted.add("ticket by " + line, ticket);
            if (line.isEmpty()) {
                offered.add(ticket); // one is like another
            }
            assertThat(offer(node, "securerpc.v1, ticket." + ticket, certificate))
                    .isEqualTo(101);
            assertThat(offer(node, "securerpc.v1, ticket." + ticket, certificate))
                    .isEqualTo(401);
        }
        String proof = folder.keys.proof();
        offered.add(proof);
        assertThat(offer(node, proof, Optional.empty())).isEqualTo(101);
        assertThat(offer(node, proof, Optional.empty())).as("replayed").isEqualTo(401);
        String old = folder.keys.proofAt(Instant.now().getEpochSecond() - 3_600);
        assertThat(offer(node, old, Optional.empty())).as("made an hour ago").isEqualTo(401);
        assertThat(offer(node, "securerpc.v1, token." + jwt, Optional.empty())).isEqualTo(101);
        for (String secret : offered) {
            for (String list : PlantedRequests.lists(secret)) {
                assertThat(offer(node, list, Optional.empty())).as(list).isIn(400, 401, 429);
            }
        }
        return offered;
    }

    private int offer(PlantedProcess node, String list, Optional<TestCertificate> certificate) throws IOException {
        try (RawConnection connection = client(node, certificate).connect()) {
            connection.write(
                    PlantedRequests.offering(list, "127.0.0.1:" + node.ports().get(0)));
            return connection.readResponse().status();
        }
    }

    private String ticket(PlantedProcess node, String request, Optional<TestCertificate> certificate)
            throws IOException {
        try (RawConnection connection = client(node, certificate).connect()) {
            connection.write(request);
            RawResponse response = connection.readResponse();
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            return response.body().substring(11, 54);
        }
    }

    private RawTlsClient client(PlantedProcess node, Optional<TestCertificate> certificate) {
        ClientTls tls = ClientTls.trusting(folder.identity.certificate());
        return RawTlsClient.to(
                node.ports().get(0), certificate.map(tls::presenting).orElse(tls));
    }

    /** Everywhere else in requests, messages, and on the wrong port. */
    private void misplace(PlantedProcess node, List<String> offered) throws IOException {
        int port = node.ports().get(0);
        ClientTls tls = ClientTls.trusting(folder.identity.certificate()).presenting(folder.user);
        List<String> others = List.of(folder.password, folder.token, folder.keys.secret);
        for (String secret : concat(others, concat(folder.keys.tokens().subList(0, 1), offered))) {
            for (String request : PlantedRequests.misplaced(secret, "127.0.0.1:" + port)) {
                try (RawConnection connection = RawTlsClient.to(port, tls).connect()) {
                    exchange(connection, request, PlantedRequests.bodies(secret));
                }
                try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                    exchange(connection, request, List.of());
                }
            }
        }
    }

    /** Whatever comes of it: many are refused by an end of the connection. */
    private static void exchange(RawConnection connection, String request, List<String> messages) {
        try {
            connection.write(request);
            RawResponse response = connection.readResponse();
            if (response.status() == 101) {
                RawWebSocket socket = RawWebSocket.on(connection);
                for (String message : messages) {
                    socket.ask(message);
                }
                socket.sendFrame(
                        true, RawWebSocket.BINARY, String.join("", messages).getBytes(StandardCharsets.UTF_8));
                socket.readClose();
            }
        } catch (IOException | RuntimeException refused) {
            return;
        }
    }

    private static void http2(RawConnection connection, String value) {
        try {
            RawHttp2 http2 = RawHttp2.open(connection);
            for (int i = 0; i < 2; i++) {
                String host = "127.0.0.1:" + connection.socket().getPort();
                int stream = http2.sendHeaders(
                        0,
                        ":method",
                        "POST",
                        ":scheme",
                        "https",
                        ":path",
                        "/",
                        ":authority",
                        host,
                        "content-type",
                        "application/json",
                        "authorization",
                        value);
                http2.finishPost(stream, PlantedRequests.CALL);
                http2.readBody(stream);
                http2.rememberHeaders();
            }
        } catch (IOException | RuntimeException refused) {
            return; // by a reset
        }
    }

    private void reloads(PlantedProcess node) throws IOException {
        String users = Files.readString(folder.path(PlantedFolder.USERS));
        String tokens = Files.readString(folder.path(PlantedFolder.TOKENS));
        for (String content : List.of(
                "alice:" + folder.password + "\n",
                folder.password + "\n",
                users + folder.password + ":" + users.split(":", 2)[1] + users,
                users.replace("$2y$04", "$2y$31"),
                users.substring(0, 40))) {
            reload(node, PlantedFolder.USERS, content, "users");
        }
        for (String content : List.of(
                tokens + folder.token + "\n",
                tokens.replace("\"name\"", "\"" + folder.token + "\""),
                tokens.replace("\"ci\"", "\"" + folder.token + "\""),
                folder.token,
                tokens.substring(0, tokens.length() - 20))) {
            reload(node, PlantedFolder.TOKENS, content, "token");
        }
        PlantedKeys keys = folder.keys;
        String set = Files.readString(folder.path(PlantedKeys.KEYS));
        for (String content : List.of(keys.privateKeys, keys.secret, set.replace("P-256", keys.secret))) {
            reload(node, PlantedKeys.KEYS, content, "JWT keys of");
        }
        for (String content : List.of(
                keys.secret + keys.secret, keys.secret.substring(20), "secret = " + keys.secret, keys.privateKeys)) {
            reload(node, PlantedKeys.SECRET, content, "JWT secret 'engine'");
        }
        String codes = Files.readString(folder.path(PlantedKeys.AUTHCODES));
        for (String content : List.of(
                codes + keys.parityToken + ";x\n",
                codes.replace("wallet", folder.password),
                keys.proof(),
                keys.bareParityToken().substring(2))) {
            reload(node, PlantedKeys.AUTHCODES, content, "Parity tokens");
        }
        // The identity that serves all the time is no news when its key comes back.
        replace(node, PlantedFolder.KEY, folder.user.keyPem() + folder.passphrase, "server.key.pem");
        replace(node, PlantedFolder.KEY, folder.passphrase, "server.key.pem");
    }

    private void reload(PlantedProcess node, String name, String content, String subject) throws IOException {
        String good = Files.readString(folder.path(name));
        replace(node, name, content, subject);
        replace(node, name, good, subject);
    }

    /** Until the node has said something of it. */
    private void replace(PlantedProcess node, String name, String content, String subject) throws IOException {
        int before = node.said().size();
        folder.replace(name, content);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> node.said().stream()
                        .skip(before)
                        .anyMatch(line -> line.startsWith("event ") && line.contains(subject)));
    }

    private void brokenFiles() throws IOException {
        folder.replace(PlantedFolder.KEY, folder.encryptedKey);
        Files.writeString(folder.path("broken.users"), "alice:" + folder.password);
        Files.writeString(folder.path("broken.tokens"), folder.token);
        Files.writeString(folder.path("broken.key"), folder.identity.keyPem().replace("END", "DNE"));
        Files.writeString(folder.path("broken.certificate"), folder.user.keyPem());
        Files.writeString(folder.path("broken.passphrase"), folder.passphrase + "x");
        Files.writeString(folder.path("broken.secret"), "0x" + folder.keys.secret + "0");
        Files.writeString(folder.path("broken.authcodes"), folder.keys.parityToken + ";" + folder.keys.secret);
    }
}
