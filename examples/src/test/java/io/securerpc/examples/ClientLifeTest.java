package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.testsupport.ClientTls;
import io.securerpc.testsupport.RawConnection;
import io.securerpc.testsupport.RawTlsClient;
import io.securerpc.testsupport.Tools;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From {@code client add} to {@code client revoke}, with the server running all the time. */
class ClientLifeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BLOCK_COUNT = "{\"action\": \"block_count\"}";

    @TempDir
    Path folder;

    private Path config;
    private Terminal server;
    private URI uri;

    @BeforeEach
    void serve() throws IOException {
        Files.createDirectory(folder.resolve("clients"));
        Terminal.run(
                "certificate", "self-signed", "--name", "localhost", "--name", "127.0.0.1", "--out", folder.toString());
        config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                "address = \"::ffff:127.0.0.1\"\nport = 0\nenable_control = true\n[secure]\nenable = true\n"
                        + "server_cert_path = \"server.cert.pem\"\nserver_key_path = \"server.key.pem\"\n"
                        + "client_certs_path = \"clients\"\n");
        client("add", "operator", "--out", folder.toString());
        server = Terminal.start("serve", "--config", config.toString());
        uri = URI.create(server.line("listening on "));
    }

    @AfterEach
    void stop() throws Exception {
        try (RawConnection connection = connect("operator")) {
            assertThat(connection.post("{\"action\": \"stop\"}").body()).contains("success");
        }
        assertThat(server.exit()).isZero();
    }

    @Test
    void watchProvesItselfByTheFileThatWasMade() throws Exception {
        client("add", "rpc.user.2", "--out", folder.toString());
        awaitServed("rpc.user.2");

        Terminal watch = watch("--cert", folder.resolve("rpc.user.2.pem").toString());
        Terminal stranger = watch();

        assertThat(watch.exit()).as(watch.err()).isZero();
        assertThat(watch.out().lines()).hasSize(2).last().asString().contains("\"newHeads\"");
        assertThat(stranger.exit()).isEqualTo(1);
        assertThat(stranger.err().lines()).singleElement().asString().startsWith("error: wss://");
    }

    private Terminal watch(String... proof) {
        String address = uri.toString().replace("https", "wss") + "/";
        String authority = folder.resolve("server.cert.pem").toString();
        return Terminal.run(
                Stream.concat(Stream.of("watch", "--cacert", authority, "--count", "2", address), Stream.of(proof))
                        .toArray(String[]::new));
    }

    @Test
    void aClientIsServedOnceItIsAddedAndCutOnceItIsRevoked() throws Exception {
        client("add", "rpc.user.1", "--out", folder.toString());
        awaitServed("rpc.user.1");
        try (RawConnection open = connect("rpc.user.1");
                RawConnection other = connect("operator")) {
            assertThat(open.post(BLOCK_COUNT).body()).contains("\"count\"");
            assertThat(other.post(BLOCK_COUNT).body()).contains("\"count\"");

            client("revoke", "rpc.user.1");

            assertThat(open.endsWithin(PATIENCE)).isTrue();
            assertThatThrownBy(() -> call("rpc.user.1")).isInstanceOf(IOException.class);
            assertThat(other.post(BLOCK_COUNT).body()).contains("\"count\"");
        }
    }

    @Test
    void aRenewedClientIsServedWithItsNewCertificateAlone() throws Exception {
        client("add", "rpc.user.1", "--out", folder.toString());
        awaitServed("rpc.user.1");
        Files.move(folder.resolve("rpc.user.1.pem"), folder.resolve("old.pem"));

        client("add", "rpc.user.1", "--renew", "--out", folder.toString());

        awaitServed("rpc.user.1");
        assertThatThrownBy(() -> call("old")).isInstanceOf(IOException.class);
    }

    @Test
    void thePrintedCurlLineWorksUntilTheClientIsRevoked() throws Exception {
        Tools.require("curl");
        String line = "curl -sS --max-time 20 "
                + client(
                                "add",
                                "rpc.user.1",
                                "--out",
                                folder.toString(),
                                "--url",
                                "https://localhost:" + uri.getPort() + "/")
                        .line("curl ");
        awaitServed("rpc.user.1");

        assertThat(curl(line).success()).contains("\"count\"");
        client("revoke", "rpc.user.1");
        Awaitility.await().atMost(PATIENCE).until(() -> curl(line).exit() != 0);

        assertThat(curl(line).stdout()).isEmpty();
    }

    private Tools.Output curl(String line) {
        return Tools.run(Duration.ofMinutes(1), "sh", "-c", line);
    }

    private Terminal client(String command, String name, String... more) {
        String[] arguments = new String[more.length + 5];
        System.arraycopy(new String[] {"client", command, "--config", config.toString(), name}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        Terminal terminal = Terminal.run(arguments);
        assertThat(terminal.exit()).as(terminal.err()).isZero();
        return terminal;
    }

    private void awaitServed(String pem) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> call(pem).contains("\"count\""));
    }

    private String call(String pem) throws Exception {
        try (RawConnection connection = connect(pem)) {
            return connection.post(BLOCK_COUNT).body();
        }
    }

    private RawConnection connect(String pem) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(pem + ".pem");
        X509Certificate certificate = CertificateFile.load(file).get(0);
        X509Certificate trusted =
                CertificateFile.load(folder.resolve("server.cert.pem")).get(0);
        return RawTlsClient.to(uri.getPort(), ClientTls.trusting(trusted).presenting(key(file), certificate))
                .connect();
    }

    private static PrivateKey key(Path pem) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem)
                .replaceAll("(?s).*-----BEGIN PRIVATE KEY-----(.*)-----END PRIVATE KEY-----.*", "$1")
                .replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
