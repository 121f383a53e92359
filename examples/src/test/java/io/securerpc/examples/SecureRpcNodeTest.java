package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SecureRpcNodeTest {
    @Test
    void withoutACommandPrintsHelp() {
        Terminal terminal = Terminal.run();
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out()).contains("demo", "serve", "hash", "watch");
        assertThat(terminal.out()).isEqualTo(Terminal.run("--help").out());
    }

    /** The list of commands in the README is complete, and names nothing else. */
    @Test
    void everyCommandIsInTheReadme() throws IOException {
        Path readme = Path.of(System.getProperty("basedir", ".")).resolve("../README.md");
        List<String> documented = Files.readAllLines(readme).stream()
                .dropWhile(line -> !line.equals("| command | what it does |"))
                .skip(2)
                .takeWhile(line -> line.startsWith("| `"))
                .map(line -> line.substring("| `".length(), line.indexOf('`', "| `".length())))
                .map(line -> line.replaceAll(" (--|[A-Z]).*", ""))
                .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(commands(SecureRpcNode.commandLine(), ""));
    }

    private static List<String> commands(CommandLine line, String before) {
        return line.getSubcommands().entrySet().stream()
                .flatMap(command -> command.getValue().getSubcommands().isEmpty()
                        ? Stream.of(before + command.getKey())
                        : commands(command.getValue(), before + command.getKey() + " ").stream())
                .toList();
    }

    @Test
    void printsItsVersion() {
        Terminal terminal = Terminal.run("--version");
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out()).matches("secure-rpc-node \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "serve",
                "check",
                "hash",
                "watch",
                "tls",
                "tls show",
                "access",
                "access explain",
                "certificate",
                "certificate show",
                "client",
                "client add",
                "client install",
                "client list",
                "client revoke",
                "client rehash",
                "client disable",
                "client enable",
                "token",
                "token new",
                "token list",
                "token revoke",
                "token rotate",
                "parity-token",
                "parity-token new",
                "parity-token list",
                "parity-token revoke",
                "parity-token rotate",
                "user",
                "user add",
                "user list",
                "user remove",
                "certificate self-signed"
            })
    void everyCommandExplainsItself(String command) {
        Terminal terminal = Terminal.run((command + " --help").split(" "));
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out()).startsWith("Usage: secure-rpc-node " + command);
        assertThat(terminal.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dmeo",
                "serve",
                "check",
                "demo --prot 1",
                "demo --port x",
                "demo --port 65536",
                "demo --interval 1"
            })
    void wrongUsageIsExitCodeTwo(String arguments) {
        Terminal terminal = Terminal.run(arguments.split(" "));
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isNotBlank().doesNotContain("\tat ");
    }
}
