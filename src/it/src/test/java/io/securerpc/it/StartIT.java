package io.securerpc.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.testsupport.FreePort;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.TestCertificate;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Start is all or nothing: one clear line that names the file and the reason, and no port. */
class StartIT {
    @TempDir
    Path root;

    private NodeFolder folder;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        folder = NodeFolder.in(root);
        folder.install(NodeFolder.user("rpc.user.1"));
        port = FreePort.next();
        String text = Files.readString(folder.config());
        Files.writeString(folder.config(), text.replace("port = 0", "port = " + port));
    }

    /** The control of all others: the same folder, unbroken, starts on that port. */
    @Test
    void startsWhenNothingIsWrong() {
        try (NodeProcess node = NodeProcess.serve(folder.config())) {
            assertThat(node.port()).isEqualTo(port);
            assertThat(node.stdout().stream().filter(line -> line.startsWith("listening on")))
                    .containsExactly("listening on https://127.0.0.1:" + port);
        }
    }

    @Test
    void namesAMissingCertificate() throws IOException {
        Files.delete(root.resolve("tls/server.cert.pem"));

        assertRefused("tls/server.cert.pem");
    }

    @Test
    void namesAMissingKey() throws IOException {
        Files.delete(root.resolve("tls/server.key.pem"));

        assertRefused("tls/server.key.pem");
    }

    @Test
    void namesTheKeyOfAWrongPassphraseAndNotThePassphrase() throws IOException {
        Tools.require("openssl");
        Tools.run(
                        Duration.ofSeconds(30),
                        root,
                        new byte[0],
                        "openssl req -newkey rsa:2048 -keyout tls/server.key.pem -x509 -out tls/server.cert.pem -subj /CN=x -passout pass:right"
                                .split(" "))
                .success();
        configure("server_key_passphrase = \"wrong-and-secret\"");

        assertRefused("tls/server.key.pem", "passphrase");
    }

    @Test
    void namesAKeyThatBelongsToAnotherCertificate() throws IOException {
        TestCertificate.named("other").selfSigned().writeKey(root.resolve("tls/server.key.pem"));

        assertRefused("tls/server.cert.pem", "tls/server.key.pem");
    }

    @Test
    void namesAMissingTrustDirectory() throws IOException {
        try (var entries = Files.list(folder.clients())) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }
        Files.delete(folder.clients());

        assertRefused("tls/clients");
    }

    @Test
    void namesAnEmptyTrustDirectory() throws IOException {
        try (var entries = Files.list(folder.clients())) {
            for (Path entry : entries.toList()) {
                Files.delete(entry);
            }
        }

        assertRefused("tls/clients", "empty");
    }

    @Test
    void namesATakenPortAndLeavesItsOwnerAlone() throws IOException {
        try (ServerSocket owner = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            Tools.Output output =
                    NodeProcess.run("serve", "--config", folder.config().toString());

            assertOneLine(output, String.valueOf(port));
            assertThat(owner.isClosed()).isFalse();
        }
    }

    @Test
    void namesTheNearestKeyOfAnUnknownOne() throws IOException {
        configure("client_cert_path = \"tls/clients\"");

        assertRefused("client_cert_path", "client_certs_path", "config-rpc.toml");
    }

    @Test
    void namesAFileThatIsNoPem() throws IOException {
        Files.writeString(root.resolve("tls/server.cert.pem"), "\u0000garbage\n");

        assertRefused("tls/server.cert.pem");
    }

    @Test
    void namesATornPem() throws IOException {
        Path file = root.resolve("tls/server.cert.pem");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() / 2));

        assertRefused("tls/server.cert.pem");
    }

    @Test
    void namesAMissingDhFile() throws IOException {
        configure("server_dh_path = \"tls/dh1024.pem\"");

        assertRefused("tls/dh1024.pem");
    }

    @Test
    void namesATomlFileThatIsNone() throws IOException {
        Files.writeString(folder.config(), "[secure\nenable = true\n");

        assertRefused("config-rpc.toml");
    }

    @Test
    void namesAMissingConfiguration() throws IOException {
        Files.delete(folder.config());

        assertRefused("config-rpc.toml");
    }

    private void configure(String further) throws IOException {
        Files.writeString(folder.config(), Files.readString(folder.config()) + further + "\n");
    }

    private void assertRefused(String... named) {
        assertOneLine(NodeProcess.run("serve", "--config", folder.config().toString()), named);
        assertThatThrownBy(() -> RawTlsClient.connectPlain(port)).isInstanceOf(ConnectException.class);
    }

    private static void assertOneLine(Tools.Output output, String... named) {
        assertThat(output.exit()).as(output.stderr()).isNotZero();
        assertThat(output.stdout()).doesNotContain("listening");
        // Notes on the configuration and warnings about its files may come before it, as log lines.
        List<String> errors = output.stderr()
                .lines()
                .filter(line -> !line.contains("[INFO]") && !line.contains("[WARN]"))
                .toList();
        assertThat(errors).as(output.stderr()).hasSize(1);
        assertThat(errors.get(0)).startsWith("error: ").contains(named);
        assertThat(output.stderr()).doesNotContain("Exception").doesNotContain("wrong-and-secret");
    }
}
