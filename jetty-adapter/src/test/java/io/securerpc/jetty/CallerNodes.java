package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.Grants;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.ParityTokenFile;
import io.securerpc.caller.ParityTokens;
import io.securerpc.caller.Permission;
import io.securerpc.caller.TokenFile;
import io.securerpc.caller.Users;
import io.securerpc.caller.jwt.JwtIssuer;
import io.securerpc.caller.jwt.JwtKeys;
import io.securerpc.caller.jwt.JwtTokens;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.limit.AttemptLimits;
import io.securerpc.listener.Listener;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawResponse;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.RawWebSocket;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.cells.CallerCell;
import io.securerpc.testsupport.cells.CallerSecrets;
import io.securerpc.testsupport.cells.CallerTables;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Servers for the cells of callers, one with all listeners for each choice of kinds, and what is presented to them. */
final class CallerNodes implements AutoCloseable {
    private static final List<String> LISTENERS = CallerTables.PEERS.names();
    /** The choices of kinds where a header proves somebody, who is given a ticket then. */
    private static final String TICKETED = "basic|tokens|jwt|all";
    /** As many as a test makes, from one address. */
    private static final int ATTEMPTS = 1_000;

    final RecordedEvents events = new RecordedEvents();
    private final Path folder;
    private final TestCertificate identity =
            TestCertificate.named("node.example.com").san("127.0.0.1").selfSigned();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate other = TestCertificate.named("rpc.user.2").selfSigned();
    private final TestCertificate stranger = TestCertificate.named("rpc.user.1").selfSigned();
    private final CallerSecrets secrets;
    private final Map<String, Node> nodes = new HashMap<>();

    CallerNodes(Path folder) throws IOException {
        this.folder = folder;
        Path clients = Files.createDirectories(folder.resolve("clients"));
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        other.writeCertificate(clients.resolve(SubjectHash.of(other.certificate()) + ".0"));
        identity.writeCertificate(folder.resolve("server.pem"));
        identity.writeKey(folder.resolve("server.key"));
        Files.writeString(folder.resolve("jwks.json"), CallerSecrets.keySet());
        TokenFile tokens = TokenFile.at(folder.resolve("tokens"));
        String good = tokens.create(NewToken.named("ci").withPermission(Permission.CONTROL))
                .secret();
        String revoked = tokens.create(NewToken.named("gone").withPermission(Permission.CONTROL))
                .secret();
        tokens.revoke("gone");
        ParityTokenFile parity = ParityTokenFile.at(folder.resolve("authcodes"));
        Instant now = Instant.now();
        secrets = new CallerSecrets(good, revoked, parity.create("wallet").secret(), now);
        // So that no use is written for an hour, while the folder is removed for instance.
        tokens.recordUses(Map.of("ci", now));
        parity.recordUses(Map.of("wallet", now));
    }

    /** One server, and the second of the last proof that was made for it: a token makes one a second. */
    private static final class Node {
        final RunningServer server;
        private Instant lastProof = Instant.now().truncatedTo(ChronoUnit.SECONDS);

        Node(RunningServer server) {
            this.server = server;
        }

        Instant proofTime() {
            Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
            lastProof = now.isAfter(lastProof) ? now : lastProof.plusSeconds(1);
            return lastProof;
        }
    }

    /** Header lines of what the cell presents, with what single-use credentials need beforehand. */
    List<String> headers(CallerCell cell) {
        List<String> lines = new ArrayList<>();
        cell.authorization(name -> text(name, cell)).forEach(value -> lines.add("Authorization: " + value));
        List<String> offered = cell.subprotocols(name -> text(name, cell));
        if (!offered.isEmpty()) {
            lines.add("Sec-WebSocket-Protocol: " + String.join(", ", offered));
        }
        if (!cell.origin().isEmpty()) {
            lines.add("Origin: " + cell.origin());
        }
        events.clear();
        return lines;
    }

    private String text(String name, CallerCell cell) {
        String header = "Authorization: " + cell.ticketCredential(this::secret);
        String page = "Origin: " + CallerTables.PAGE;
        return switch (name) {
            case "{ticket}" -> ticket(cell, cell.listener(), cell.certificate(), page, header);
            case "{bearer-ticket}" -> "Bearer " + ticket(cell, cell.listener(), cell.certificate(), page, header);
            case "{ticket-of-peer}" -> ticket(cell, cell.listener(), cell.certificate(), page);
            case "{ticket-moved}" ->
                ticket(cell, cell.listener(), cell.certificate(), "Origin: " + CallerTables.OTHER_PAGE, header);
            case "{ticket-strange}" -> ticket(cell, "request", "other", page, header);
            case "{ticket-used}" -> {
                String ticket = ticket(cell, cell.listener(), cell.certificate(), page, header);
                open(cell, TICKETED, page, "Sec-WebSocket-Protocol: securerpc.v1, ticket." + ticket);
                yield ticket;
            }
            case "{proof}" -> secrets.text(name, node(cell).proofTime());
            case "{proof-used}" -> {
                String proof = secrets.text("{proof}", node(cell).proofTime());
                open(cell, "parity|all", "Sec-WebSocket-Protocol: " + proof);
                yield proof;
            }
            default -> secret(name);
        };
    }

    private String secret(String name) {
        return secrets.text(name, Instant.now());
    }

    private void open(CallerCell cell, String kinds, String... lines) {
        try (RawConnection connection = connect(cell, false)) {
            int status = RawWebSocket.handshake(connection, lines).status();
            if (cell.accepted().matches(kinds) && !refusesCertificate(cell)) {
                assertThat(status).as("first use in %s", cell).isEqualTo(101);
            }
        } catch (IOException e) {
            // TLS itself refuses whoever has no certificate where one is required.
            assertThat(refusesCertificate(cell)).as("%s: %s", cell, e).isTrue();
        }
    }

    /** From a POST; what nobody is given is made up. */
    private String ticket(CallerCell cell, String listener, String certificate, String... lines) {
        try (RawConnection connection = connect(cell, listener, certificate, false)) {
            int port = connection.socket().getPort();
            StringBuilder post = new StringBuilder("POST /ticket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nContent-Type: application/json\r\nContent-Length: 0\r\n");
            for (String line : lines) {
                post.append(line).append("\r\n");
            }
            connection.write(post.append("\r\n").toString());
            RawResponse answer = connection.readResponse();
            boolean proves = lines.length > 1 && cell.accepted().matches(TICKETED);
            if (proves && (certificate.equals("other") || !refusesCertificate(cell))) {
                assertThat(answer.status())
                        .as("ticket for %s: %s", cell, answer.body())
                        .isEqualTo(200);
            }
            return answer.status() == 200 ? answer.body().substring(11, 54) : CallerSecrets.GUESSED_TICKET;
        } catch (IOException e) {
            assertThat(refusesCertificate(cell)).as("%s: %s", cell, e).isTrue();
            return CallerSecrets.GUESSED_TICKET;
        }
    }

    private static boolean refusesCertificate(CallerCell cell) {
        return CallerTables.PEERS.verdict(cell.listener(), cell.certificate()).startsWith("client-certificate-");
    }

    RawConnection connect(CallerCell cell, boolean http2) throws IOException {
        return connect(cell, cell.listener(), cell.certificate(), http2);
    }

    private RawConnection connect(CallerCell cell, String listener, String certificate, boolean http2)
            throws IOException {
        int port = node(cell).server.uris().get(LISTENERS.indexOf(listener)).getPort();
        if (listener.equals("plain")) {
            return RawTlsClient.connectPlain(port);
        }
        ClientTls tls = ClientTls.trusting(identity.certificate());
        RawTlsClient client = RawTlsClient.to(
                port,
                switch (certificate) {
                    case "good" -> tls.presenting(user);
                    case "other" -> tls.presenting(other);
                    case "untrusted" -> tls.presenting(stranger);
                    default -> tls;
                });
        return (http2 ? client.alpn("h2") : client).connect();
    }

    private Node node(CallerCell cell) {
        return nodes.computeIfAbsent(cell.accepted() + cell.anonymous(), any -> {
            ClientTrust trust = ClientTrust.installed(folder.resolve("clients"));
            SecureRpcServerBuilder builder = SecureRpcServer.builder()
                    .service(service())
                    .addListener(Listener.plain("127.0.0.1", 0))
                    .addListener(tls(ClientAuthentication.none()))
                    .addListener(tls(ClientAuthentication.request(trust)))
                    .addListener(tls(ClientAuthentication.require(trust)))
                    .origins(OriginPolicy.allow(CallerTables.PAGE, CallerTables.OTHER_PAGE))
                    .grants(grants())
                    .attemptLimits(AttemptLimits.builder()
                            .byAddress(ATTEMPTS, Duration.ofSeconds(1))
                            .byName(ATTEMPTS, Duration.ofSeconds(1))
                            .byKnownAddress(ATTEMPTS, Duration.ofSeconds(1))
                            .build())
                    .eventListener(events::add);
            accept(builder, cell.accepted());
            if (cell.anonymous()) {
                builder.allowAnonymous();
            }
            return new Node(builder.build().start());
        });
    }

    private void accept(SecureRpcServerBuilder builder, String accepted) {
        if (!accepted.equals("none")) {
            builder.webSocketTickets();
        }
        if (accepted.matches("basic|all")) {
            builder.addCredentials(Users.line(CallerSecrets.userLine()));
        }
        if (accepted.matches("tokens|all")) {
            builder.addCredentials(BearerTokens.in(folder.resolve("tokens")));
        }
        if (accepted.matches("jwt|all")) {
            builder.addCredentials(JwtTokens.signedBy(JwtIssuer.of(
                            CallerTables.ISSUER, CallerSecrets.AUDIENCE, JwtKeys.files(folder.resolve("jwks.json")))
                    .withPermissionsClaim(CallerSecrets.CLAIM)));
        }
        if (accepted.matches("parity|all")) {
            builder.addCredentials(ParityTokens.in(folder.resolve("authcodes")).withWindow(ParityTokens.WIDEST_WINDOW));
        }
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
                .grant("jwt:" + CallerTables.ISSUER + "|alice", Permission.CONTROL)
                .grant("parity:wallet", Permission.CONTROL)
                .grant("parity:ci", Permission.CONTROL, read)
                .grant("token:wallet", Permission.CONTROL, read)
                .grant("basic:bob", Permission.CONTROL, read)
                .build();
    }

    private static RpcService service() {
        return TestService.builder()
                .method("public", Permission.PUBLIC, call -> call.caller().id())
                .method("control", Permission.CONTROL, call -> call.caller().id())
                .method(
                        "read",
                        Permission.of("ledger.read"),
                        call -> call.caller().id())
                .method("undeclared", call -> call.caller().id())
                .build();
    }

    @Override
    public void close() {
        nodes.values().forEach(node -> node.server.close());
    }
}
