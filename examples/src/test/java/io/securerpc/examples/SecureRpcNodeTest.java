package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecureRpcNodeTest {
    @Test
    void withoutACommandPrintsHelp() {
        Terminal terminal = Terminal.run();
        assertThat(terminal.exit()).isZero();
        assertThat(terminal.out()).contains("demo", "serve", "hash", "watch");
        assertThat(terminal.out()).isEqualTo(Terminal.run("--help").out());
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
                "hash",
                "watch",
                "tls",
                "tls show",
                "certificate",
                "certificate show",
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
            strings = {"dmeo", "serve", "demo --prot 1", "demo --port x", "demo --port 65536", "demo --interval 1"})
    void wrongUsageIsExitCodeTwo(String arguments) {
        Terminal terminal = Terminal.run(arguments.split(" "));
        assertThat(terminal.exit()).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).isNotBlank().doesNotContain("\tat ");
    }
}
