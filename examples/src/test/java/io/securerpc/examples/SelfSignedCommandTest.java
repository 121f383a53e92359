package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.CertificateFile;
import io.securerpc.certificate.Fingerprint;
import io.securerpc.certificate.ServerIdentity;
import io.securerpc.certificate.SubjectHash;
import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelfSignedCommandTest {
    @TempDir
    Path temporary;

    @Test
    void printsWhatClientsAndTheConfigurationNeed() throws IOException {
        Path folder = temporary.resolve("it's \"quoted\"/tls");

        Terminal terminal = make(folder, "--name", "node.example.com", "--name", "192.0.2.7", "--name", "::1");

        X509Certificate leaf =
                CertificateFile.load(folder.resolve("server.cert.pem")).get(0);
        SubjectHash hash = SubjectHash.of(leaf);
        String quoted = folder.toString().replace("\"", "\\\"");
        assertThat(terminal.out().lines())
                .containsExactly(
                        "certificate: " + folder.resolve("server.cert.pem"),
                        "private key: " + folder.resolve("server.key.pem") + ", plain",
                        "subject: CN=node.example.com",
                        "issuer: itself",
                        "names: 192.0.2.7, ::1, node.example.com",
                        "key: EC P-256",
                        "valid from: " + leaf.getNotBefore().toInstant(),
                        "valid until: " + leaf.getNotAfter().toInstant() + " (in 819 days)",
                        "subject hash: " + hash + ", installed as " + hash + ".0",
                        "fingerprint (SHA-256): " + Fingerprint.of(leaf),
                        "",
                        "In config-rpc.toml:",
                        "",
                        "[secure]",
                        "enable = true",
                        "server_cert_path = \"" + quoted + "/server.cert.pem\"",
                        "server_key_path = \"" + quoted + "/server.key.pem\"");
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"ec, EC P-256", "rsa, RSA 3072 bits", "ed25519, Ed25519"})
    void whatItPrintsForTheConfigurationLoads(String kind, String key) throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));

        Terminal terminal =
                make(temporary.resolve("tls"), "--name", "a", "--key", kind, "--passphrase-file", secret.toString());

        assertThat(terminal.out())
                .contains("private key: " + temporary.resolve("tls/server.key.pem") + ", encrypted")
                .contains("\nkey: " + key + "\n")
                .doesNotContain("hunter2");
        assertThat(Files.readString(temporary.resolve("tls/server.key.pem")))
                .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        ServerIdentity identity = configured(terminal);
        assertThat(identity.names()).containsExactly("a");
        assertThat(identity.warnings()).isEmpty();
        assertThat(terminal.out()).contains(Fingerprint.of(identity.leaf()).toString());
    }

    @Test
    void nobodyButTheOwnerMayOpenTheKey() throws IOException {
        Path folder = temporary.resolve("tls");
        make(folder, "--name", "a");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("server.key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.cert.pem", "server.key.pem"})
    void overwritesNothing(String name) throws IOException {
        Path mine = Files.writeString(temporary.resolve(name), "mine");

        Terminal terminal = make(temporary, "--name", "a");

        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("error: new file '" + mine + "': "));
        assertThat(mine).hasContent("mine");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).containsExactly(mine);
        }
    }

    @Test
    void aPassphraseThatCannotBeReadLeavesNoKeyBehind() {
        Path folder = temporary.resolve("tls");

        Terminal terminal = make(
                folder,
                "--name",
                "a",
                "--passphrase-file",
                temporary.resolve("none").toString());

        assertThat(terminal.exit()).isEqualTo(1);
        assertThat(terminal.err()).startsWith("error: ").contains(temporary.resolve("none") + "': no such file");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void daysDecideTheEndAndTooManyAreNoted() {
        Instant before = Instant.now();
        Terminal terminal = make(temporary.resolve("tls"), "--name", "a", "--days", "826");

        Instant end = CertificateFile.load(temporary.resolve("tls/server.cert.pem"))
                .get(0)
                .getNotAfter()
                .toInstant();
        assertThat(Duration.between(before, end)).isBetween(Duration.ofDays(825), Duration.ofDays(827));
        assertThat(terminal.err().lines())
                .containsExactly("note: valid for 826 days (Apple's clients refuse more than 825)");
        assertThat(terminal.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--name a b --out x",
                "--name https://a --out x",
                "--name a --out x --days 0",
                "--name a --out x --days 99999",
                "--name a --out x --key dsa",
                "--out x",
                "--name a",
                "--name a --out x --passphrase hunter2"
            })
    void wrongUsageIsExitCodeTwoAndMakesNothing(String arguments) {
        String[] all = Stream.concat(Stream.of("certificate", "self-signed"), Stream.of(arguments.split(" ")))
                .map(word -> word.equals("x") ? temporary.resolve("x").toString() : word)
                .toArray(String[]::new);

        Terminal terminal = Terminal.run(all);

        assertThat(terminal.exit()).as(terminal.err()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(temporary.resolve("x")).doesNotExist();
    }

    private ServerIdentity configured(Terminal terminal) throws IOException {
        String toml = terminal.out().substring(terminal.out().indexOf("[secure]"));
        List<Listener> listeners = NanoConfig.load(Files.writeString(temporary.resolve("config-rpc.toml"), toml))
                .listeners();
        return ((Listener.Tls) listeners.get(0)).identities().get(0).load();
    }

    private static Terminal make(Path folder, String... more) {
        return Terminal.run(
                Stream.concat(Stream.of("certificate", "self-signed", "--out", folder.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }
}
