package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.CredentialForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of bearer tokens, as a configuration names it. */
class TokensFileKeyTest {
    private static final String TOKENS = "[secure_rpc]\ntokens_file = \"tokens\"\n";

    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("config-rpc.toml"), text);
    }

    @Test
    void liesBesideTheFileThatNamesIt() throws IOException {
        ServerSettings settings = NanoConfig.load(write(TOKENS));
        assertThat(settings.credentials()).containsExactly(BearerTokens.in(folder.resolve("tokens")));
        assertThat(settings.anonymousAllowed()).isFalse();
    }

    @Test
    void isNoneUnlessNamed() throws IOException {
        assertThat(NanoConfig.load(write("")).credentials()).isEmpty();
    }

    @Test
    void standsBesideUsers() throws IOException {
        ServerSettings settings = NanoConfig.load(write(TOKENS + "users = \"users\"\nallow_anonymous = true\n"));
        assertThat(settings.credentials())
                .extracting(source -> source.form())
                .containsExactly(CredentialForm.BASIC, CredentialForm.TOKEN);
        assertThat(settings.anonymousAllowed()).isTrue();
    }

    @Test
    void doesNotGetControlAlongWithEverybody() throws IOException {
        Path file = write("enable_control = true\n" + TOKENS);
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "enable_control: true (expected: control in the token file or in secure_rpc.grants,"
                                + " since tokens get it by name only)");
    }

    @Test
    void isAText() throws IOException {
        Path file = write("[secure_rpc]\ntokens_file = [\"tokens\"]\n");
        assertThatThrownBy(() -> NanoConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("secure_rpc.tokens_file");
    }
}
