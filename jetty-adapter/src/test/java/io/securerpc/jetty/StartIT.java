package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.AcceptsDanger;
import io.securerpc.SecureRpcException;
import io.securerpc.caller.Grants;
import io.securerpc.caller.Permission;
import io.securerpc.certificate.IdentityFiles;
import io.securerpc.certificate.Passphrase;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.event.SecurityEvent;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import io.securerpc.testsupport.FreePort;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientTrust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start is all or nothing: any bad file or a taken port stops it, says which and why, and leaves nothing bound. */
class StartIT {
    private static final RpcService SERVICE = RpcService.builder()
            .method("block_count", Permission.PUBLIC, call -> Map.of("count", 1))
            .method("wallet_create", Permission.CONTROL, call -> Map.of("wallet", 1))
            .build();

    @TempDir
    Path folder;

    private Path certificate;
    private Path key;
    private Path clients;
    private TestCertificate identity;
    private int port;

    @BeforeEach
    void writeGoodFiles() throws IOException {
        certificate = folder.resolve("server.cert.pem");
        key = folder.resolve("server.key.pem");
        clients = Files.createDirectory(folder.resolve("clients"));
        identity = TestCertificate.named("www.example.com").san("127.0.0.1").selfSigned();
        identity.writeCertificate(certificate);
        identity.writeKey(key);
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        port = FreePort.next();
    }

    @Test
    void startsWithGoodFilesAndListensWhereItSays() throws Exception {
        try (RunningServer running = server(tls -> tls).start()) {
            assertThat(running.uris().get(0)).hasToString("https://127.0.0.1:" + port);
            assertThat(running.identities().get(0).leaf()).isEqualTo(identity.certificate());
        }
        assertNothingListens();
    }

    @Test
    void startsAgainAfterItWasClosed() {
        SecureRpcServer server = server(tls -> tls);
        server.start().close();
        server.start().close();
    }

    @Test
    void namesTheMissingCertificate() throws Exception {
        Files.delete(certificate);
        assertStopped(server(tls -> tls), certificate.toString());
    }

    @Test
    void namesTheGarbageKey() throws Exception {
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertStopped(server(tls -> tls), key.toString());
    }

    @Test
    void namesTheKeyThatDoesNotMatch() throws Exception {
        TestCertificate.named("other").selfSigned().writeKey(key);
        assertStopped(server(tls -> tls), key.toString());
    }

    @Test
    void namesTheMissingTrustDirectory() throws Exception {
        clients = folder.resolve("no-such-folder");
        assertStopped(server(tls -> tls), clients.toString());
    }

    @Test
    void namesTheEmptyTrustDirectory() throws Exception {
        clients = Files.createDirectory(folder.resolve("empty"));
        assertStopped(server(tls -> tls), clients.toString());
    }

    @Test
    void namesTheMissingDhParameters() throws Exception {
        Path dh = folder.resolve("dh.pem");
        assertStopped(server(tls -> tls.withDhParameters(dh)), dh.toString());
    }

    @Test
    void namesTheTakenPortAndTakesNoOther() throws Exception {
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            SecureRpcServer server = server(tls -> tls);
            assertThatThrownBy(server::start)
                    .isInstanceOf(ListenerException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void bindsNothingWhenOneOfTwoListenersIsBad() throws Exception {
        Listener good = listener(tls -> tls);
        Listener bad = Listener.tls(
                "127.0.0.1",
                0,
                IdentityFiles.pem(folder.resolve("missing"), key, Passphrase.none()),
                TlsPolicy.modern(),
                ClientAuthentication.none());
        assertStopped(
                SecureRpcServer.builder()
                        .service(SERVICE)
                        .addListener(good)
                        .addListener(bad)
                        .build(),
                "missing");
    }

    @Test
    void bindsNothingWhenTheSecondPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SecureRpcServer server = SecureRpcServer.builder()
                    .service(SERVICE)
                    .addListener(listener(tls -> tls))
                    .addListener(Listener.plain("127.0.0.1", taken.getLocalPort()))
                    .build();
            assertStopped(server, "127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void reportsAWeakDhGroupAndStarts() throws Exception {
        Path dh = folder.resolve("dh1024.pem");
        Files.writeString(dh, WEAK_DH);
        List<SecurityEvent> events = new CopyOnWriteArrayList<>();
        SecureRpcServer server = SecureRpcServer.builder()
                .service(SERVICE)
                .addListener(listener(tls -> tls.withDhParameters(dh)))
                .eventListener(events::add)
                .build();
        server.start().close();
        assertThat(events)
                .anyMatch(event -> event instanceof SecurityEvent.Warning warning
                        && warning.text().contains("1024"));
    }

    @Test
    void refusesPlaintextBeyondLoopback() {
        assertThatThrownBy(() -> SecureRpcServer.builder()
                        .service(SERVICE)
                        .addListener(Listener.plain("0.0.0.0", 0))
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("0.0.0.0");
    }

    @Test
    void refusesAnonymousControlBeyondLoopbackUnlessDangerous() {
        assertThatThrownBy(() -> exposed().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("control");
        dangerous();
    }

    @AcceptsDanger("the test shows that the setting works")
    private void dangerous() {
        assertThat(exposed().dangerouslyExpose().build()).isNotNull();
    }

    private SecureRpcServerBuilder exposed() {
        return SecureRpcServer.builder()
                .service(SERVICE)
                .grants(Grants.builder().grant("anonymous", Permission.CONTROL).build())
                .addListener(Listener.tls(
                        "0.0.0.0",
                        0,
                        IdentityFiles.pem(certificate, key, Passphrase.none()),
                        TlsPolicy.modern(),
                        ClientAuthentication.none()));
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatThrownBy(() -> SecureRpcServer.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("service: none")
                .hasMessageContaining("listeners: none");
    }

    @Test
    void namesTheFirstValueOfASettingThatIsSetTwice() {
        assertThatThrownBy(() -> SecureRpcServer.builder()
                        .grants(Grants.none())
                        .grants(Grants.none())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("grants");
    }

    @Test
    void servesPlainHttpOnLoopback() throws Exception {
        SecureRpcServer server = SecureRpcServer.builder()
                .service(SERVICE)
                .addListener(Listener.plain("127.0.0.1", 0))
                .build();
        try (RunningServer running = server.start();
                RawConnection connection =
                        RawTlsClient.connectPlain(running.uris().get(0).getPort())) {
            assertThat(connection.post("{\"action\":\"block_count\"}").body()).contains("\"count\": \"1\"");
        }
    }

    private SecureRpcServer server(UnaryOperator<Listener.Tls> change) {
        return SecureRpcServer.builder()
                .service(SERVICE)
                .addListener(listener(change))
                .build();
    }

    private Listener.Tls listener(UnaryOperator<Listener.Tls> change) {
        return change.apply(Listener.tls(
                "127.0.0.1",
                port,
                IdentityFiles.pem(certificate, key, Passphrase.none()),
                TlsPolicy.intermediate(),
                ClientAuthentication.require(ClientTrust.installed(clients))));
    }

    private void assertStopped(SecureRpcServer server, String named) throws IOException {
        assertThatThrownBy(server::start).isInstanceOf(SecureRpcException.class).hasMessageContaining(named);
        assertNothingListens();
    }

    private void assertNothingListens() {
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    private static final String WEAK_DH = """
            -----BEGIN DH PARAMETERS-----
            MIGHAoGBAPPyoGbIgHBCEX/b7PNHpgdAvceW6RBS2KQwdz/343mnRQwdsnjdTgHW
            dpDJsSk1mQ0MYlhdPtMFwrrx5cxpZUTCTH16V4kqCctN8ad/4YAoA5MS+S6WTKHP
            pVU6BpTxGv8pjZ98OmG9A6Q/gD85ytRyxeNLGUw4idKHGomFEvX3AgEC
            -----END DH PARAMETERS-----
            """;
}
