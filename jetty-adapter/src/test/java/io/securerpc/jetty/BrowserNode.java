package io.securerpc.jetty;

import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.gate.StatusPage;
import io.securerpc.listener.Listener;
import io.securerpc.origin.OriginPolicy;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A node that browsers know as {@code node.example}: it counts every call that runs, and tells each caller who it is. */
final class BrowserNode implements AutoCloseable {
    static final TestCertificate IDENTITY = TestCertificate.named("node.example")
            .san("node.example", "127.0.0.1", "::1")
            .selfSigned();

    final RecordedEvents events = new RecordedEvents();
    final AtomicInteger calls = new AtomicInteger();
    private final RunningServer server;

    private BrowserNode(SecureRpcServerBuilder configuration) {
        server = configuration
                .service(RpcService.builder()
                        .method("whoami", Permission.PUBLIC, call -> {
                            calls.incrementAndGet();
                            return call.caller().id();
                        })
                        .build())
                .eventListener(events::add)
                .build()
                .start();
    }

    /** Whoever comes is anonymous. */
    static BrowserNode open(Path folder, OriginPolicy origins) {
        return start(
                folder, "127.0.0.1", ClientAuthentication.none(), server -> callingWhoami(server.origins(origins)));
    }

    /** Whoever comes shows a certificate, by {@code require} or {@code request}; that user's alone is installed. */
    static BrowserNode guarded(
            Path folder, OriginPolicy origins, TestCertificate user, Function<ClientTrust, ClientAuthentication> mode) {
        Path clients = folder.resolve("clients");
        try {
            Files.createDirectories(clients);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        return start(
                folder,
                "127.0.0.1",
                mode.apply(ClientTrust.installed(clients)),
                server -> callingWhoami(server.origins(origins)));
    }

    static BrowserNode start(
            Path folder,
            String address,
            ClientAuthentication authentication,
            UnaryOperator<SecureRpcServerBuilder> more) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path certificate = IDENTITY.writeCertificate(folder.resolve("node.cert.pem"));
        Path key = IDENTITY.writeKey(folder.resolve("node.key.pem"));
        IdentityFiles identity = IdentityFiles.pem(certificate, key, Passphrase.none());
        return new BrowserNode(more.apply(SecureRpcServer.builder()
                .addListener(Listener.tls(address, 0, identity, TlsPolicy.intermediate(), authentication))));
    }

    private static SecureRpcServerBuilder callingWhoami(SecureRpcServerBuilder server) {
        return server.statusPage(StatusPage.shown().withCall("whoami"));
    }

    int port() {
        return server.uris().get(0).getPort();
    }

    /** As a browser reaches it. */
    String host() {
        return "node.example:" + port();
    }

    /** The codes of every refusal, in their order. */
    List<String> refused() {
        return events.of(SecurityEvent.RequestRefused.class).stream()
                .flatMap(event -> event.codes().stream())
                .toList();
    }

    RawTlsClient client(TestCertificate user) {
        return RawTlsClient.to(
                port(), ClientTls.trusting(IDENTITY.certificate()).presenting(user));
    }

    RawTlsClient anonymous() {
        return RawTlsClient.to(port(), ClientTls.trusting(IDENTITY.certificate()));
    }

    @Override
    public void close() {
        server.close();
    }
}
