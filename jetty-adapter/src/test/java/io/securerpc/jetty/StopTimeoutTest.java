package io.securerpc.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.config.NanoConfig;
import io.securerpc.config.ServerSettings;
import io.securerpc.listener.Listener;
import io.securerpc.rpc.RpcService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopTimeoutTest {
    @TempDir
    Path folder;

    @Test
    void isTheSameInCodeAndInAFileWhereNobodySetsIt() throws Exception {
        assertThat(builder().build().configuration().stopTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings("").stopTimeout()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void isTakenFromAFile() throws Exception {
        SecureRpcServerBuilder server = SecureRpcServer.builder()
                .service(RpcService.builder().build())
                .settings(settings("[secure_rpc]\nstop_timeout = \"250ms\"\n"));

        assertThat(server.build().configuration().stopTimeout()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void mayBeNoneAtAll() {
        assertThat(builder().stopTimeout(Duration.ZERO).build().configuration().stopTimeout())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT1H0.001S"})
    void isRefusedWhereItIsOutOfRange(String text) {
        assertThatThrownBy(() -> builder().stopTimeout(Duration.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stopTimeout: " + text + " (expected: PT0S to PT1H)");
    }

    @Test
    void isSetOnce() {
        assertThatThrownBy(() -> builder().stopTimeout(Duration.ZERO).stopTimeout(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stopTimeout: PT1S (expected: set once, is PT0S)");
    }

    @Test
    void aDeadlineInThePastIsRefusedAndOneThatIsTooFarIsNot() throws Exception {
        try (RunningServer server = builder().build().start()) {
            assertThatThrownBy(() -> server.stop(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("within: PT-0.001S (expected: not negative)");
            server.stop(Duration.ofSeconds(Long.MAX_VALUE));
        }
    }

    private static SecureRpcServerBuilder builder() {
        return SecureRpcServer.builder()
                .service(RpcService.builder().build())
                .addListener(Listener.plain("127.0.0.1", 0));
    }

    private ServerSettings settings(String toml) throws Exception {
        return NanoConfig.load(Files.writeString(folder.resolve("config-rpc.toml"), toml));
    }
}
