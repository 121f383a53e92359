package io.securerpc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securerpc.config.NanoConfig;
import io.securerpc.listener.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "a \"quoted\" one",
                "back\\slash\\u0041",
                "tab\there",
                "line\nbreak",
                "節点",
                "#no comment'"
            })
    void isReadBackAsItWas(String name, @TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config-rpc.toml"),
                "[secure]\nenable = true\nserver_cert_path = " + TomlText.quote(name) + "\nserver_key_path = \"k\"\n");

        Listener.Tls listener =
                (Listener.Tls) NanoConfig.load(config).listeners().get(0);

        assertThat(listener.identities().get(0).paths().get(0)).isEqualTo(folder.resolve(name));
    }
}
