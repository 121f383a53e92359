package io.securerpc.jetty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawHttp2;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerTables;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sample of the callers' cells over real sockets, some of each kind of answer for each listener, credential and form: HTTP/1.1, HTTP/2 and WebSocket answer as the tables say. */
class CallerTruthTableIT {
    private static final int EACH = 1;
    private static final List<String> LISTENERS = CallerTables.PEERS.names();
    private static final Pattern OUTCOME =
            Pattern.compile("\"result\": ?\"([^\"]*)\"|(unsafe to be called externally|RPC control is"
                    + " disabled)|(Method not found|Unknown command)");

    @TempDir
    private Path folder;

    private final TestCertificate identity =
            TestCertificate.named("node.example.com").san("127.0.0.1").selfSigned();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate stranger = TestCertificate.named("rpc.user.1").selfSigned();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, RunningServer> servers = new HashMap<>();
    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private int checked;
    private int limited;

    @BeforeEach
    void makeCredentials() throws IOException {
        Path clients = Files.createDirectories(folder.resolve("clients"));
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        identity.writeCertificate(folder.resolve("server.pem"));
        identity.writeKey(folder.resolve("server.key"));
        TokenFile file = TokenFile.at(folder.resolve("tokens"));
        String good = file.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        String revoked = file.create(NewToken.named("gone").withPermission(Permission.CONTROL))
                .secret();
        file.revoke("gone");
        names.put("{basic-good}", basic("alice", "planted-Pa55word"));
        names.put("{basic-wrong}", basic("alice", "planted-Pa55wore"));
        names.put("{basic-unknown}", basic("bob", "planted-Pa55word"));
        names.put("{basic-token}", basic("ci", good));
        names.put("{bearer-good}", "Bearer " + good);
        names.put("{bearer-revoked}", "Bearer " + revoked);
        names.put("{other}", "Token " + good);
        names.put("{bare}", "Bearer");
    }

    @AfterEach
    void stop() {
        servers.values().forEach(RunningServer::close);
    }

    @Test
    void everyTransportAnswersAsTheTablesSay() throws Exception {
        long seed = System.nanoTime();
        List<CallerCell> sample = sample(new Random(seed));
        assertThat(sample).hasSizeGreaterThanOrEqualTo(300);
        for (CallerCell cell : sample) {
            try {
                check(cell, false);
                if (!cell.webSocket() && !cell.listener().equals("plain")) {
                    check(cell, true);
                }
            } catch (IOException | RuntimeException e) {
                throw new AssertionError(cell + ", seed " + seed, e);
            }
        }
        assertThat(limited).as("of %d", checked).isLessThan(checked / 10);
    }

    private void check(CallerCell cell, boolean http2) throws IOException {
        events.clear();
        checked++;
        CallerCell.Answer expected = cell.expected();
        String heard;
        try (RawConnection connection = connect(cell, http2)) {
            heard = http2
                    ? http2(cell, connection)
                    : cell.webSocket() ? webSocket(cell, connection) : http1(cell, connection);
        } catch (IOException | IndexOutOfBoundsException refused) {
            // TLS itself refuses whoever has no certificate where one is required, and whoever has a wrong one.
            assertThat(expected.refused()).as("%s: %s", cell, refused).startsWith("client-certificate-");
            return;
        }
        List<String> refusals = events.stream()
                .filter(SecurityEvent.RequestRefused.class::isInstance)
                .map(event -> String.join(",", ((SecurityEvent.RequestRefused) event).codes()))
                .toList();
        List<String> outcomes = OUTCOME.matcher(heard)
                .results()
                .map(found ->
                        found.group(1) != null ? found.group(1) : found.group(2) != null ? "forbidden" : "unknown")
                .toList();
        if (expected.refused().startsWith("credential-") && refusals.equals(List.of("too-many-attempts"))) {
            // Many fail from one address here; what is turned away unread says nothing of the tables.
            assertThat(outcomes).as("%s", cell).isEmpty();
            limited++;
            return;
        }
        if (!expected.refused().isEmpty()) {
            assertThat(refusals).as("%s: %s", cell, heard).containsExactly(expected.refused());
            assertThat(outcomes).as("%s: %s", cell, heard).isEmpty();
            return;
        }
        assertThat(outcomes)
                .as("%s: %s", cell, heard)
                .isEqualTo(expected.calls().stream()
                        .map(call -> call.equals("result") ? expected.caller() : call)
                        .toList());
        assertThat(refusals)
                .as("%s", cell)
                .isEqualTo(expected.calls().contains("forbidden") ? List.of("call-forbidden") : List.of());
    }

    private String http1(CallerCell cell, RawConnection connection) throws IOException {
        List<String> lines = new ArrayList<>(List.of("Content-Type: application/json"));
        cell.authorization(names).forEach(value -> lines.add("Authorization: " + value));
        connection.write(RawConnection.postRequest(
                "127.0.0.1:" + connection.socket().getPort(), cell.body(), lines.toArray(String[]::new)));
        RawResponse response = connection.readResponse();
        return response.status() + " " + response.body();
    }

    private String http2(CallerCell cell, RawConnection connection) throws IOException {
        List<String> headers =
                new ArrayList<>(List.of(":method", "POST", ":scheme", "https", ":path", "/", ":authority"));
        headers.addAll(List.of("127.0.0.1:" + connection.socket().getPort(), "content-type", "application/json"));
        cell.authorization(names).forEach(value -> headers.addAll(List.of("authorization", value)));
        RawHttp2 http2 = RawHttp2.open(connection);
        int stream = http2.sendHeaders(0, headers.toArray(String[]::new));
        http2.finishPost(stream, cell.body());
        return http2.readBody(stream);
    }

    private String webSocket(CallerCell cell, RawConnection connection) throws IOException {
        String[] lines = cell.authorization(names).stream()
                .map(value -> "Authorization: " + value)
                .toArray(String[]::new);
        RawResponse response = RawWebSocket.handshake(connection, lines);
        return response.status() == 101
                ? "101 " + RawWebSocket.on(connection).ask(cell.body())
                : response.status() + " " + response.body();
    }

    private RawConnection connect(CallerCell cell, boolean http2) throws IOException {
        int port = server(cell).uris().get(LISTENERS.indexOf(cell.listener())).getPort();
        if (cell.listener().equals("plain")) {
            return RawTlsClient.connectPlain(port);
        }
        ClientTls tls = ClientTls.trusting(identity.certificate());
        RawTlsClient client = RawTlsClient.to(
                port,
                switch (cell.certificate()) {
                    case "good" -> tls.presenting(user);
                    case "untrusted" -> tls.presenting(stranger);
                    default -> tls;
                });
        return (http2 ? client.alpn("h2") : client).connect();
    }

    /** One server with all listeners for each choice of kinds. */
    private RunningServer server(CallerCell cell) {
        return servers.computeIfAbsent(cell.accepted() + cell.anonymous(), any -> {
            ClientTrust trust = ClientTrust.installed(folder.resolve("clients"));
            SecureRpcServerBuilder builder = SecureRpcServer.builder()
                    .service(service())
                    .addListener(Listener.plain("127.0.0.1", 0))
                    .addListener(tls(ClientAuthentication.none()))
                    .addListener(tls(ClientAuthentication.request(trust)))
                    .addListener(tls(ClientAuthentication.require(trust)))
                    .grants(grants())
                    .eventListener(events::add);
            if (cell.accepted().matches("basic|both")) {
                builder.addCredentials(Users.line(
                        "alice:" + OpenBSDBCrypt.generate("2y", "planted-Pa55word".getBytes(UTF_8), new byte[16], 4)));
            }
            if (cell.accepted().matches("tokens|both")) {
                builder.addCredentials(BearerTokens.in(folder.resolve("tokens")));
            }
            RunningServer server = (cell.anonymous() ? builder.allowAnonymous() : builder)
                    .build()
                    .start();
            succeed(server);
            return server;
        });
    }

    /** Whoever succeeded from an address is not turned away for what others fail from there. */
    private void succeed(RunningServer server) {
        for (String good : List.of("{basic-good}", "{bearer-good}")) {
            int port = server.uris().get(0).getPort();
            try (RawConnection connection = RawTlsClient.connectPlain(port)) {
                connection.write(RawConnection.postRequest(
                        "127.0.0.1:" + port,
                        "{}",
                        "Content-Type: application/json",
                        "Authorization: " + names.get(good)));
                assertThat(connection.readResponse().status()).isIn(200, 401);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        events.clear();
    }

    private Listener tls(ClientAuthentication authentication) {
        IdentityFiles files =
                IdentityFiles.pem(folder.resolve("server.pem"), folder.resolve("server.key"), Passphrase.none());
        return Listener.tls("127.0.0.1", 0, files, TlsPolicy.intermediate(), authentication);
    }

    private static Grants grants() {
        Permission read = Permission.of("ledger.read");
        return Grants.builder()
                .grant("certificate:rpc.user.1", Permission.CONTROL)
                .grant("basic:alice", read)
                .grant("basic:ci", Permission.CONTROL, read)
                .grant("token:alice", Permission.CONTROL, read)
                .grant("basic:rpc.user.1", Permission.CONTROL, read)
                .build();
    }

    private static RpcService service() {
        return RpcService.builder()
                .method("public", Permission.PUBLIC, call -> call.caller().id())
                .method("control", Permission.CONTROL, call -> call.caller().id())
                .method(
                        "read",
                        Permission.of("ledger.read"),
                        call -> call.caller().id())
                .method("undeclared", call -> call.caller().id())
                .build();
    }

    private static List<CallerCell> sample(Random random) {
        List<CallerCell> cells = new ArrayList<>();
        CallerTables.forEachCell(cells::add);
        Collections.shuffle(cells, random);
        Map<String, List<CallerCell>> kinds = new LinkedHashMap<>();
        for (CallerCell cell : cells) {
            CallerCell.Answer expected = cell.expected();
            String kind = String.join(" ", cell.listener(), cell.certificate(), cell.presented(), cell.form())
                    + cell.webSocket()
                    + (expected.refused().isEmpty() ? expected.caller() : expected.refused());
            List<CallerCell> some = kinds.computeIfAbsent(kind, any -> new ArrayList<>());
            if (some.size() < EACH) {
                some.add(cell);
            }
        }
        return kinds.values().stream().flatMap(List::stream).toList();
    }

    private static String basic(String name, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }
}
