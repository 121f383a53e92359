package io.securerpc.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securerpc.caller.BearerTokens;
import io.securerpc.caller.NewToken;
import io.securerpc.caller.TokenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever writes a secret where the path of its file belongs is told so, and the secret is not repeated. */
class SecretAsPathTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "tokens_file, srt_0123456789abcdefghijABCDEFGHIJ0123456789",
        "users, alice:$2y$12$abcdefghijklmnopqrstuu0123456789ABCDEFGHIJKLMNOPQRSTU",
        "parity_tokens_file, 00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF",
        "activity_file, -----BEGIN PRIVATE KEY-----",
    })
    void isNotRepeated(String key, String secret) throws IOException {
        Path file = Files.writeString(
                folder.resolve("config-rpc.toml"), "[secure_rpc]\n" + key + " = \"" + secret + "\"\n");
        Throwable refused = catchThrowable(() -> NanoConfig.load(file));
        assertThat(refused)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "secure_rpc." + key + ": **** (expected: the path of a file, and not what belongs into it)");
        assertThat(refused.toString()).doesNotContain(secret.substring(6, 20));
    }

    /** As container runtimes call theirs. */
    @Test
    void aFolderMayHaveSuchAName() throws IOException {
        Path inside = folder.resolve("0123456789abcdef".repeat(4)).resolve("tokens");
        Path file = Files.writeString(
                folder.resolve("config-rpc.toml"), "[secure_rpc]\ntokens_file = \"" + inside + "\"\n");
        assertThat(NanoConfig.load(file).credentials()).containsExactly(BearerTokens.in(inside));
    }

    @Test
    void norInCode() {
        String token = TokenFile.at(folder.resolve("tokens"))
                .create(NewToken.named("ci"))
                .secret();
        assertThatThrownBy(() -> BearerTokens.in(Path.of(token)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token file: a token itself (expected: the path of a file of tokens)");
        assertThat(BearerTokens.in(Path.of("srt_tokens")).path()).isEqualTo(Path.of("srt_tokens"));
    }
}
