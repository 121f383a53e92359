package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a template leaves behind whose variable was not set: a key that guards the server, and names nothing. */
class EmptiedKeysTest {
    private static final String TLS =
            "[secure]\nenable = true\nserver_cert_path = \"c.pem\"\nserver_key_path = \"k.pem\"\n";

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), text);
    }

    @ParameterizedTest
    @CsvSource({
        "users, '\"\"', 'a file, or no such key'",
        "tokens_file, '\"\"', 'a file, or no such key'",
        "parity_tokens_file, '\"\"', 'a file, or no such key'",
        "disabled_callers, '\"\"', 'a file, or no such key'",
        "jwt, [], 'at least one, or no such key'",
        "client_authorities, [], 'at least one, or no such key'",
    })
    void doNotOpenTheServer(String key, String emptied, String rule) throws IOException {
        Path file = write(TLS + "client_certs_path = \"clients\"\n[secure_rpc]\n" + key + " = " + emptied + "\n");

        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + " line 7: secure_rpc." + key + ": empty (expected: " + rule + ")");
    }

    @Test
    void areSaidOnceOfAKeyOfTheWrongKind() throws IOException {
        Path file = write("[secure_rpc]\ntokens_file = 1\n");

        assertThatThrownBy(() -> NanoConfig.load(file)).hasMessageNotContaining("empty");
    }

    @Test
    void doNotTakeTheSettingsBesideThemAlong() throws IOException {
        Path file = write(TLS + "[secure_rpc]\nclient_authorities = []\nclient_authentication = \"require\"\n");

        assertThatThrownBy(() -> NanoConfig.load(file))
                .hasMessage(file
                        + " line 6: secure_rpc.client_authorities: empty (expected: at least one, or no such key)");
    }
}
