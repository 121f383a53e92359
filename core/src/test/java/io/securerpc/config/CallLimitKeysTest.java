package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.limit.CallLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds of calls as a file has them. */
class CallLimitKeysTest {
    @TempDir
    private Path folder;

    @Test
    void areAsTheFileSays() throws IOException {
        assertThat(load("""
                        max_calls = 6
                        max_waiting_calls = 5
                        max_running_calls_per_client = 4
                        max_calls_per_connection = 3
                        reserved_calls = 2
                        method_timeout = "1s"
                        """))
                .usingRecursiveComparison()
                .isEqualTo(CallLimits.builder()
                        .maxCalls(6)
                        .maxWaitingCalls(5)
                        .maxRunningCallsPerClient(4)
                        .maxCallsPerConnection(3)
                        .reservedCalls(2)
                        .methodTimeout(Duration.ofSeconds(1))
                        .build());
        assertThat(load("")).usingRecursiveComparison().isEqualTo(CallLimits.defaults());
    }

    @ParameterizedTest
    @CsvSource({"max_calls = 16, 14", "max_calls = 1024, 896", "max_running_calls_per_client = 300, 300"})
    void whoSaysNothingOfOneClientKeepsAnEighthForAllOthers(String line, int ofClient) throws IOException {
        assertThat(load(line).maxRunningCallsPerClient()).isEqualTo(ofClient);
    }

    @ParameterizedTest
    @CsvSource({
        "max_running_calls_per_client = 0, 0",
        "max_running_calls_per_client = 100001, 100001",
        "max_running_calls_per_client = \"all\", \"all\""
    })
    void refusesWhatIsNoNumberOfCalls(String line, String shown) {
        assertThatThrownBy(() -> load(line))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("secure_rpc.max_running_calls_per_client: " + shown
                        + " (expected: a whole number from 1 to 100000)");
    }

    private CallLimits load(String lines) throws IOException {
        Path file = folder.resolve("config-rpc.toml");
        Files.writeString(file, "[secure_rpc]\n" + lines);
        return NanoConfig.load(file).limits().calls();
    }
}
