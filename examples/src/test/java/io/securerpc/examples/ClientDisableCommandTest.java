package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.certificate.SubjectHash;
import io.securerpc.testsupport.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code client disable} and {@code client enable}. */
class ClientDisableCommandTest {
    @TempDir
    private Path folder;

    private Path list;

    @BeforeEach
    void writeList() throws IOException {
        list = Files.writeString(folder.resolve("disabled"), "# by hand\n");
    }

    private Terminal client(String command, String id, String... option) {
        String[] all = new String[3 + option.length];
        all[0] = "client";
        all[1] = command;
        all[2] = id;
        System.arraycopy(option, 0, all, 3, option.length);
        return Terminal.run(all);
    }

    private void assertAnswers(Terminal terminal, int exit, String out, String err) {
        assertThat(terminal.exit()).isEqualTo(exit);
        assertThat(terminal.out()).isEqualTo(out);
        assertThat(terminal.err()).isEqualTo(err);
    }

    @Test
    void switchesOffAndOnAgain() {
        String[] option = {"--list", list.toString()};
        assertAnswers(client("disable", "ca:corp|alice", option), 0, "disabled: ca:corp|alice\n", "");
        assertThat(list).hasContent("# by hand\nca:corp|alice\n");
        assertAnswers(client("disable", "ca:corp|alice", option), 0, "disabled already: ca:corp|alice\n", "");

        assertAnswers(client("enable", "ca:corp|alice", option), 0, "enabled: ca:corp|alice\n", "");
        assertThat(list).hasContent("# by hand\n");
        assertAnswers(
                client("enable", "ca:corp|alice", option),
                1,
                "",
                "error: ca:corp|alice: not disabled in " + list + " (expected: an id that is, letter by letter)\n");
    }

    @Test
    void takesTheListOfAConfigurationAndDoubtsWhomNobodyKnows() throws IOException {
        TestCertificate user = TestCertificate.named("rpc.user.1").selfSigned();
        Path clients = Files.createDirectory(folder.resolve("clients"));
        user.writeCertificate(clients.resolve(SubjectHash.of(user.certificate()) + ".0"));
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), """
                [secure]
                enable = true
                server_cert_path = "c.pem"
                server_key_path = "k.pem"
                client_certs_path = "clients"
                [secure_rpc]
                disabled_callers = "disabled"
                """);
        String[] option = {"--config", config.toString()};

        assertAnswers(client("disable", "certificate:rpc.user.1", option), 0, "disabled: certificate:rpc.user.1\n", "");
        assertAnswers(
                client("disable", "certificate:rpc.user.2", option),
                0,
                "disabled: certificate:rpc.user.2\n",
                "note: nobody is installed as certificate:rpc.user.2 (see: client list)\n");
        assertThat(list).hasContent("# by hand\ncertificate:rpc.user.1\ncertificate:rpc.user.2\n");
    }

    @Test
    void saysThatAConfigurationHasNoList() throws IOException {
        Path config = Files.writeString(folder.resolve("config-rpc.toml"), "");

        assertAnswers(
                client("disable", "certificate:a", "--config", config.toString()),
                1,
                "",
                "error: " + config
                        + ": no list of disabled callers (expected: secure_rpc.disabled_callers, or --list)\n");
    }

    @Test
    void refusesWhatIsNobodysIdAndAMissingList() {
        Path missing = folder.resolve("missing");

        assertAnswers(
                client("disable", "rpc.user.1", "--list", list.toString()),
                1,
                "",
                "error: disabled callers " + list + ": 'rpc.user.1' is no id of a caller"
                        + " (expected: certificate:NAME, ca:AUTHORITY|NAME, basic:NAME, token:NAME or another id, as in the log)\n");
        assertAnswers(
                client("disable", "certificate:a", "--list", missing.toString()),
                1,
                "",
                "error: disabled callers " + missing + ": no such file (expected: the ids of callers, one a line)\n");
        assertThat(list).hasContent("# by hand\n");
        assertThat(missing).doesNotExist();
        assertThat(client("disable", "certificate:a").exit()).isEqualTo(2);
    }
}
