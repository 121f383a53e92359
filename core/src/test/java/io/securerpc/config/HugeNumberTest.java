package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that nothing can hold is a problem of the file, and names it. */
class HugeNumberTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e9999998888888888888888888888888",
                "1e999999999",
                "99999999999999999999999999",
                "1e-99999999999999"
            })
    void isNamed(String number) throws Exception {
        Path file = Files.writeString(folder.resolve("config-rpc.toml"), "port = " + number + "\n");
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOfAny(ConfigException.class, ConfigFileException.class);
    }

    @Test
    void isNamedInATableToo() throws Exception {
        Path file = Files.writeString(
                folder.resolve("config-rpc.toml"), "[secure_rpc.quotas]\ndefault = { rate = 1e99999999999999 }\n");
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOfAny(ConfigException.class, ConfigFileException.class);
    }
}
