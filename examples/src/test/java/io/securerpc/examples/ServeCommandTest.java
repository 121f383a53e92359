package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {
    @TempDir
    Path folder;

    @Test
    void servesFromANanoConfigUntilToldToStop() throws Exception {
        Path config = write("address = \"::ffff:127.0.0.1\"\nport = 0\nenable_control = true\n");
        Terminal terminal = Terminal.start("serve", "--config", config.toString());
        URI uri = URI.create(terminal.line("listening on "));
        assertThat(uri.toString()).startsWith("http://127.0.0.1:");
        assertThat(post(uri, "{\"action\":\"block_count\"}")).contains("\"count\"");
        assertThat(post(uri, "{\"action\":\"stop\"}")).contains("\"success\"");
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out().lines()).hasSize(1);
    }

    @Test
    void bracketsIpv6() throws Exception {
        Terminal terminal = Terminal.start(
                "serve", "--config", write("port = 0\nenable_control = true\n").toString());
        URI uri = URI.create(terminal.line("listening on "));
        assertThat(uri.getHost()).isEqualTo("[::1]");
        assertThat(post(uri, "{\"action\":\"stop\"}")).contains("\"success\"");
        assertThat(terminal.exit()).isZero();
    }

    @Test
    void wrongKeyIsOneLineAndExitCodeOne() throws IOException {
        assertFailure(
                write("prot = 1\n"), folder.resolve("config-rpc.toml") + " line 1: prot: unknown key (expected: port)");
    }

    @Test
    void missingConfigIsOneLineAndExitCodeOne() {
        Path config = folder.resolve("none.toml");
        assertFailure(config, config + ": no such file (expected: a configuration file)");
    }

    @Test
    void plainHttpBeyondLoopbackDoesNotStart() throws IOException {
        Terminal terminal = Terminal.run(
                "serve", "--config", write("address = \"0.0.0.0\"\nport = 0\n").toString());
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("error: listener 0.0.0.0:0: reached from beyond this machine without TLS"));
    }

    @Test
    void wrongPassphraseStopsTheStartAndIsNotPrinted() throws IOException {
        TestCertificate server = TestCertificate.named("localhost").selfSigned();
        server.writeCertificate(folder.resolve("c.pem"));
        Files.writeString(
                folder.resolve("k.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Path config = write("port = 0\n[secure]\nenable = true\nserver_cert_path = \"c.pem\"\n"
                + "server_key_path = \"k.pem\"\nserver_key_passphrase = \"hunter2\"\n");
        Terminal terminal = Terminal.run("serve", "--config", config.toString());
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("error: ").contains("k.pem").doesNotContain("hunter2"));
    }

    @Test
    void aPolicyThatThisJdkCannotServeStopsTheStartAndSaysWhy() throws IOException {
        TestCertificate server = TestCertificate.named("localhost").selfSigned();
        server.writeCertificate(folder.resolve("c.pem"));
        Files.setPosixFilePermissions(
                server.writeKey(folder.resolve("k.pem")), PosixFilePermissions.fromString("rw-------"));
        Path config = write("port = 0\nenable_control = true\n[secure]\nenable = true\nserver_cert_path = \"c.pem\"\n"
                + "server_key_path = \"k.pem\"\n[secure_rpc]\ntls_groups = [\"x25519\"]\n");

        Assumptions.assumeThat(Runtime.version().feature())
                .as("a JDK that cannot set groups")
                .isLessThan(20);
        assertFailure(
                config,
                "tls policy: engine lacks a way to set named groups (needs JDK 20 or later, this is JDK "
                        + Runtime.version() + ") (expected: everything the policy asks for)");
    }

    @Test
    void takenPortStopsTheStart() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Terminal terminal = Terminal.run(
                    "serve",
                    "--config",
                    write("address = \"127.0.0.1\"\nport = " + taken.getLocalPort() + "\n")
                            .toString());
            assertThat(terminal.exit()).isEqualTo(1);
            assertThat(terminal.err().lines())
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line).startsWith("error: listener 127.0.0.1:" + taken.getLocalPort() + ": "));
        }
    }

    private static void assertFailure(Path config, String problem) {
        Terminal terminal = Terminal.run("serve", "--config", config.toString());
        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines()).containsExactly("error: " + problem);
    }

    private static String post(URI uri, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private Path write(String toml) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), toml);
    }
}
