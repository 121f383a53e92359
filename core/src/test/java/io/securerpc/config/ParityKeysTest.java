package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.CredentialForm;
import io.securerpc.caller.CredentialSource;
import io.securerpc.caller.ParityTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file of Parity's tokens, as a configuration names it. */
class ParityKeysTest {
    private static final String FILE = "[secure_rpc]\nparity_tokens_file = \"signer/authcodes\"\n";

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), text);
    }

    @Test
    void liesBesideTheFileThatNamesItAndHasDefaults() throws IOException {
        ServerSettings settings = NanoConfig.load(write(FILE));
        assertThat(settings.credentials()).containsExactly(ParityTokens.in(folder.resolve("signer/authcodes")));
        assertThat(settings.anonymousAllowed()).isFalse();
        assertThat(NanoConfig.load(write("")).credentials()).isEmpty();
    }

    @Test
    void windowAndLifetimeAreSettings() throws IOException {
        assertThat(NanoConfig.load(write(FILE + "parity_window = \"1m\"\nparity_token_lifetime = \"24h\"\n"))
                        .credentials())
                .containsExactly(ParityTokens.in(folder.resolve("signer/authcodes"))
                        .withWindow(Duration.ofSeconds(60))
                        .withLifetime(Duration.ofHours(24)));
    }

    @Test
    void standsBesideOtherKinds() throws IOException {
        ServerSettings settings =
                NanoConfig.load(write(FILE + "users = \"users\"\ntokens_file = \"tokens\"\nallow_anonymous = true\n"));
        assertThat(settings.credentials())
                .extracting(CredentialSource::form)
                .containsExactlyInAnyOrder(CredentialForm.BASIC, CredentialForm.TOKEN, CredentialForm.PARITY_PROOF);
        assertThat(settings.anonymousAllowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "parity_window = \"0s\", 'secure_rpc.parity_window: \"0s\" (expected: a duration from \"1s\" to \"60s\")'",
        "parity_window = \"61s\", 'secure_rpc.parity_window: \"61s\" (expected: a duration from \"1s\" to \"60s\")'",
        "parity_window = 6, 'secure_rpc.parity_window: 6 (expected: a duration from \"1s\" to \"60s\")'",
        "parity_window = \"1500ms\", 'window of Parity proofs: PT1.5S (expected: whole seconds from 1 to 60)'",
        "parity_token_lifetime = \"59m\", 'secure_rpc.parity_token_lifetime: \"59m\" (expected: a duration from \"1h\" to \"87600h\")'",
        "parity_token_lifetime = \"0s\", 'secure_rpc.parity_token_lifetime: \"0s\"'",
    })
    void refusesWhatIsOutOfBounds(String line, String problem) throws IOException {
        Path file = write(FILE + line + "\n");
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({"parity_window = \"6s\", parity_window", "parity_token_lifetime = \"24h\", parity_token_lifetime"})
    void refusesWhatWouldBeIgnored(String line, String key) throws IOException {
        Path file = write("[secure_rpc]\n" + line + "\n");
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "secure_rpc." + key + ": set (expected: only beside secure_rpc.parity_tokens_file)");
    }

    @Test
    void doesNotGetControlAlongWithEverybody() throws IOException {
        Path file = write("enable_control = true\n" + FILE);
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("enable_control: true (expected: grants of control in secure_rpc.grants,"
                        + " since Parity tokens get it by name only)");
    }
}
