package io.securerpc.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void reportsExitCodeAndBothStreams() {
        assertThat(Tools.run(LIMIT, "sh", "-c", "echo out; echo err >&2; exit 3"))
                .isEqualTo(new Tools.Output(3, "out\n", "err\n"));
    }

    @Test
    void passesInputThroughWhateverItsSize() {
        byte[] input = "0123456789".repeat(100_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(Tools.run(LIMIT, Path.of("/"), input, "cat").stdout())
                .isEqualTo(new String(input, StandardCharsets.US_ASCII));
    }

    @Test
    void stopsWhatRunsTooLong() {
        assertThatThrownBy(() -> Tools.run(Duration.ofMillis(200), "sleep", "60"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("still running after PT0.2S: [sleep, 60]");
    }

    @Test
    void namesTheMissingTool() {
        // An AssertionError under CI, an aborted test elsewhere: both carry the same words.
        assertThatThrownBy(() -> Tools.require("no-such-tool-anywhere"))
                .hasMessageContaining("no-such-tool-anywhere is not installed (expected on the PATH; "
                        + "on Debian: apt-get install no-such-tool-anywhere)");
    }

    @Test
    void namesAllMissingToolsAndTheirPackages() {
        assertThatThrownBy(
                        () -> Tools.require(Map.of("sh", "dash", "no-such-a", "package-a", "no-such-b", "package-b")))
                .hasMessageContaining("no-such-a, no-such-b are not installed (expected on the PATH; "
                        + "on Debian: apt-get install package-a package-b)");
    }
}
