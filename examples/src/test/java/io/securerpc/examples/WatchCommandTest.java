package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code watch} at a node that asks who calls. */
class WatchCommandTest {
    @TempDir
    Path folder;

    private Path token;
    private Terminal server;
    private String address;

    @BeforeEach
    void serve() throws IOException {
        Terminal.run("certificate", "self-signed", "--name", "127.0.0.1", "--out", folder.toString());
        String made = Terminal.run("token", "new", "ci", "--permission", "control", "--file", file("tokens"))
                .out();
        token = Files.writeString(folder.resolve("ci.token"), made);
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                "address = \"127.0.0.1\"\nport = 0\n[secure]\nenable = true\nserver_cert_path = \"server.cert.pem\"\n"
                        + "server_key_path = \"server.key.pem\"\n[secure_rpc]\ntokens_file = \"tokens\"\n");
        server = Terminal.start("serve", "--config", config.toString());
        address = URI.create(server.line("listening on ")).toString().replace("https", "wss") + "/";
    }

    @AfterEach
    void stop() {
        assertThat(watch("--token-file", token.toString(), address, "{\"action\": \"stop\"}")
                        .out())
                .contains("success");
        assertThat(server.exit()).isZero();
    }

    @Test
    void sendsTheTokenOfAFile() {
        Terminal watch = watch("--token-file", token.toString(), address);

        assertThat(watch.out()).as(watch.err()).contains("\"result\"");
        assertThat(watch.exit()).isZero();
    }

    @Test
    void saysByWhichStatusItWasRefusedAndWhatItLacks() {
        Terminal watch = watch(address);

        assertThat(watch.err().lines())
                .containsExactly("error: " + address + ": answered with status 401 (expected: a credential that it"
                        + " accepts: --cert FILE or --token-file FILE)");
        assertThat(watch.exit()).isEqualTo(1);
    }

    @Test
    void sendsNoTokenWithoutTls() {
        String plain = address.replace("wss", "ws");

        assertThat(watch("--token-file", token.toString(), plain).err().lines())
                .containsExactly("error: " + plain
                        + ": no TLS, so the token could be read on the way (expected: wss://host:port/)");
    }

    @Test
    void refusesAFileWithoutATokenAndNeverPrintsIt() throws IOException {
        Path spoilt = Files.writeString(folder.resolve("spoilt"), "srt_secret and more\n");

        assertThat(watch("--token-file", spoilt.toString(), address).err().lines())
                .containsExactly("error: token file '" + spoilt + "': no token (expected: one in its first line)");
        assertThat(watch("--token-file", file("none"), address).err().lines())
                .containsExactly(
                        "error: token file '" + file("none") + "': cannot be read (expected: a readable file of text)");
    }

    @Test
    void refusesACertificateWithoutItsKey() {
        assertThat(watch("--cert", file("server.cert.pem"), address).err())
                .startsWith("error: --cert: private key file '" + file("server.cert.pem") + "'");
    }

    private Terminal watch(String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(new String[] {"watch", "--cacert", file("server.cert.pem"), "--count", "1"}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return Terminal.run(all);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}
