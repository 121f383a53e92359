package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String SECURE =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";

    @TempDir
    Path folder;

    @BeforeEach
    void makeIdentity() throws IOException {
        TestCertificate server = TestCertificate.named("localhost").selfSigned();
        server.writeCertificate(folder.resolve("c.pem"));
        server.writeKey(folder.resolve("k.pem"));
        if (posix()) {
            Files.setPosixFilePermissions(folder.resolve("k.pem"), PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void findsNoProblemWhileAnotherHoldsThePort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Terminal terminal = check("address = \"127.0.0.1\"\nport = " + taken.getLocalPort() + "\n" + SECURE);

            assertThat(terminal.out().lines()).containsExactly(folder.resolve("config-rpc.toml") + ": no problem");
            assertThat(terminal.exit()).isZero();
        }
    }

    @Test
    void warnsOfFilesThatOthersMayWriteAndFindsNothingThatStopsAStart() throws IOException {
        Assumptions.assumeTrue(posix(), "no POSIX permissions here");
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), SECURE);
        Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(folder.resolve("k.pem"), PosixFilePermissions.fromString("rw-rw-rw-"));

        Terminal terminal = Terminal.run("check", "--config", config.toString());

        assertThat(terminal.out().lines())
                .containsExactly(
                        "warning: configuration file '" + config + "': writable by other users (expected: mode 0644)",
                        "warning: private key file '" + folder.resolve("k.pem")
                                + "': readable and writable by other users (expected: mode 0600)",
                        config + ": nothing that stops a start");
        assertThat(terminal.exit()).isZero();
    }

    private boolean posix() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Test
    void printsEachWrongKeyOfTheFile() throws IOException {
        Terminal terminal = check("prot = 1\n[secure]\nenable = \"yes\"\n");

        String file = folder.resolve("config-rpc.toml").toString();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "problem: " + file + " line 1: prot: unknown key (expected: port)",
                        "problem: " + file + " line 3: secure.enable: \"yes\" (expected: true or false)");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void printsWhatContradictsTheNodesMethods() throws IOException {
        Terminal terminal = check(SECURE + "[secure_rpc.grants]\n\"certificate:alice\" = { allow = [\"walet_*\"] }\n");

        assertThat(terminal.out().lines())
                .singleElement()
                .satisfies(line ->
                        assertThat(line).startsWith("problem: ").contains("certificate:alice", "walet_*", "wallet_"));
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void printsWhatIsWrongWithEveryFile() throws IOException {
        Files.writeString(folder.resolve("users"), "alice\n");
        Files.writeString(folder.resolve("k.pem"), "no key");

        Terminal terminal = check(SECURE + "client_certs_path = \"clients\"\n[secure_rpc]\nusers = \"users\"\n");

        assertThat(terminal.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("problem: private key file '" + folder.resolve("k.pem") + "': "),
                        line -> assertThat(line)
                                .startsWith("problem: trust directory " + folder.resolve("clients") + ": missing"),
                        line -> assertThat(line)
                                .startsWith("problem: users '" + folder.resolve("users") + "': line 1: "));
        assertThat(terminal.exit()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsAnError() {
        Terminal terminal =
                Terminal.run("check", "--config", folder.resolve("none").toString());

        assertThat(terminal.err()).startsWith("error: " + folder.resolve("none") + ": no such file");
        assertThat(terminal.exit()).isEqualTo(1);
    }

    private Terminal check(String toml) throws IOException {
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), toml);
        return Terminal.run("check", "--config", config.toString());
    }
}
