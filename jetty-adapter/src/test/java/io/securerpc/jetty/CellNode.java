package io.securerpc.jetty;

import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostPolicy;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.cells.GateCell;
import io.securerpc.testsupport.cells.GateTables;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The server of the gate's tables under one policy for origins: one listener of each kind, and the clients they name. */
final class CellNode implements AutoCloseable {
    private static final List<String> LISTENERS = List.of("plain", "tls", "request", "require");

    private final RecordedEvents events = new RecordedEvents();
    private final TestCertificate identity =
            TestCertificate.named("node.example.com").san("node.example.com").selfSigned();
    private final TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
    private final TestCertificate admin = TestCertificate.named("rpc.admin").selfSigned();
    private final TestCertificate stranger = TestCertificate.named("stranger").selfSigned();
    private final RunningServer server;

    private CellNode(Path folder, OriginPolicy origins) throws IOException {
        Path clients = Files.createDirectories(folder.resolve("clients"));
        for (TestCertificate client : List.of(user, admin)) {
            client.writeCertificate(clients.resolve(SubjectHash.of(client.certificate()) + ".0"));
        }
        identity.writeCertificate(folder.resolve("server.pem"));
        identity.writeKey(folder.resolve("server.key"));
        IdentityFiles files =
                IdentityFiles.pem(folder.resolve("server.pem"), folder.resolve("server.key"), Passphrase.none());
        ClientTrust trust = ClientTrust.installed(clients);
        server = SecureRpcServer.builder()
                .service(service())
                .addListener(Listener.plain("127.0.0.1", 0))
                .addListener(tls(files, ClientAuthentication.none()))
                .addListener(tls(files, ClientAuthentication.request(trust)))
                .addListener(tls(files, ClientAuthentication.require(trust)))
                .hosts(HostPolicy.allow(GateTables.LISTED_HOSTS.toArray(String[]::new)))
                .origins(origins)
                .grants(Grants.builder()
                        .grant("certificate:rpc.user.1", Permission.of("ledger.read"))
                        .grant("certificate:rpc.admin", Permission.CONTROL)
                        .build())
                .eventListener(events::add)
                .build()
                .start();
    }

    static CellNode start(Path folder, String policy) throws IOException {
        OriginPolicy listed = OriginPolicy.allow(GateTables.LISTED_ORIGINS.toArray(String[]::new));
        return new CellNode(
                Files.createDirectories(folder),
                switch (policy) {
                    case "same-origin" -> OriginPolicy.sameOrigin();
                    case "any" -> OriginPolicy.any();
                    case "null" -> listed.withNullOrigin();
                    default -> listed;
                });
    }

    int port(GateCell cell) {
        return server.uris().get(LISTENERS.indexOf(cell.listener())).getPort();
    }

    RawConnection connect(GateCell cell) throws IOException {
        if (!cell.isTls()) {
            return RawTlsClient.connectPlain(port(cell));
        }
        ClientTls tls = ClientTls.trusting(identity.certificate());
        ClientTls client = switch (cell.credential()) {
            case "user" -> tls.presenting(user);
            case "admin" -> tls.presenting(admin);
            case "stranger" -> tls.presenting(stranger);
            default -> tls;
        };
        RawTlsClient to = RawTlsClient.to(port(cell), client);
        return (cell.transport().equals("http2") ? to.alpn("h2") : to).connect();
    }

    /** The codes of each refusal of a request since the last time. */
    List<List<String>> refusals() {
        List<List<String>> codes = events.of(SecurityEvent.RequestRefused.class).stream()
                .map(SecurityEvent.RequestRefused::codes)
                .toList();
        events.clear();
        return codes;
    }

    @Override
    public void close() {
        server.close();
    }

    private static Listener tls(IdentityFiles files, ClientAuthentication authentication) {
        return Listener.tls("127.0.0.1", 0, files, TlsPolicy.intermediate(), authentication);
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
}
