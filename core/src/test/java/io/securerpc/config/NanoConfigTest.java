package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.caller.Permission;
import io.securerpc.limit.ConnectionLimits;
import io.securerpc.limit.Limits;
import io.securerpc.limit.MemoryLimits;
import io.securerpc.listener.Listener;
import io.securerpc.origin.HostVerdict;
import io.securerpc.tls.ClientAuthentication;
import io.securerpc.tls.TlsPolicy;
import io.securerpc.trust.ClientAuthority;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NanoConfigTest {
    private static final String GUIDE = """
            [secure]
            enable=true
            verbose_logging=true
            server_cert_path="tls/server.cert.pem"
            server_key_path="tls/server.key.pem"
            server_key_passphrase="test"
            server_dh_path="tls/dh1024.pem"
            client_certs_path="tls/clients"
            """;

    @TempDir
    Path folder;

    @Test
    void readsTheTableOfNanosGuideUnchanged() throws IOException {
        ServerSettings settings = load(GUIDE);

        Listener.Tls listener = tls(settings);
        assertThat(listener.host()).isEqualTo("::1");
        assertThat(listener.port()).isEqualTo(7076);
        assertThat(listener.identities().get(0).paths())
                .containsExactly(folder.resolve("tls/server.cert.pem"), folder.resolve("tls/server.key.pem"));
        assertThat(listener.dhParameters()).contains(folder.resolve("tls/dh1024.pem"));
        assertThat(listener.clientAuthentication()).isInstanceOf(ClientAuthentication.Require.class);
        assertThat(clientFolder(settings)).contains(folder.resolve("tls/clients"));
        assertThat(settings.verboseLogging()).isTrue();
        assertThat(settings.dangerouslyExposed()).isFalse();
        assertThat(settings.grants().caller("certificate:rpc.user.1").has(Permission.CONTROL))
                .isFalse();
        assertThat(notes(settings))
                .containsExactly(
                        "config-rpc.toml: secure.server_dh_path: checked and then not used (elliptic curves and the groups of RFC 7919 serve instead)");
        assertThat(settings.toString() + listener + listener.identities().get(0))
                .doesNotContain("\"test\"", "passphrase=test");
    }

    @Test
    void emptyFileIsNanosDefaults() throws IOException {
        ServerSettings settings = load("");
        assertThat(settings.listeners()).containsExactly(Listener.plain("::1", 7076));
        assertThat(settings.limits().maxJsonDepth()).isEqualTo(20);
        assertThat(settings.limits().maxRequestBytes()).isEqualTo(33_554_432);
        assertThat(settings.grants().anonymous()).containsExactly(Permission.PUBLIC);
        assertThat(settings.verboseLogging()).isFalse();
        assertThat(settings.notes()).isEmpty();
    }

    @Test
    void readsNanosOwnKeys() throws IOException {
        ServerSettings settings = load("""
                address = "::ffff:127.0.0.1"
                port = 0
                max_json_depth = 7
                max_request_size = 1000
                """);
        assertThat(settings.listeners()).containsExactly(Listener.plain("127.0.0.1", 0));
        assertThat(settings.limits().maxJsonDepth()).isEqualTo(7);
        assertThat(settings.limits().maxRequestBytes()).isEqualTo(1000);
    }

    @Test
    void readsTheTlsFileOfLaterReleases() throws IOException {
        Files.writeString(folder.resolve("config-tls.toml"), """
                enable_https = true
                enable_wss = true
                server_cert_path = "tls/server.cert.pem"
                server_key_path = "/etc/nano/key.pem"
                client_certs_path = "tls/clients"
                """);
        ServerSettings settings = load("enable_control = true");
        assertThat(tls(settings).identities().get(0).paths())
                .containsExactly(folder.resolve("tls/server.cert.pem"), Path.of("/etc/nano/key.pem"));
        assertThat(clientFolder(settings)).contains(folder.resolve("tls/clients"));
        assertThat(settings.grants().caller("certificate:rpc.user.1").has(Permission.CONTROL))
                .isTrue();
        assertThat(settings.grants().anonymous()).containsExactly(Permission.PUBLIC);
        assertThat(notes(settings))
                .containsExactly(
                        "config-rpc.toml: enable_control: true (control methods are granted to certificate:*; [secure_rpc.grants] names callers one by one)");
    }

    @ParameterizedTest
    @CsvSource({"true, false, enable_wss", "false, true, enable_https"})
    void oneOfTheTwoSwitchesIsTlsForBoth(boolean https, boolean wss, String off) throws IOException {
        Files.writeString(
                folder.resolve("config-tls.toml"),
                "enable_https = %s\nenable_wss = %s\nserver_cert_path = \"c\"\nserver_key_path = \"k\"\n"
                        .formatted(https, wss));
        ServerSettings settings = load("");
        assertThat(settings.listeners()).hasExactlyElementsOfTypes(Listener.Tls.class);
        assertThat(notes(settings))
                .containsExactly("config-tls.toml: " + off
                        + ": false, and served all the same (HTTPS and WSS share one port here)");
    }

    @Test
    void saysThatTlsIsSwitchedOff() throws IOException {
        ServerSettings settings = load(GUIDE.replace("enable=true", "enable=false"));
        assertThat(settings.listeners()).containsExactly(Listener.plain("::1", 7076));
        assertThat(notes(settings))
                .containsExactly("config-rpc.toml: secure.enable: false (this server speaks plain HTTP and WebSocket)");
    }

    @Test
    void switchingTlsOffDoesNotHandControlToEverybody() throws IOException {
        ServerSettings settings = load("enable_control = true\n" + GUIDE.replace("enable=true", "enable=false"));
        assertThat(settings.grants().anonymous()).containsExactly(Permission.PUBLIC);
    }

    @Test
    void theTlsFileCountsWhenTheTableIsSwitchedOff() throws IOException {
        Files.writeString(
                folder.resolve("config-tls.toml"),
                "enable_https = true\nenable_wss = true\nserver_cert_path = \"c\"\nserver_key_path = \"k\"\n");
        ServerSettings settings = load(GUIDE.replace("enable=true", "enable=false"));
        assertThat(tls(settings).identities().get(0).paths()).containsExactly(folder.resolve("c"), folder.resolve("k"));
        assertThat(tls(settings).clientAuthentication()).isEqualTo(ClientAuthentication.none());
        assertThat(notes(settings))
                .startsWith(
                        "config-rpc.toml: secure.verbose_logging: not used (TLS is switched on in config-tls.toml)",
                        "config-rpc.toml: secure.server_cert_path: not used (TLS is switched on in config-tls.toml)",
                        "config-rpc.toml: secure.server_key_path: not used (TLS is switched on in config-tls.toml)",
                        "config-rpc.toml: secure.server_key_passphrase: not used (TLS is switched on in config-tls.toml)",
                        "config-rpc.toml: secure.server_dh_path: not used (TLS is switched on in config-tls.toml)",
                        "config-rpc.toml: secure.client_certs_path: not used (TLS is switched on in config-tls.toml)");
    }

    @Test
    void saysWhatOfClientsIsNotUsedWithoutTls() throws IOException {
        assertThat(notes(load("[secure_rpc]\nclient_authentication = \"require\"\n"
                        + "[[secure_rpc.client_authorities]]\nname = \"corp\"\ncertificates = \"ca.pem\"\n"
                        + "revocation = \"none\"\n")))
                .containsExactly(
                        "config-rpc.toml: secure_rpc.client_authorities: not used (TLS is off)",
                        "config-rpc.toml: secure_rpc.client_authentication: not used (TLS is off)");
    }

    @Test
    void controlWithoutClientCertificatesIsForAnonymousCallersAndSaysSo() throws IOException {
        ServerSettings settings = load("enable_control = true");
        assertThat(settings.grants().anonymous()).isEqualTo(Set.of(Permission.PUBLIC, Permission.CONTROL));
        assertThat(notes(settings))
                .containsExactly(
                        "config-rpc.toml: enable_control: true (control methods are granted to anonymous; [secure_rpc.grants] names callers one by one)");
    }

    @Test
    void explicitGrantsDecideAlone() throws IOException {
        ServerSettings settings = load("enable_control = true\n" + GUIDE
                + "[secure_rpc.grants]\n\"certificate:rpc.user.1\" = [\"control\", \"audit\"]\n");
        assertThat(settings.grants().caller("certificate:rpc.user.1").has(Permission.CONTROL))
                .isTrue();
        assertThat(settings.grants().caller("certificate:rpc.user.1").has(Permission.of("audit")))
                .isTrue();
        assertThat(settings.grants().caller("certificate:rpc.user.2").has(Permission.CONTROL))
                .isFalse();
    }

    @Test
    void reportsKeysOfNanoThatMeanNothingHere() throws IOException {
        ServerSettings settings = load("""
                [process]
                io_threads = 4
                ipc_address = "::1"
                ipc_port = 7077
                num_ipc_connections = 8
                [logging]
                log_rpc = true
                """);
        assertThat(notes(settings))
                .containsExactly(
                        "config-rpc.toml: process.io_threads: not used here (the RPC server runs inside the node, there is no second process)",
                        "config-rpc.toml: process.ipc_address: not used here (the RPC server runs inside the node, there is no second process)",
                        "config-rpc.toml: process.ipc_port: not used here (the RPC server runs inside the node, there is no second process)",
                        "config-rpc.toml: process.num_ipc_connections: not used here (the RPC server runs inside the node, there is no second process)",
                        "config-rpc.toml: logging.log_rpc: not used here (requests are logged as the node's own logging is set up)");
    }

    @Test
    void readsEveryKeyOfOurOwnTable() throws IOException {
        ServerSettings settings = load(GUIDE + """
                [secure_rpc]
                hosts = ["node.example.com"]
                origins = ["https://wallet.example.com"]
                tls_policy = "modern"
                client_authentication = "request"
                allow_empty_client_certs = true
                client_certs_grace = "5s"
                client_certs_revocation = "required"
                origin_null = true
                origin_credentials = true
                json_required = true
                status_page_call = "block_count"
                strict_transport = "8760h"
                dangerously_expose = true
                max_response_bytes = 1000
                max_queued_bytes = 2000
                max_queued_bytes_total = 200000
                max_batch_length = 3
                max_connections = 4
                max_subscriptions = 5
                idle_timeout = "2m"
                handshake_timeout = "1500ms"
                max_connections_per_address = 6
                max_connections_per_network = 7
                max_connections_per_caller = 8
                max_handshakes = 9
                header_timeout = "10s"
                body_timeout = "11s"
                message_timeout = "12s"
                response_timeout = "13s"
                max_request_bytes_total = 40000000
                max_response_bytes_total = 300000
                """);
        Limits limits = settings.limits();
        assertThat(limits.maxResponseBytes()).isEqualTo(1000);
        assertThat(limits.maxQueuedBytes()).isEqualTo(2000);
        assertThat(limits.maxQueuedBytesTotal()).isEqualTo(200_000);
        assertThat(limits.maxBatchLength()).isEqualTo(3);
        assertThat(limits.maxConnections()).isEqualTo(4);
        assertThat(limits.maxSubscriptions()).isEqualTo(5);
        assertThat(limits.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(limits.handshakeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(limits.connections())
                .usingRecursiveComparison()
                .isEqualTo(ConnectionLimits.builder()
                        .maxConnectionsPerAddress(6)
                        .maxConnectionsPerNetwork(7)
                        .maxConnectionsPerCaller(8)
                        .maxHandshakes(9)
                        .headerTimeout(Duration.ofSeconds(10))
                        .bodyTimeout(Duration.ofSeconds(11))
                        .messageTimeout(Duration.ofSeconds(12))
                        .responseTimeout(Duration.ofSeconds(13))
                        .build());
        assertThat(limits.memory())
                .usingRecursiveComparison()
                .isEqualTo(MemoryLimits.builder()
                        .maxRequestBytesTotal(40_000_000)
                        .maxResponseBytesTotal(300_000)
                        .build());
        assertThat(tls(settings).policy()).isEqualTo(TlsPolicy.modern());
        assertThat(tls(settings).clientAuthentication()).isInstanceOf(ClientAuthentication.Request.class);
        assertThat(tls(settings).clientAuthentication().trust().orElseThrow().grace())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(tls(settings).clientAuthentication().trust().orElseThrow().revocation())
                .isEqualTo(ClientAuthority.Revocation.REQUIRED);
        assertThat(settings.origins().allowsCredentials()).isTrue();
        assertThat(settings.origins().allowsNull()).isTrue();
        assertThat(settings.jsonRequired()).isTrue();
        assertThat(settings.statusPage()).hasToString("StatusPage.shown().withCall(block_count)");
        assertThat(settings.strictTransport()).contains(Duration.ofDays(365));
        assertThat(settings.dangerouslyExposed()).isTrue();
        assertThat(admits(settings, "node.example.com")).isTrue();
        assertThat(admits(settings, "evil.example.com")).isFalse();
    }

    @Test
    void showsAStatusPageAndTellsBrowsersNothingUnlessAsked() throws IOException {
        assertThat(load(GUIDE).statusPage()).hasToString("StatusPage.shown()");
        assertThat(load(GUIDE).strictTransport()).isEmpty();
        assertThat(load("[secure_rpc]\nstatus_page = false").statusPage()).hasToString("StatusPage.none()");
    }

    @Test
    void allowsOnlyItsOwnNamesUnlessAsked() throws IOException {
        assertThat(admits(load(""), "node.example.com")).isFalse();
        assertThat(admits(load("[secure_rpc]\nhosts = [\"*\"]"), "node.example.com"))
                .isTrue();
    }

    private static boolean admits(ServerSettings settings, String host) {
        return settings.hosts()
                .bind(new InetSocketAddress("127.0.0.1", 7076), Set::of)
                .judge(host + ":7076", true)
                .equals(HostVerdict.ALLOWED);
    }

    private static Listener.Tls tls(ServerSettings settings) {
        assertThat(settings.listeners()).hasExactlyElementsOfTypes(Listener.Tls.class);
        return (Listener.Tls) settings.listeners().get(0);
    }

    private static Optional<Path> clientFolder(ServerSettings settings) {
        return tls(settings).clientAuthentication().trust().flatMap(trust -> trust.directory());
    }

    private List<String> notes(ServerSettings settings) {
        return settings.notes().stream()
                .map(note -> note.replace(folder + "/", ""))
                .toList();
    }

    private ServerSettings load(String toml) throws IOException {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), toml));
    }
}
