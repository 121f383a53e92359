package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.securerpc.SecureRpcException;
import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtSecret;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.event.SecurityEventListener;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A check finds what stops a start, in the same words, and opens nothing. */
class StartCheckTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeGoodFiles() throws IOException {
        TestCertificate server =
                TestCertificate.named("www.example.com").san("127.0.0.1").selfSigned();
        server.writeCertificate(folder.resolve("c.pem"));
        server.writeKey(folder.resolve("k.pem"));
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        Files.createDirectory(folder.resolve("clients"));
        user.writeCertificate(folder.resolve("clients").resolve(SubjectHash.of(user.certificate()) + ".0"));
        Files.writeString(
                folder.resolve("dh.pem"), "-----BEGIN DH PARAMETERS-----\nMAYCAQcCAQI=\n-----END DH PARAMETERS-----\n");
        Files.writeString(
                folder.resolve("users"), "alice:$2y$04$......................n9dbIYhbXMUDTRKmyrTgTdVHFg8B1yK\n");
        Files.writeString(folder.resolve("tokens"), "{\"format\":\"secure-rpc tokens\",\"version\":1}\n");
        Files.writeString(folder.resolve("jwt.hex"), "0123456789abcdef".repeat(4));
        Files.writeString(folder.resolve("disabled"), "");
        // As Parity wrote it first, without a date.
        Files.writeString(folder.resolve("authcodes"), "abcd-1234-EFGH-5678\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none/rpc.sock", "c.pem/rpc.sock", "c.pem", "long"})
    void findsAPlaceWhereNoSocketCanBeMade(String place) throws IOException {
        String name = place.equals("long") ? "l".repeat(100) + "/rpc.sock" : place;
        if (place.equals("long")) {
            Files.createDirectory(folder.resolve("l".repeat(100)));
        }
        Path path = folder.resolve(name);
        SecureRpcServer server = unix(path);
        assertThat(server.check()).singleElement().asString().startsWith("listener unix:" + path + ": ");
        assertThat(catchThrowableOfType(
                        ListenerException.class, () -> server.start().close()))
                .hasMessageStartingWith("listener unix:" + path + ": ");
    }

    @Test
    void aSocketThatIsListenedToIsNoProblem() {
        Path path = folder.resolve("s");
        try (RunningServer running = unix(path).start()) {
            assertThat(running).isNotNull();
            assertThat(unix(path).check()).isEmpty();
        }
    }

    private static SecureRpcServer unix(Path path) {
        return SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("ping", Permission.PUBLIC, call -> "pong")
                        .build())
                .addListener(Listener.unix(path, PosixFilePermissions.fromString("rw-------")))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c.pem",
                "k.pem",
                "clients",
                "dh.pem",
                "users",
                "tokens",
                "jwt.hex",
                "authcodes",
                "disabled",
                "activity"
            })
    void saysWhatTheStartWouldSay(String broken) throws IOException {
        Path file = folder.resolve(broken);
        if (broken.equals("clients")) {
            for (Path client : clients()) {
                Files.delete(client);
            }
        } else {
            Files.writeString(file, "certificate:\u0007");
        }
        SecureRpcServer server = server(0);

        SecureRpcException stopped = catchThrowableOfType(
                SecureRpcException.class, () -> server.start().close());

        assertThat(stopped).as("a start with a broken " + broken).isNotNull();
        assertThat(server.check()).containsExactly(stopped.getMessage());
    }

    @Test
    void findsNothingWhereAllIsGoodAndTakesNoPortAndWritesNothing() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<String> before = files();

            assertThat(server(taken.getLocalPort()).check()).isEmpty();
            // What a server writes when it has opened a file it writes later, on another thread.
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(files()).isEqualTo(before));
        }
    }

    @Test
    void namesWhatIsWrongWithEachFile() throws IOException {
        for (String broken : List.of("k.pem", "dh.pem", "users", "tokens")) {
            Files.writeString(folder.resolve(broken), "x");
        }

        assertThat(server(0).check())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("DH parameters file '" + folder.resolve("dh.pem")),
                        problem -> assertThat(problem).startsWith("private key file '" + folder.resolve("k.pem")),
                        problem -> assertThat(problem).startsWith("users '" + folder.resolve("users")),
                        problem -> assertThat(problem)
                                .contains(folder.resolve("tokens").toString()));
    }

    @Test
    void warnsOfWhatOthersMayWriteInTheWordsOfAStartWhichGoesOn() throws IOException {
        closeToOthers();
        assertThat(server(0).warnings()).isEmpty();
        assertThat(warningsOfAStart()).isEmpty();

        Path clients = folder.resolve("clients");
        Files.setPosixFilePermissions(clients, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String name : List.of("c.pem", "k.pem", "users", "tokens", "jwt.hex", "authcodes", "disabled")) {
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw--w--w-"));
        }

        assertThat(server(0).check()).isEmpty();
        List<String> warnings = server(0).warnings();
        assertThat(warnings)
                .containsExactlyInAnyOrder(
                        "private key file '" + folder.resolve("k.pem")
                                + "': writable by other users (expected: mode 0600)",
                        "certificate file '" + folder.resolve("c.pem")
                                + "': writable by other users (expected: mode 0644)",
                        "trust directory " + clients
                                + ": writable by other users, who may add clients (expected: mode 0755)",
                        "disabled callers " + folder.resolve("disabled")
                                + ": writable by other users (expected: mode 0644)",
                        "users '" + folder.resolve("users") + "': writable by other users (expected: mode 0644)",
                        "token file '" + folder.resolve("tokens") + "': writable by other users (expected: mode 0644)",
                        "Parity tokens '" + folder.resolve("authcodes")
                                + "': writable by other users (expected: mode 0600)",
                        "JWT secret 'engine' in '" + folder.resolve("jwt.hex")
                                + "': writable by other users (expected: mode 0600)");
        // Each listener says what it has to say of its own identity.
        assertThat(warningsOfAStart()).containsAll(warnings).allMatch(warnings::contains);
    }

    private List<String> warningsOfAStart() {
        List<String> warnings = new CopyOnWriteArrayList<>();
        SecurityEventListener events = event -> {
            if (event instanceof SecurityEvent.Warning warning
                    && !warning.text().startsWith("DH parameters")) {
                warnings.add(warning.text());
            }
        };
        builder(0).eventListener(events).build().start().close();
        return warnings;
    }

    private void closeToOthers() throws IOException {
        for (String name : List.of("c.pem", "k.pem", "users", "tokens", "jwt.hex", "authcodes", "disabled")) {
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    private SecureRpcServer server(int port) {
        return builder(port).build();
    }

    private SecureRpcServerBuilder builder(int port) {
        Listener.Tls listener = Listener.tls(
                        "127.0.0.1",
                        port,
                        IdentityFiles.pem(folder.resolve("c.pem"), folder.resolve("k.pem"), Passphrase.none()),
                        TlsPolicy.intermediate(),
                        ClientAuthentication.request(ClientTrust.installed(folder.resolve("clients"))))
                .withDhParameters(folder.resolve("dh.pem"));
        return SecureRpcServer.builder()
                .service(RpcService.builder()
                        .method("count", Permission.PUBLIC, call -> 1)
                        .build())
                .addListener(listener)
                .addListener(listener.withAddress("127.0.0.1", 0))
                .addCredentials(Users.file(folder.resolve("users")))
                .addCredentials(BearerTokens.in(folder.resolve("tokens")))
                .addCredentials(ParityTokens.in(folder.resolve("authcodes")))
                .addCredentials(JwtTokens.signedBy(JwtSecret.file("engine", folder.resolve("jwt.hex"))))
                .disabledCallers(folder.resolve("disabled"))
                .activityFile(folder.resolve("activity"));
    }

    private List<Path> clients() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("clients"))) {
            return entries.toList();
        }
    }

    /** With what is in them, and who may read them. */
    private List<String> files() throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<String> files = new ArrayList<>();
            for (Path each : tree.sorted().toList()) {
                String content = Files.isDirectory(each) ? "" : Files.readString(each);
                files.add(each + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(each)) + " "
                        + content);
            }
            return files;
        }
    }
}
